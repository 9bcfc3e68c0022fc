import { channelPayload, messagePayload, userPayload } from './payloads.ts';
import { botRights } from './polls.ts';
import type { ServerState, StoredInteraction, StoredMessage } from './state.ts';
import { FLAG, type Json, type JsonObject } from './wire.ts';

export interface Caller {
  readonly userId?: string;
  /** Null: a direct message. Default: the first guild. */
  readonly guildId?: string | null;
  readonly channelId?: string;
  /** Discord tells no channel, which its documentation allows. */
  readonly hasNoChannel?: true;
  /** Discord locale, e.g. `de`. Default `en-US`. */
  readonly locale?: string;
  /** Permission bits of the member as a decimal string. Default: all. */
  readonly permissions?: string;
  readonly roles?: readonly string[];
}

export interface MessageCall extends Caller {
  /** As typed; the bot's name stands in it when `mentionsBot`. */
  readonly content: string;
  readonly mentionsBot?: boolean;
  /** The message it replies to; a reply to the bot mentions it unless `pings` is false. */
  readonly replyTo?: StoredMessage;
  /** Of the first message of a thread in a forum, which has the thread's id. */
  readonly id?: string;
  /** Whether the one that is replied to is mentioned. Default true, as in Discord's clients. */
  readonly pings?: boolean;
}

/** Gateway intents that messages come with, neither of them privileged. */
const INTENT = { guildMessages: 512, directMessages: 4_096 } as const;

export interface CommandCall extends Caller {
  readonly name: string;
  readonly subcommand?: string;
  readonly options?: Readonly<Record<string, GivenOption>>;
}

/** One thing a user did and everything the bot answered to it. */
export class InteractionHandle {
  readonly #state: ServerState;
  readonly #interaction: StoredInteraction;

  constructor(state: ServerState, interaction: StoredInteraction) {
    this.#state = state;
    this.#interaction = interaction;
  }

  get id(): string {
    return this.#interaction.id;
  }
  get token(): string {
    return this.#interaction.token;
  }
  get channelId(): string {
    return this.#interaction.channelId;
  }
  get response(): StoredInteraction['response'] {
    return this.#interaction.response;
  }
  /** Ms from the interaction to its first response; null while there is none. */
  get acknowledgedAfterMs(): number | null {
    const { response, createdAt } = this.#interaction;
    return response === null ? null : response.at - createdAt;
  }
  get isEphemeral(): boolean {
    return (Number(this.response?.data.flags ?? 0) & FLAG.ephemeral) !== 0;
  }
  /** Reply and follow-ups in order of creation, without deleted ones. */
  get messages(): readonly StoredMessage[] {
    return this.#interaction.messageIds
      .map((id) => this.#state.messages.get(id))
      .filter((message) => message !== undefined)
      .filter((message) => !message.isDeleted);
  }
  /** What a reader sees now, one string a message. */
  get texts(): readonly string[] {
    return this.messages.map((message) => message.content);
  }
  /** Every version of every message, oldest first. */
  get versions(): readonly { messageId: string; at: number; content: string }[] {
    return this.messages
      .flatMap(({ id, versions }) =>
        versions.map(({ at, content }) => ({ messageId: id, at, content })),
      )
      .sort((left, right) => left.at - right.at);
  }
  /** Choices of an autocomplete response. */
  get choices(): readonly Json[] {
    const choices = this.response?.data.choices;
    return Array.isArray(choices) ? choices : [];
  }

  /** From now on Discord does not know this interaction's token. */
  expire(): void {
    this.#interaction.isExpired = true;
  }
}

type Dispatch = (event: string, data: JsonObject) => void;

/** What users do. Every call sends INTERACTION_CREATE and returns at once. */
export class Interact {
  readonly #state: ServerState;
  readonly #dispatch: Dispatch;
  readonly #intents: () => number;
  readonly #defaults: { guildId: string; channelId: string; userId: string };

  constructor(
    state: ServerState,
    { dispatch, intents }: { dispatch: Dispatch; intents: () => number },
    defaults: { guildId: string; channelId: string; userId: string },
  ) {
    this.#intents = intents;
    this.#state = state;
    this.#dispatch = dispatch;
    this.#defaults = defaults;
  }

