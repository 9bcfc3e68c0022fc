import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Gateway } from './gateway.ts';
import { Interact, type AttachmentOption, type MessageCall } from './interact.ts';
import { channelPayload, guildPayload, messagePayload } from './payloads.ts';
import { PERMISSION } from './permissions.ts';
import { pollResult } from './polls.ts';
import { RateLimits } from './rate-limits.ts';
import { RestApi } from './rest.ts';
import { ServerState, type StoredChannel, type StoredMessage } from './state.ts';

export interface DiscordServerOptions {
  /** The only token that is let in. */
  readonly token?: string;
  /** Clock of the recorder and of every deadline, ms. Default: the real monotonic one. */
  readonly now?: () => number;
  readonly heartbeatIntervalMs?: number;
  /** What `now` counts from, in ms since 1970. Default: the real time. */
  readonly epochMs?: number;
}

export interface AttachMore {
  readonly contentType?: string;
  /** As the client says; default the real size. */
  readonly size?: number;
}

/** A Discord on one loopback port: REST below `apiUrl`, the gateway on the same port. */
export interface DiscordServer {
  /** For discord.js: `rest: { api: apiUrl, version: '10' }`. */
  readonly apiUrl: string;
  readonly token: string;
  readonly guildId: string;
  readonly channelId: string;
  readonly userId: string;
  readonly state: ServerState;
  readonly gateway: Gateway;
  readonly limits: RateLimits;
  readonly rest: RestApi;
  readonly interact: Interact;
  readonly addChannel: (channel?: { guildId?: string | null; name?: string }) => StoredChannel;
  /** Tells the bot of a thread that is there. */
  readonly tellOfThread: (thread: StoredChannel) => void;
  /** A new post in a new forum; returns its first message, which has the id of its thread. */
  readonly post: (title: string, message: MessageCall) => StoredMessage;
  /** A message of a user, e.g. for a context menu. */
  readonly addMessage: (content: string, channelId?: string) => StoredMessage;
  /** Uploads a file, as a client does before it sends a command. */
  readonly attach: (name: string, bytes: Uint8Array, more?: AttachMore) => AttachmentOption;
  /** Takes the right to send polls from the bot, in one channel. */
  readonly denyPolls: (channelId?: string) => void;
  /** The poll is over before its time, or at it: Discord counts it and writes so. */
  readonly endPoll: (message: StoredMessage) => void;
  /** Deletes it under the bot and tells the bot so. */
  readonly deleteMessage: (message: StoredMessage) => void;
  /** Removes the bot from the server, or has the server go down; also while the bot is away. */
  readonly loseGuild: (options?: { readonly isOutage?: true }) => void;
  /** Invites the bot back. */
  readonly joinGuild: () => void;
  readonly deleteChannel: (channelId: string) => void;
  /** @throws Error that lists every request the real Discord would have refused as malformed. */
  readonly assertNoSurprises: () => void;
  readonly close: () => Promise<void>;
}

