import { MessageFlags, Routes, type Client, type RepliableInteraction } from 'discord.js';
import { INTERACTION_TOKEN_LIFETIME_MS } from './discord-limits.ts';
import {
  channelTransport,
  interactionTransport,
  messageId,
  type ReplyTransport,
} from './reply-transport.ts';

/** What a reply answers: an interaction or a message. */
export interface ReplyTarget {
  readonly applicationId: string;
  readonly channelId: string;
  /** Null for a message, which can be answered for ever. */
  readonly token: string | null;
  readonly tokenLifetimeMs: number;
  /** Within 3 s. @throws whatever discord.js throws */
  acknowledge(isPrivate: boolean): Promise<void>;
  transport(isPrivate: boolean): ReplyTransport;
  /** Takes over when the token ends; null where only the token gives access. */
  successor(isPrivate: boolean): ReplyTransport | null;
}

export function interactionTarget(interaction: RepliableInteraction): ReplyTarget {
  const { applicationId, token, channelId } = interaction;
  const { rest } = interaction.client;
  return {
    applicationId,
    channelId: channelId ?? token,
    token,
    tokenLifetimeMs: INTERACTION_TOKEN_LIFETIME_MS,
    async acknowledge(isPrivate) {
      await interaction.deferReply(isPrivate ? { flags: MessageFlags.Ephemeral } : {});
    },
    transport: (isPrivate) => interactionTransport(rest, { applicationId, token, isPrivate }),
    successor: (isPrivate) =>
      isPrivate || channelId === null ? null : channelTransport(rest, channelId),
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
    acknowledge: () => Promise.resolve(),
    transport: () => ({
      ...channel,
      async edit(id, body) {
        if (id !== null) return channel.edit(id, body);
        const reference = { message_id: message.id, fail_if_not_exists: false };
        return messageId(
          await client.rest.post(Routes.channelMessages(channelId), {
            body: { ...body, message_reference: reference },
          }),
        );
      },
    }),
    successor: () => null,
  };
}
