import { Routes, type REST } from 'discord.js';
import type { ReplyJournal } from '../application/members/interrupted-replies.ts';
import { toAppError } from '../domain/errors.ts';
import type { Logger } from '../domain/ports.ts';
import type { PendingReply } from '../domain/stores.ts';
import { faultFields, replyFault } from './discord-faults.ts';
import { MAX_MESSAGE_CHARS } from './discord-limits.ts';
import type { DiscordWords } from './discord-words.ts';
import { clip } from './plain-text.ts';
import { renderReply } from './render-reply.ts';
import { retryButton } from './reply-session.ts';

export interface MarkInterruptedOptions {
  readonly rest: REST;
  readonly journal: ReplyJournal;
  readonly words: DiscordWords;
  readonly logger: Logger;
}

/**
 * Puts a heading and a Retry button on every reply that the last run left half done: through its
 * token while that lives, else as the channel's own message. Never rejects.
 */
export async function markInterrupted(
  replies: readonly PendingReply[],
  options: MarkInterruptedOptions,
): Promise<void> {
  const { journal, logger } = options;
  try {
    for (const reply of replies) {
      if (await mark(reply, options)) await journal.interrupt(reply.requestId);
    }
  } catch (thrown) {
    const { code, message } = toAppError(thrown);
    logger.warn({ code, reason: message }, 'Interrupted replies could not be kept.');
  }
}

/** False: worth trying again at the next start. */
async function mark(reply: PendingReply, options: MarkInterruptedOptions): Promise<boolean> {
  const { rest, words, logger } = options;
  const route = routeOf(reply);
  if (route === null) return true;
  const access = { auth: reply.interactionToken === null };
  try {
    const written = textOf(await rest.get(route, access));
    const label = words.retry(reply.language);
    const [body] = renderReply(
      {
        tone: 'notice',
        heading: words.interrupted(reply.language),
        text: '',
        citations: [],
        buttons: [retryButton(reply.requestId, label)],
      },
      words,
      reply.language,
    );
    // What was written was cleaned when it was sent; only the line that said what goes on is old.
    const content = clip(`${body.content}${withoutHeading(written)}`, MAX_MESSAGE_CHARS);
    await rest.patch(route, { body: { ...body, content }, ...access });
    return true;
  } catch (thrown) {
    const fault = replyFault(thrown);
    logger.info({ fault, ...faultFields(thrown) }, 'An interrupted reply could not be marked.');
    return fault !== 'passing';
  }
}

function routeOf({
  applicationId,
  interactionToken,
  channelId,
  messageId,
}: PendingReply): `/${string}` | null {
  if (interactionToken !== null) {
    return Routes.webhookMessage(applicationId, interactionToken, '@original');
  }
  return messageId === null ? null : Routes.channelMessage(channelId, messageId);
}

function textOf(message: unknown): string {
  const { content } = message as { content?: unknown };
  return typeof content === 'string' ? content : '';
}

/** A running reply begins with a line of small print, see `renderReply`. */
function withoutHeading(content: string): string {
  const rest = content.replace(/^-# [^\n]*\n*/u, '');
  return rest === '' ? '' : `\n\n${rest}`;
}