export async function startDiscordServer(
  options: DiscordServerOptions = {},
): Promise<DiscordServer> {
  const { epochMs = performance.timeOrigin } = options;
  const state = new ServerState(options.now ?? (() => performance.now()), epochMs);
  const limits = new RateLimits(state.now, options.now === undefined);
  const token = options.token ?? 'a-token-for-tests-only';
  const guildId = state.newId();
  const userId = state.newId();
  const channelId = state.addChannel({ guildId }).id;
  const http = createServer();
  const address = (): AddressInfo => http.address() as AddressInfo;
  const gatewayUrl = (): string => `ws://127.0.0.1:${address().port}`;
  const guildIds = new Set([guildId]);
  const gateway = new Gateway({
    state,
    token,
    guildIds,
    heartbeatIntervalMs: options.heartbeatIntervalMs ?? 45_000, // as Discord about says
    url: gatewayUrl,
  });
  const dispatch = gateway.dispatch.bind(gateway);
  const tell: typeof dispatch = (event, data) => {
    if (gateway.hasSession) dispatch(event, data);
  };
  const rest = new RestApi({ token, state, limits, gatewayUrl, dispatch: tell });
  http.on('request', (request, response) => void rest.handle(request, response));
  http.on('upgrade', (request, socket, head: Buffer) => gateway.upgrade(request, socket, head));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));

  const interact = new Interact(
    state,
    { dispatch, intents: () => gateway.intents },
    { guildId, channelId, userId },
  );

  return {
    apiUrl: `http://127.0.0.1:${address().port}/api`,
    token,
    guildId,
    channelId,
    userId,
    state,
    gateway,
    limits,
    rest,
    interact,
    addChannel: (channel = {}) => state.addChannel({ guildId, ...channel }),
    tellOfThread: (thread) =>
      dispatch('THREAD_CREATE', { ...channelPayload(thread), newly_created: true }),
    post(title, message) {
      const forum = state.addChannel({ guildId, type: 15, name: 'help' });
      dispatch('CHANNEL_CREATE', channelPayload(forum));
      const thread = state.addChannel({ guildId, parentId: forum.id, type: 11, name: title });
      dispatch('THREAD_CREATE', { ...channelPayload(thread), newly_created: true });
      return interact.message({ ...message, id: thread.id, channelId: thread.id });
    },
    addMessage: (content, inChannel = channelId) =>
      state.createMessage(
        { channelId: inChannel, authorId: userId, interactionToken: null },
        { content },
      ),
    attach(name, bytes, more = {}) {
      const id = state.newId();
      state.files.set(id, bytes);
      return {
        type: 11,
        id,
        name,
        contentType: more.contentType ?? null,
        size: more.size ?? bytes.byteLength,
        url: `http://127.0.0.1:${address().port}/attachments/${id}/${encodeURIComponent(name)}?ex=1`,
      };
    },
    denyPolls(inChannel = channelId) {
      const channel = state.channels.get(inChannel);
      if (channel === undefined) throw new Error(`There is no channel ${inChannel}.`);
      channel.overwrites = [
        { id: guildId, type: 0, allow: '0', deny: String(PERMISSION.sendPolls) },
      ];
    },
    endPoll(message) {
      if (message.poll === null) throw new Error('There is no poll to end.');
      message.poll.endsAt = Math.min(message.poll.endsAt, state.now());
      const guild = { guild_id: guildId, channel_type: 0 };
      dispatch('MESSAGE_UPDATE', { ...messagePayload(message, state), ...guild });
      const said = state.createMessage(
        { channelId: message.channelId, authorId: state.botUserId, interactionToken: null },
        {},
      );
      dispatch('MESSAGE_CREATE', {
        ...messagePayload(said, state),
        ...pollResult(message),
        ...guild,
      });
    },
    deleteMessage(message) {
      message.isDeleted = true;
      const { id, channelId: channel_id } = message;
      dispatch('MESSAGE_DELETE', { id, channel_id, guild_id: guildId });
    },
    loseGuild({ isOutage } = {}) {
      if (isOutage !== true) guildIds.delete(guildId);
      const more = isOutage === true ? { unavailable: true } : {};
      if (gateway.isConnected) dispatch('GUILD_DELETE', { id: guildId, ...more });
    },
    joinGuild() {
      guildIds.add(guildId);
      if (gateway.isConnected) dispatch('GUILD_CREATE', guildPayload(guildId, state));
    },
    deleteChannel(id) {
      const channel = state.channels.get(id);
      if (channel === undefined) throw new Error(`There is no channel ${id}.`);
      channel.isDeleted = true;
      dispatch('CHANNEL_DELETE', { id, type: channel.type, guild_id: guildId, name: channel.name });
    },
    assertNoSurprises: () => assertNoSurprises(state, limits),
    async close() {
      gateway.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

function assertNoSurprises(state: ServerState, limits: RateLimits): void {
  const found = [...state.violations];
  if (limits.overruns > 0) found.push(`${limits.overruns} requests overran a rate limit bucket`);
  if (found.length > 0) throw new Error(`Discord would have refused:\n${found.join('\n')}`);
}
