import { MessageFlags, Routes, type REST } from 'discord.js';
import type { MessageBody } from './render-reply.ts';

/** A message that is sent, and what it answers. */
interface NewMessage extends MessageBody {
  readonly message_reference?: {
    readonly message_id: string;
    readonly fail_if_not_exists: boolean;
  };
}

/**
 * Where messages of one reply go. Index 0 is the reply itself, further ones are follow-ups.
 * @throws whatever discord.js's REST throws; `replyFault` reads it.
 */
export interface ReplyTransport {
  /** Replaces the message, and resolves to its id. `id` is null for the reply's first edit. */
  edit(id: string | null, body: MessageBody, nonce: string): Promise<string>;
  /**
   * Adds a message below the others, and resolves to its id. With the same nonce a channel gets it
   * once, however often it is sent.
   */
  create(body: NewMessage, nonce: string): Promise<string>;
  remove(id: string): Promise<void>;
}

export interface InteractionAddress {
  readonly applicationId: string;
  readonly token: string;
  readonly isPrivate: boolean;
}

/** Through the interaction's token: works everywhere, private or not, for 15 minutes. */
export function interactionTransport(rest: REST, address: InteractionAddress): ReplyTransport {
  const { applicationId, token, isPrivate } = address;
  const message = (id: string): `/${string}` => Routes.webhookMessage(applicationId, token, id);
  return {
    async edit(id, body) {
      return messageId(await rest.patch(message(id ?? '@original'), { body, auth: false }));
    },
    async create(body) {
      const flags = body.flags | (isPrivate ? MessageFlags.Ephemeral : 0);
      const route = Routes.webhook(applicationId, token);
      const query = new URLSearchParams({ wait: 'true' });
      return messageId(await rest.post(route, { body: { ...body, flags }, auth: false, query }));
    },
    async remove(id) {
      await rest.delete(message(id), { auth: false });
    },
  };
}

/** Through the bot's own access to the channel: no time limit, public messages only. */
export function channelTransport(rest: REST, channelId: string): ReplyTransport {
  return {
    async edit(id, body, nonce) {
      if (id === null) return this.create(body, nonce);
      return messageId(await rest.patch(Routes.channelMessage(channelId, id), { body }));
    },
    async create(body, nonce) {
      const once = { ...body, nonce, enforce_nonce: true };
      return messageId(await rest.post(Routes.channelMessages(channelId), { body: once }));
    },
    async remove(id) {
      await rest.delete(Routes.channelMessage(channelId, id));
    },
  };
}

/** Id of the message Discord answers with; empty when it does not. */
export function messageId(answer: unknown): string {
  const isMessage = typeof answer === 'object' && answer !== null && 'id' in answer;
  return isMessage && typeof answer.id === 'string' ? answer.id : '';
}
