import { channelPayload, messagePayload } from './payloads.ts';
import { mustHave, PERMISSION, toSend } from './permissions.ts';
import { checkPoll } from './polls.ts';
import { bodyObject, param, type Route, type RouteAnswer, type RouteCall } from './route.ts';
import { checkMessage } from './rules.ts';
import { checkSchema, type SchemaName } from './schemas.ts';
import type { StoredChannel, StoredMessage } from './state.ts';
import { FAULT, FLAG, RestFault, textOf, type JsonObject } from './wire.ts';

const MAX_NONCE_CHARS = 25;

function channelOf(call: RouteCall, wanted = 0n): StoredChannel {
  const channel = call.state.channels.get(param(call, 0));
  if (channel === undefined || channel.isDeleted) throw FAULT.unknownChannel();
  if (!channel.isBotAllowed) throw FAULT.missingAccess();
  mustHave(call.state, channel, wanted);
  return channel;
}

/** Ephemeral messages do not exist for the channel's own routes. */
function messageOf(call: RouteCall, wanted = 0n): StoredMessage {
  const channel = channelOf(call, wanted);
  const message = call.state.messages.get(param(call, 1));
  const isHidden = message === undefined || message.isDeleted;
  if (isHidden || message.channelId !== channel.id || (message.flags & FLAG.ephemeral) !== 0) {
    throw FAULT.unknownMessage();
  }
  return message;
}

/** Without the intent for it the text of others is empty, unless it mentions the bot, as at the gateway. */
function readable(message: StoredMessage, { state }: RouteCall): JsonObject {
  const payload = messagePayload(message, state);
  const isOwn = message.authorId === state.botUserId;
  const isDirect = state.channels.get(message.channelId)?.guildId === null;
  const isMention = message.content.includes(`<@${state.botUserId}>`);
  return isOwn || isDirect || isMention ? payload : { ...payload, content: '' };
}

function create(call: RouteCall): RouteAnswer {
  const channel = channelOf(call);
  const body = bodyObject(call);
  const toReply = body.message_reference === undefined ? 0n : PERMISSION.readMessageHistory;
  mustHave(call.state, channel, toSend(channel) | toReply);
  checkSchema('message-create', body);
  checkMessage(body);
  checkPoll(body, { channel, state: call.state });
  if ((Number(body.flags ?? 0) & FLAG.ephemeral) !== 0) {
    throw new RestFault(400, 50_035, 'An ordinary message cannot be ephemeral.');
  }
  const known = onceOf(call, body);
  if (known !== undefined) return { status: 200, json: messagePayload(known, call.state) };
  const message = call.state.createMessage(
    { channelId: channel.id, authorId: call.state.botUserId, interactionToken: null },
    body,
  );
  if (typeof body.nonce === 'string') call.state.nonces.set(body.nonce, message.id);
  const payload = messagePayload(message, call.state);
  call.dispatch('MESSAGE_CREATE', {
    ...payload,
    channel_type: channel.type,
    ...(channel.guildId === null ? {} : { guild_id: channel.guildId }),
    ...(body.nonce === undefined ? {} : { nonce: body.nonce }),
    ...(body.message_reference === undefined ? {} : { type: 19 }),
  });
  return { status: 200, json: payload };
}

/** With `enforce_nonce` a message that was sent before is answered with, and not made again. */
function onceOf(
  { state }: RouteCall,
  { nonce, enforce_nonce }: JsonObject,
): StoredMessage | undefined {
  if (typeof nonce !== 'string' || enforce_nonce !== true) return undefined;
  if (nonce.length > MAX_NONCE_CHARS)
    throw FAULT.invalidBody({ nonce: 'Must be 25 or fewer in length.' });
  return state.messages.get(state.nonces.get(nonce) ?? '');
}

function edit(call: RouteCall): RouteAnswer {
  const message = messageOf(call);
  if (message.authorId !== call.state.botUserId) {
    throw new RestFault(403, 50_005, 'Cannot edit a message authored by another user');
  }
  const body = bodyObject(call);
  if (message.poll !== null) throw FAULT.pollEdit();
  checkSchema('message-edit', body);
  checkMessage(body, message);
  call.state.editMessage(message, body);
  return { status: 200, json: messagePayload(message, call.state) };
}

function startThread(call: RouteCall, schema: SchemaName): RouteAnswer {
  const parent = channelOf(call, PERMISSION.createPublicThreads);
  const body = bodyObject(call);
  checkSchema(schema, body);
  const fromMessage = schema === 'thread-from-message' ? messageOf(call) : null;
  const thread = call.state.addChannel({
    ...(fromMessage === null ? {} : { id: fromMessage.id }),
    guildId: parent.guildId,
    parentId: parent.id,
    type: body.type === 12 ? 12 : 11,
    name: textOf(body.name),
  });
  call.dispatch('THREAD_CREATE', { ...channelPayload(thread), newly_created: true });
  return { status: 201, json: channelPayload(thread) };
}

const MESSAGES = '^/channels/(\\d+)/messages';
const bucket = (call: RouteCall): string => param(call, 0);

export const CHANNEL_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    pattern: /^\/channels\/(\d+)$/,
    needsBot: true,
    run: (call) => ({ status: 200, json: channelPayload(channelOf(call)) }),
  },
  { method: 'POST', pattern: new RegExp(`${MESSAGES}$`), needsBot: true, bucket, run: create },
  {
    method: 'GET',
    pattern: new RegExp(`${MESSAGES}/(\\d+)$`),
    needsBot: true,
    run: (call) => ({
      status: 200,
      json: readable(messageOf(call, PERMISSION.readMessageHistory), call),
    }),
  },
  {
    method: 'PATCH',
    pattern: new RegExp(`${MESSAGES}/(\\d+)$`),
    needsBot: true,
    bucket,
    run: edit,
  },
  {
    method: 'DELETE',
    pattern: new RegExp(`${MESSAGES}/(\\d+)$`),
    needsBot: true,
    run: (call) => {
      messageOf(call).isDeleted = true;
      return { status: 204 };
    },
  },
  {
    method: 'POST',
    pattern: new RegExp(`${MESSAGES}/(\\d+)/threads$`),
    needsBot: true,
    run: (call) => startThread(call, 'thread-from-message'),
  },
  {
    method: 'POST',
    pattern: /^\/channels\/(\d+)\/threads$/,
    needsBot: true,
    run: (call) => startThread(call, 'thread-alone'),
  },
];
