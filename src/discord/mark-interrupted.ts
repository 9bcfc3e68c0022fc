import { Routes, type REST } from 'discord.js';
import type { ReplyView } from '../application/command.ts';
import type { ReplyJournal } from '../application/members/interrupted-replies.ts';
import { toAppError } from '../domain/errors.ts';
import type { Logger } from '../domain/ports.ts';
import { PAGE_APPLICATION, type PendingReply } from '../domain/stores.ts';
import { faultFields, replyFault } from './discord-faults.ts';
import { MAX_MESSAGE_CHARS } from './discord-limits.ts';
import type { DiscordWords } from './discord-words.ts';
import { clip } from '../markup/plain-text.ts';
import { quotedLine, renderReply } from './render-reply.ts';
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
    for (const reply of replies.filter(isOfDiscord)) {
      if (await mark(reply, options)) await journal.interrupt(reply.requestId);
    }
  } catch (thrown) {
    const { code, message } = toAppError(thrown);
    logger.warn({ code, reason: message }, 'Interrupted replies could not be kept.');
  }
}

/** The page tells of its own. */
function isOfDiscord({ applicationId }: PendingReply): boolean {
  return applicationId !== PAGE_APPLICATION;
}

/** False: worth trying again at the next start. */
async function mark(reply: PendingReply, options: MarkInterruptedOptions): Promise<boolean> {
  const places = placesOf(reply);
  for (const [at, place] of places.entries()) {
    try {
      await markAt(place, reply, options);
      return true;
    } catch (thrown) {
      const fault = replyFault(thrown);
      const fields = { fault, ...faultFields(thrown) };
      options.logger.info(fields, 'An interrupted reply could not be marked.');
      if (fault === 'passing') return false;
      if (fault !== 'expired' || at === places.length - 1) return true;
    }
  }
  return true;
}

interface Place {
  readonly route: `/${string}`;
  /** Whether the bot's own token is needed. */
  readonly auth: boolean;
}

async function markAt(
  { route, auth }: Place,
  reply: PendingReply,
  { rest, words }: MarkInterruptedOptions,
): Promise<void> {
  const { language } = reply;
  const written = textOf(await rest.get(route, { auth }));
  const view: ReplyView = {
    tone: 'notice',
    heading: words.interrupted(language),
    text: '',
    citations: [],
    buttons: [retryButton(reply.requestId, words.retry(language))],
  };
  // What was written was cleaned when it was sent; only the line that said what goes on is old.
  const quote = quotedLine(reply.question);
  const isQuoted = quote !== null && written.startsWith(quote);
  const question = isQuoted ? reply.question : undefined;
  const [body] = renderReply(view, { words, language, question });
  const behind = withoutHeading(isQuoted ? written.slice(quote.length).trimStart() : written);
  const content = clip(`${body.content}${behind}`, MAX_MESSAGE_CHARS);
  await rest.patch(route, { body: { ...body, content }, auth });
}

/** The token reaches everything while it lives; after it the channel has what all may see. */
function placesOf({
  applicationId,
  interactionToken,
  channelId,
  messageId,
  isPrivate,
}: PendingReply): Place[] {
  const own = interactionToken === null ? null : { applicationId, token: interactionToken };
  return [
    ...(own === null
      ? []
      : [
          {
            route: Routes.webhookMessage(own.applicationId, own.token, messageId ?? '@original'),
            auth: false,
          },
        ]),
    ...(messageId === null || isPrivate
      ? []
      : [{ route: Routes.channelMessage(channelId, messageId), auth: true }]),
  ];
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