  command(call: CommandCall): InteractionHandle {
    const options = Object.entries(call.options ?? {}).map(([name, value]) => option(name, value));
    const attachments = Object.fromEntries(
      Object.values(call.options ?? {})
        .filter((value) => typeof value === 'object' && value.type === 11)
        .map((value) => [value.id, attachmentPayload(value)]),
    );
    const data = this.#commandData(call.name, 1, {
      options: below(call.subcommand, options),
      ...(Object.keys(attachments).length === 0 ? {} : { resolved: { attachments } }),
    });
    return this.#send(2, call, { data });
  }

  autocomplete(call: CommandCall & { focused: string }): InteractionHandle {
    const options = Object.entries(call.options ?? {}).map(([name, value]) => ({
      ...option(name, value),
      ...(name === call.focused ? { focused: true } : {}),
    }));
    const data = this.#commandData(call.name, 1, { options: below(call.subcommand, options) });
    return this.#send(4, call, { data });
  }

  button(call: Caller & { message: StoredMessage; customId: string }): InteractionHandle {
    return this.#send(3, call, {
      data: { custom_id: call.customId, component_type: 2 },
      message: messagePayload(call.message, this.#state),
    });
  }

  /** Chooses an entry of a menu below a message. */
  select(
    call: Caller & { message: StoredMessage; customId: string; value: string },
  ): InteractionHandle {
    return this.#send(3, call, {
      data: { custom_id: call.customId, component_type: 3, values: [call.value] },
      message: messagePayload(call.message, this.#state),
    });
  }

  modal(
    call: Caller & {
      customId: string;
      fields: Readonly<Record<string, string>>;
      message?: StoredMessage;
    },
  ): InteractionHandle {
    const components = Object.entries(call.fields).map(([customId, value]) => ({
      type: 1,
      components: [{ type: 4, custom_id: customId, value }],
    }));
    return this.#send(5, call, {
      data: { custom_id: call.customId, components },
      ...(call.message === undefined ? {} : { message: messagePayload(call.message, this.#state) }),
    });
  }

  messageMenu(call: Caller & { name: string; message: StoredMessage }): InteractionHandle {
    const messages = { [call.message.id]: messagePayload(call.message, this.#state) };
    const data = this.#commandData(call.name, 3, {
      target_id: call.message.id,
      resolved: { messages },
    });
    return this.#send(2, call, { data });
  }

  userMenu(call: Caller & { name: string; targetId: string }): InteractionHandle {
    const users = { [call.targetId]: userPayload(call.targetId, 'target') };
    const data = this.#commandData(call.name, 2, { target_id: call.targetId, resolved: { users } });
    return this.#send(2, call, { data });
  }

  /**
   * Somebody writes a message. As on Discord it arrives only with the intent for it, and without its
   * text unless it mentions the bot or is a direct message.
   */
  message(call: MessageCall): StoredMessage {
    const state = this.#state;
    const guildId = call.guildId === undefined ? this.#defaults.guildId : call.guildId;
    const channelId =
      call.channelId ??
      (guildId === null ? state.addChannel({ guildId }).id : this.#defaults.channelId);
    const userId = call.userId ?? this.#defaults.userId;
    const isReplyToBot = call.replyTo?.authorId === state.botUserId && call.pings !== false;
    const isMention = call.mentionsBot === true || isReplyToBot;
    const text = call.mentionsBot === true ? `<@${state.botUserId}> ${call.content}` : call.content;
    const message = state.createMessage(
      { id: call.id, channelId, authorId: userId, interactionToken: null },
      { content: text },
    );
    const intent = guildId === null ? INTENT.directMessages : INTENT.guildMessages;
    if ((this.#intents() & intent) === 0) return message;
    const { user, member, guild_id } = callerPayload(guildId, userId, call);
    // The author stands beside the member, not in it.
    const bare = { ...(member as JsonObject | undefined), user: undefined };
    this.#dispatch('MESSAGE_CREATE', {
      ...messagePayload(message, state),
      // Without it discord.js takes a direct message for one of an unknown server and drops it.
      channel_type: state.channels.get(channelId)?.type ?? 0,
      author: user ?? userPayload(userId, 'asker'),
      content: isMention || guildId === null ? text : '',
      mentions: isMention ? [userPayload(state.botUserId, 'cria', true)] : [],
      ...(guild_id === undefined ? {} : { guild_id, member: bare }),
      ...(call.replyTo === undefined
        ? {}
        : {
            type: 19,
            message_reference: { message_id: call.replyTo.id, channel_id: channelId },
            referenced_message: messagePayload(call.replyTo, state),
          }),
    });
    return message;
  }

  #commandData(name: string, type: number, rest: JsonObject): JsonObject {
    return { id: this.#state.newId(), name, type, ...rest };
  }

  #send(type: number, caller: Caller, rest: JsonObject): InteractionHandle {
    const state = this.#state;
    const guildId = caller.guildId === undefined ? this.#defaults.guildId : caller.guildId;
    const channel =
      state.channels.get(caller.channelId ?? this.#defaults.channelId) ??
      state.addChannel({ guildId });
    const userId = caller.userId ?? this.#defaults.userId;
    const source = rest.message as { id: string } | undefined;
    const interaction: StoredInteraction = {
      id: state.newId(),
      token: `token-${state.newId()}`,
      channelId: channel.id,
      guildId,
      userId,
      createdAt: state.now(),
      response: null,
      originalId: null,
      sourceMessageId: source?.id ?? null,
      messageIds: [],
      isExpired: false,
    };
    state.interactions.set(interaction.token, interaction);
    this.#dispatch('INTERACTION_CREATE', {
      id: interaction.id,
      application_id: state.applicationId,
      type,
      token: interaction.token,
      version: 1,
      ...(caller.hasNoChannel === true
        ? {}
        : { channel_id: channel.id, channel: channelPayload(channel) }),
      locale: caller.locale ?? 'en-US',
      app_permissions: String(botRights(channel, state)),
      entitlements: [],
      authorizing_integration_owners: guildId === null ? {} : { '0': guildId },
      context: guildId === null ? 1 : 0,
      attachment_size_limit: 10_485_760, // bytes, 10 MiB
      ...callerPayload(guildId, userId, caller),
      ...rest,
    });
    return new InteractionHandle(state, interaction);
  }
}

