import { MEMBER } from './permissions.ts';
import { pingsOf } from './pings.ts';
import { pollIn, type StoredPoll } from './polls.ts';
import type { Json, JsonObject } from './wire.ts';

export interface RecordedRequest {
  readonly method: string;
  /** Below `/api/v10`, with `%40` as sent and the query. */
  readonly path: string;
  readonly body: Json | undefined;
  /** By the server's clock, ms. */
  readonly at: number;
  /** 0 until answered. */
  status: number;
}

/** A message as it looked at one moment. */
export interface MessageVersion {
  readonly at: number;
  readonly content: string;
  readonly components: readonly Json[];
}

export interface StoredMessage {
  readonly id: string;
  readonly channelId: string;
  readonly authorId: string;
  flags: number;
  content: string;
  components: readonly Json[];
  readonly poll: StoredPoll | null;
  isDeleted: boolean;
  /** Token of the interaction it answers; null for an ordinary message. */
  readonly interactionToken: string | null;
  /** First as created, then after every edit. */
  readonly versions: MessageVersion[];
}

export interface StoredChannel {
  readonly id: string;
  /** 0 text, 1 direct message, 11 public thread, 12 private thread, 15 forum. */
  readonly type: number;
  readonly guildId: string | null;
  readonly name: string;
  readonly parentId: string | null;
  isDeleted: boolean;
  /** Whether the bot may read and write here outside an interaction. */
  isBotAllowed: boolean;
  /** As Discord has them: `type` 0 a role, 1 a member. */
  overwrites: readonly { id: string; type: 0 | 1; allow: string; deny: string }[];
}

export interface CallbackResponse {
  readonly type: number;
  readonly data: JsonObject;
  readonly at: number;
}

export interface StoredInteraction {
  readonly id: string;
  readonly token: string;
  readonly channelId: string;
  readonly guildId: string | null;
  readonly userId: string;
  readonly createdAt: number;
  response: CallbackResponse | null;
  /** Message that `@original` names; null before the first response. */
  originalId: string | null;
  /** The message a pressed button or a submitted modal sits on. */
  readonly sourceMessageId: string | null;
  readonly messageIds: string[];
  isExpired: boolean;
}

const DISCORD_EPOCH_MS = 1_420_070_400_000n;

/** Everything the fake Discord remembers. No HTTP and no socket in here. */
export class ServerState {
  readonly applicationId: string;
  readonly botUserId: string;
  readonly requests: RecordedRequest[] = [];
  /** Of the bot's application: the switches of its developer portal. */
  applicationFlags = 0;
  /** Servers the bot is in, with its permissions there as a bit field in decimal. */
  memberships: { readonly id: string; readonly name: string; readonly permissions: string }[] = [];
  /** Shards that are recommended, and logins that are left. */
  sessions = { shards: 1, left: 999 };
  /** Where servers want to read of newcomers; null: nowhere. */
  systemChannelId: string | null = null;
  /** What everybody may do in a server, as a bit field. */
  everyone = MEMBER;
  /** What the bot's own role adds to that. */
  invited = 0n;
  readonly violations: string[] = [];
  readonly channels = new Map<string, StoredChannel>();
  readonly messages = new Map<string, StoredMessage>();
  readonly interactions = new Map<string, StoredInteraction>();
  /** Messages by the nonce they were sent with. */
  readonly nonces = new Map<string, string>();
  /** Uploaded files by id of the attachment. */
  readonly files = new Map<string, Uint8Array>();
  /** By `global` or guild id. */
  readonly commands = new Map<string, JsonObject[]>();
  readonly now: () => number;
  /** What `now` counts from, in ms since 1970. */
  readonly epochMs: number;
  #nextId: bigint;

  constructor(now: () => number, epochMs: number) {
    this.now = now;
    this.epochMs = epochMs;
    this.#nextId = (BigInt(Date.now()) - DISCORD_EPOCH_MS) << 22n;
    this.applicationId = this.newId();
    this.botUserId = this.newId();
  }

  newId(): string {
    this.#nextId += 1n;
    return this.#nextId.toString();
  }

  addChannel(channel: Partial<StoredChannel> & { guildId: string | null }): StoredChannel {
    const stored: StoredChannel = {
      id: channel.id ?? this.newId(),
      type: channel.type ?? (channel.guildId === null ? 1 : 0),
      guildId: channel.guildId,
      name: channel.name ?? 'general',
      parentId: channel.parentId ?? null,
      isDeleted: false,
      isBotAllowed: true,
      overwrites: channel.overwrites ?? [],
    };
    this.channels.set(stored.id, stored);
    return stored;
  }

  createMessage(
    message: Pick<StoredMessage, 'channelId' | 'authorId' | 'interactionToken'> & {
      readonly id?: string | undefined;
    },
    body: JsonObject,
  ): StoredMessage {
    const stored: StoredMessage = {
      ...message,
      id: message.id ?? this.newId(),
      flags: typeof body.flags === 'number' ? body.flags : 0,
      content: '',
      components: [],
      poll: pollIn(body, this.now()),
      isDeleted: false,
      versions: [],
    };
    this.messages.set(stored.id, stored);
    this.#write(stored, body);
    this.notePings(stored, body);
    return stored;
  }

  editMessage(message: StoredMessage, body: JsonObject): void {
    this.#write(message, body);
  }

  /** The bot is to call nobody. On Discord a message calls when it is first seen, and no edit does. */
  notePings({ authorId, id, content }: StoredMessage, body: JsonObject): void {
    if (authorId !== this.botUserId) return;
    const called = pingsOf(body);
    if (called.length > 0)
      this.violations.push(`Message ${id} pings ${called.join(', ')}: ${content}`);
  }

  #write(message: StoredMessage, body: JsonObject): void {
    if (typeof body.content === 'string') message.content = body.content.trim();
    if (Array.isArray(body.components)) message.components = body.components;
    message.versions.push({
      at: this.now(),
      content: message.content,
      components: message.components,
    });
  }
}
