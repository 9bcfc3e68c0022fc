import { messagePayload } from './payloads.ts';
import { checkPoll } from './polls.ts';
import { bodyObject, param, type Route, type RouteAnswer, type RouteCall } from './route.ts';
import { checkCustomIds, checkMessage, listOf } from './rules.ts';
import { checkSchema } from './schemas.ts';
import type { StoredInteraction, StoredMessage } from './state.ts';
import { FAULT, FLAG, isJsonObject, RestFault, type JsonObject } from './wire.ts';

const ACK_DEADLINE_MS = 3_000;
const TOKEN_LIFETIME_MS = 900_000; // 15 minutes

function respond(call: RouteCall): RouteAnswer {
  const interaction = call.state.interactions.get(param(call, 1));
  const now = call.state.now();
  if (interaction?.id !== param(call, 0) || interaction.isExpired) {
    throw FAULT.unknownInteraction();
  }
  if (interaction.response !== null) throw FAULT.acknowledged();
  if (now - interaction.createdAt > ACK_DEADLINE_MS) throw FAULT.unknownInteraction();
  const body = bodyObject(call);
  const data = isJsonObject(body.data) ? body.data : {};
  checkCallback(body, data);
  const channel = call.state.channels.get(interaction.channelId);
  const isPrivate = (Number(data.flags ?? 0) & FLAG.ephemeral) !== 0;
  checkPoll(data, { channel, state: call.state }, isPrivate);
  interaction.response = { type: Number(body.type), data, at: now };
  const message = firstMessage(call, interaction, Number(body.type), data);
  if (call.query.get('with_response') !== 'true') return { status: 204 };
  return {
    status: 200,
    json: {
      interaction: { id: interaction.id, type: 2, response_message_id: message?.id },
      resource: {
        type: Number(body.type),
        ...(message === null ? {} : { message: messagePayload(message, call.state) }),
      },
    },
  };
}

function checkCallback(body: JsonObject, data: JsonObject): void {
  switch (Number(body.type)) {
    case 4:
      checkSchema('callback-message', body);
      return checkMessage(data);
    case 5:
      return checkSchema('callback-message', body);
    case 6:
      return checkSchema('callback-update', body);
    case 7:
      checkSchema('callback-update', body);
      return checkMessage(data, { content: 'as it was' });
    case 8:
      return checkSchema('autocomplete-data', data);
    case 9:
      checkSchema('callback-modal', body);
      return checkCustomIds(listOf(data.components));
    default:
      throw FAULT.invalidBody({ type: `Unknown callback type ${JSON.stringify(body.type)}` });
  }
}

/** Creates or finds what `@original` is from now on. */
function firstMessage(
  call: RouteCall,
  interaction: StoredInteraction,
  type: number,
  data: JsonObject,
): StoredMessage | null {
  const { state } = call;
  if (type === 4 || type === 5) {
    const flags = Number(data.flags ?? 0) | (type === 5 ? FLAG.loading : 0);
    const message = state.createMessage(
      {
        channelId: interaction.channelId,
        authorId: state.botUserId,
        interactionToken: interaction.token,
      },
      { ...data, flags },
    );
    interaction.originalId = message.id;
    interaction.messageIds.push(message.id);
    return message;
  }
  if (type === 6 || type === 7) {
    interaction.originalId = interaction.sourceMessageId;
    const source = state.messages.get(interaction.sourceMessageId ?? '');
    if (source !== undefined && type === 7) state.editMessage(source, data);
    return source ?? null;
  }
  return null;
}

function interactionOf(call: RouteCall): StoredInteraction {
  const interaction = call.state.interactions.get(param(call, 1));
  if (interaction === undefined || param(call, 0) !== call.state.applicationId) {
    throw FAULT.unknownWebhook();
  }
  if (interaction.response === null) throw FAULT.unknownWebhook();
  if (interaction.isExpired) throw FAULT.unknownWebhook();
  if (call.state.now() - interaction.createdAt > TOKEN_LIFETIME_MS) {
    throw FAULT.expiredToken();
  }
  return interaction;
}