function callerPayload(
  guildId: string | null,
  userId: string,
  { permissions, roles }: Caller,
): JsonObject {
  const user = userPayload(userId, 'asker');
  if (guildId === null) return { user };
  return {
    guild_id: guildId,
    guild_locale: 'en-US',
    member: {
      user,
      roles: [...(roles ?? [])],
      joined_at: '2026-01-01T00:00:00.000Z',
      deaf: false,
      mute: false,
      flags: 0,
      permissions: permissions ?? '2147483647',
    },
  };
}

/** An option of another type than its value shows: 7 channel, 8 role. */
export interface IdOption {
  readonly type: 7 | 8;
  readonly id: string;
}

/** A file that was handed in; `DiscordServer.attach` makes one. */
export interface AttachmentOption {
  readonly type: 11;
  readonly id: string;
  readonly name: string;
  readonly contentType: string | null;
  readonly size: number;
  readonly url: string;
}

/** What a user can give for an option. */
export type GivenOption = string | number | boolean | IdOption | AttachmentOption;

function attachmentPayload(given: GivenOption): JsonObject {
  const { id, name, contentType, size, url } = given as AttachmentOption;
  return {
    id,
    filename: name,
    size,
    url,
    proxy_url: url,
    ...(contentType === null ? {} : { content_type: contentType }),
  };
}

/** Options of a subcommand stand below it; type 1 is a subcommand. */
function below(subcommand: string | undefined, options: JsonObject[]): JsonObject[] {
  return subcommand === undefined ? options : [{ name: subcommand, type: 1, options }];
}

/** Option types: 3 string, 4 integer, 5 boolean. */
function option(name: string, value: GivenOption): JsonObject {
  if (typeof value === 'object') return { name, type: value.type, value: value.id };
  const type = typeof value === 'string' ? 3 : typeof value === 'boolean' ? 5 : 4;
  return { name, type, value };
}
