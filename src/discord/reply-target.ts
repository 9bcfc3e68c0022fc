import {
  MessageFlags,
  type ButtonInteraction,
  type Client,
  type ModalSubmitInteraction,
  type RepliableInteraction,
  type StringSelectMenuInteraction,
} from 'discord.js';
import type { ReplyPoll } from '../application/command.ts';
import { channelOf } from './call-place.ts';
import { openPoll } from './channel-polls.ts';
import { INTERACTION_TOKEN_LIFETIME_MS } from './discord-limits.ts';
import type { MessageBody } from './render-reply.ts';
import { channelTransport, interactionTransport, type ReplyTransport } from './reply-transport.ts';

/** A button, or an entry of the menu below the buttons. */
export type PressInteraction = ButtonInteraction | StringSelectMenuInteraction;

/** What a reply answers: an interaction or a message. */
export interface ReplyTarget {
  readonly applicationId: string;
  readonly channelId: string;
  /** Null for a message, which can be answered for ever. */
  readonly token: string | null;
  readonly tokenLifetimeMs: number;
  /** Whose messages count against the same limit: a channel's; what one person sees alone has its own. */
  pacedWith(isPrivate: boolean): string;
  /** Whether everybody there sees what is answered: Discord shows no option of a command. */
  readonly isQuestionSeen: boolean;
  /** Within 3 s. @throws whatever discord.js throws */
  acknowledge(isPrivate: boolean): Promise<void>;
  transport(isPrivate: boolean): ReplyTransport;
  /** Sends a poll below the reply, as `openPoll` does; absent: there can be none. */
  readonly openPoll?: (poll: ReplyPoll, nonce: string) => Promise<string | null>;
  /** Takes over when the token ends; null where only the token gives access. */
  successor(isPrivate: boolean): ReplyTransport | null;
  /** The message the reply takes the place of; absent: the reply is a message of its own. */
  readonly standing?: StandingMessage;
}

/** A message of the bot that is there already. */
export interface StandingMessage {
  readonly id: string;
  /** What it says at the moment. */
  readonly content: string;
  /** Says something beside it, to the one who pressed. Throws as a transport. */
  tell(body: MessageBody): Promise<void>;
}

export function interactionTarget(interaction: RepliableInteraction): ReplyTarget {
  const { applicationId, token, channelId } = interaction;
  const { rest } = interaction.client;
  return {
    applicationId,
    channelId: channelOf(interaction),
    token,
    tokenLifetimeMs: INTERACTION_TOKEN_LIFETIME_MS,
    pacedWith: (isPrivate) => (isPrivate ? token : channelOf(interaction)),
    isQuestionSeen: false,
    async acknowledge(isPrivate) {
      await interaction.deferReply(isPrivate ? { flags: MessageFlags.Ephemeral } : {});
    },
    transport: (isPrivate) => interactionTransport(rest, { applicationId, token, isPrivate }),
    // Through the channel: there a nonce sees to it that a lost answer makes no second poll.
    openPoll: (poll, nonce) => openPoll(rest, channelOf(interaction), { poll, nonce }),
    successor: (isPrivate) =>
      isPrivate || channelId === null ? null : channelTransport(rest, channelId),
  };
}

/**
 * Takes the place of the message a button stands below, whether that is private or not. A form that
 * no button has opened stands below none: it is answered with a message of its own.
 */
export function standingTarget(
  interaction: PressInteraction | ModalSubmitInteraction,
): ReplyTarget {
  const own = interactionTarget(interaction);
  const isBelow = interaction.isMessageComponent() || interaction.isFromMessage();
  const below = isBelow ? interaction : null;
  if (below === null) return own;
  const { id, content, flags } = below.message;
  const isPrivate = flags.has(MessageFlags.Ephemeral);
  const successor = own.successor(isPrivate);
  return {
    ...own,
    standing: {
      id,
      content,
      async tell(body) {
        await own.transport(true).create(body, '');
      },
    },
    async acknowledge() {
      await below.deferUpdate();
    },
    pacedWith: () => own.pacedWith(isPrivate),
    transport: () => own.transport(isPrivate),
    successor: () =>
      successor === null
        ? null
        : {
            ...successor,
            edit: (known, body, nonce) => successor.edit(known ?? id, body, nonce),
          },
  };
}

/**
 * Answers a button for good: its message loses the buttons with the acknowledgement, and the reply is
 * a message below it.
 */
export function spentTarget(interaction: ButtonInteraction): ReplyTarget {
  const own = interactionTarget(interaction);
  const after = (transport: ReplyTransport): ReplyTransport => ({
    ...transport,
    edit: (id, body, nonce) =>
      id === null ? transport.create(body, nonce) : transport.edit(id, body, nonce),
  });
  return {
    ...own,
    async acknowledge() {
      await interaction.update({ components: [] });
    },
    transport: (isPrivate) => after(own.transport(isPrivate)),
  };
}

/** Answers a message of a user in its channel; what is said there can be seen by everybody. */
export function messageTarget(
  client: Client<true>,
  message: { readonly id: string; readonly channelId: string },
): ReplyTarget {
  const { channelId } = message;
  const channel = channelTransport(client.rest, channelId);
  return {
    applicationId: client.application.id,
    channelId,
    token: null,
    tokenLifetimeMs: 0,
    pacedWith: () => channelId,
    isQuestionSeen: true,
    acknowledge: () => Promise.resolve(),
    transport: () => ({
      ...channel,
      async edit(id, body, nonce) {
        if (id !== null) return channel.edit(id, body, nonce);
        const message_reference = { message_id: message.id, fail_if_not_exists: false };
        return channel.create({ ...body, message_reference }, nonce);
      },
    }),
    successor: () => null,
  };
}
