import {
  DiscordAPIError,
  Events,
  MessageType,
  PermissionFlagsBits,
  PollLayoutType,
  RESTJSONErrorCodes,
  Routes,
  type APIMessage,
  type APIPoll,
  type Client,
  type PermissionsBitField,
  type REST,
  type RESTAPIPoll,
} from 'discord.js';
import type { PlacePolls, PollReading, ReplyPoll } from '../application/command.ts';
import type { ChannelPoll } from '../domain/stores.ts';
import { cleanCharacters, clip } from '../markup/plain-text.ts';
import { replyFault } from './discord-faults.ts';
import {
  MAX_POLL_ANSWER_CHARS,
  MAX_POLL_HOURS,
  MAX_POLL_QUESTION_CHARS,
  POLL_READ_LIMIT_MS,
} from './discord-limits.ts';
import { messageId as idOf } from './reply-transport.ts';

/** What the bot needs to send a poll as a message of its own, and to read its votes later. */
const NEEDED = [
  PermissionFlagsBits.ViewChannel,
  PermissionFlagsBits.ReadMessageHistory,
  PermissionFlagsBits.SendPolls,
];

/** Where polls are sent to and read. */
export interface PollPlace {
  readonly guildId: string;
  readonly channelId: string;
  /** What the bot may do there. */
  readonly rights: Readonly<PermissionsBitField>;
}

/** Discord's own polls in a channel; none outside a server the bot is in. */
export function placePolls(client: Client, place: PollPlace): PlacePolls | undefined {
  const { guildId, channelId, rights } = place;
  if (!client.guilds.cache.has(guildId)) return undefined;
  const isThread = client.channels.cache.get(channelId)?.isThread() === true;
  const { SendMessages, SendMessagesInThreads } = PermissionFlagsBits;
  return {
    mayOpen: rights.has([...NEEDED, isThread ? SendMessagesInThreads : SendMessages]),
    link: (messageId) => `https://discord.com/channels/${guildId}/${channelId}/${messageId}`,
    read: (messageId) => readPoll(client.rest, channelId, messageId),
  };
}

/**
 * Sends a poll to a channel; with the same nonce the channel gets it once.
 * @returns the message's id; null where Discord does not take it. @throws for a passing fault
 */
export async function openPoll(
  rest: REST,
  channelId: string,
  { poll, nonce }: { readonly poll: ReplyPoll; readonly nonce: string },
): Promise<string | null> {
  const wanted = pollBody(poll);
  if (wanted === null) return null;
  const body = { poll: wanted, allowed_mentions: { parse: [] }, nonce, enforce_nonce: true };
  try {
    return idOf(await rest.post(Routes.channelMessages(channelId), { body }));
  } catch (thrown) {
    if (replyFault(thrown) === 'passing') throw thrown;
    return null;
  }
}

/** As Discord takes it; null where its answers could not be told apart. */
export function pollBody({ question, answers, hours }: ReplyPoll): RESTAPIPoll | null {
  const texts = answers.map((answer) => oneLine(answer, MAX_POLL_ANSWER_CHARS));
  const text = oneLine(question, MAX_POLL_QUESTION_CHARS);
  if (text === '' || texts.includes('') || new Set(texts).size < texts.length) return null;
  return {
    question: { text },
    answers: texts.map((each) => ({ poll_media: { text: each } })),
    duration: Math.min(hours, MAX_POLL_HOURS),
    allow_multiselect: false,
    layout_type: PollLayoutType.Default,
  };
}

/** Polls show no Markdown, so that there is nothing else to make harmless. */
function oneLine(text: string, maxChars: number): string {
  return clip(cleanCharacters(text).replace(/\s+/gu, ' ').trim(), maxChars);
}

async function readPoll(
  rest: REST,
  channelId: string,
  messageId: string,
): Promise<PollReading | 'gone' | 'unknown'> {
  try {
    const signal = AbortSignal.timeout(POLL_READ_LIMIT_MS);
    const found = await rest.get(Routes.channelMessage(channelId, messageId), { signal });
    const { poll } = found as Partial<APIMessage>;
    return poll === undefined ? 'gone' : readingOf(poll);
  } catch (thrown) {
    const isGone =
      thrown instanceof DiscordAPIError && thrown.code === RESTJSONErrorCodes.UnknownMessage;
    return isGone ? 'gone' : 'unknown';
  }
}

/** An answer without an entry has no votes; without results nobody knows. */
function readingOf({ answers, expiry, results }: APIPoll): PollReading {
  const endsAtMs = Date.parse(expiry ?? '');
  const counts = results?.answer_counts.map(({ id, count }) => [id, count] as const);
  const byAnswer = new Map(counts);
  return {
    endsAtMs: Number.isNaN(endsAtMs) ? null : endsAtMs,
    isCounted: results?.is_finalized === true,
    votes: counts === undefined ? null : answers.map(({ answer_id: id }) => byAnswer.get(id) ?? 0),
  };
}

/** Hears how a poll ended, with its votes by answer. Never throws. */
export type PollEnded = (
  poll: Pick<ChannelPoll, 'guildId' | 'messageId'>,
  votes: readonly number[],
) => Promise<void>;

/** Tells of each poll of the bot that is over, by the message Discord then writes in its name. */
export function watchPolls(client: Client, ended: PollEnded): void {
  client.on(Events.MessageCreate, ({ type, author, guildId, channelId, reference }) => {
    const messageId = reference?.messageId;
    const isOurs = type === MessageType.PollResult && author.id === client.user?.id;
    if (!isOurs || guildId === null || messageId === undefined) return;
    void readPoll(client.rest, channelId, messageId).then(async (reading) => {
      if (typeof reading === 'string' || !reading.isCounted) return; // the next debate reads it
      await ended({ guildId, messageId }, reading.votes ?? []);
    });
  });
}