function messageOf(call: RouteCall, interaction: StoredInteraction): StoredMessage {
  const name = param(call, 2);
  const id = name === '@original' ? interaction.originalId : name;
  const message = call.state.messages.get(id ?? '');
  if (message === undefined || message.isDeleted) throw FAULT.unknownMessage();
  if (call.state.channels.get(message.channelId)?.isDeleted === true) throw FAULT.unknownChannel();
  return message;
}

function followUp(call: RouteCall): RouteAnswer {
  const interaction = interactionOf(call);
  const body = bodyObject(call);
  checkSchema('followup-create', body);
  checkMessage(body);
  const { state } = call;
  const channel = state.channels.get(interaction.channelId);
  checkPoll(body, { channel, state }, (Number(body.flags ?? 0) & FLAG.ephemeral) !== 0);
  if (state.channels.get(interaction.channelId)?.isDeleted === true) throw FAULT.unknownChannel();
  const original = state.messages.get(interaction.originalId ?? '');
  // The first one behind a deferred response takes its place, and is private or not as that is.
  if (original !== undefined && (original.flags & FLAG.loading) !== 0) {
    original.flags =
      (original.flags & FLAG.ephemeral) | (Number(body.flags ?? 0) & ~FLAG.ephemeral);
    state.editMessage(original, body);
    state.notePings(original, body);
    return { status: 200, json: messagePayload(original, state) };
  }
  const message = state.createMessage(
    {
      channelId: interaction.channelId,
      authorId: state.botUserId,
      interactionToken: interaction.token,
    },
    body,
  );
  interaction.messageIds.push(message.id);
  return { status: 200, json: messagePayload(message, state) };
}

function edit(call: RouteCall): RouteAnswer {
  const message = messageOf(call, interactionOf(call));
  const body = bodyObject(call);
  if (message.poll !== null) throw FAULT.pollEdit();
  checkSchema('followup-edit', body);
  checkMessage(body, message);
  const flags = typeof body.flags === 'number' ? body.flags : 0;
  if ((flags & ~(FLAG.suppressEmbeds | FLAG.componentsV2)) !== 0) {
    throw new RestFault(400, 50_035, 'An edit may set SUPPRESS_EMBEDS and IS_COMPONENTS_V2 only.');
  }
  const wasLoading = (message.flags & FLAG.loading) !== 0;
  message.flags = (message.flags & FLAG.ephemeral) | flags;
  call.state.editMessage(message, body);
  if (wasLoading) call.state.notePings(message, body);
  return { status: 200, json: messagePayload(message, call.state) };
}

const WEBHOOK = '^/webhooks/(\\d+)/([^/]+)';
/** Public messages share the window of their channel; what one person sees alone has its own. */
const bucket = (call: RouteCall): string => {
  const interaction = call.state.interactions.get(param(call, 1));
  const original = call.state.messages.get(interaction?.originalId ?? '');
  const isPrivate = ((original?.flags ?? 0) & FLAG.ephemeral) !== 0;
  return isPrivate ? param(call, 1) : (interaction?.channelId ?? 'unknown');
};

export const INTERACTION_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    pattern: /^\/interactions\/(\d+)\/([^/]+)\/callback$/,
    needsBot: false,
    run: respond,
  },
  {
    method: 'POST',
    pattern: new RegExp(`${WEBHOOK}$`),
    needsBot: false,
    bucket,
    run: followUp,
  },
  {
    method: 'GET',
    pattern: new RegExp(`${WEBHOOK}/messages/([^/]+)$`),
    needsBot: false,
    run: (call) => ({
      status: 200,
      json: messagePayload(messageOf(call, interactionOf(call)), call.state),
    }),
  },
  {
    method: 'PATCH',
    pattern: new RegExp(`${WEBHOOK}/messages/([^/]+)$`),
    needsBot: false,
    bucket,
    run: edit,
  },
  {
    method: 'DELETE',
    pattern: new RegExp(`${WEBHOOK}/messages/([^/]+)$`),
    needsBot: false,
    run: (call) => {
      messageOf(call, interactionOf(call)).isDeleted = true;
      return { status: 204 };
    },
  },
];
