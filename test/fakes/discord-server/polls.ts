import { botPermissions, PERMISSION } from './permissions.ts';
import { listOf } from './rules.ts';
import type { ServerState, StoredChannel, StoredMessage } from './state.ts';
import { FAULT, isJsonObject, textOf, type Json, type JsonObject } from './wire.ts';

/** A poll of a message. Times are by the server's clock, ms. */
export interface StoredPoll {
  readonly question: string;
  readonly answers: readonly { readonly id: number; readonly text: string }[];
  endsAt: number;
  /** Id of the answer, by user. */
  readonly votes: Map<string, number>;
}

// https://docs.discord.com/developers/resources/poll#poll-media-object; the schema says 300 for both.
const MAX_ANSWER_CHARS = 55;
const DEFAULT_HOURS = 24;
const HOUR_MS = 3_600_000;
/** Of the first answer; nobody should rely on it, as Discord says. */
const FIRST_ANSWER_ID = 1;
/** What Discord refuses of a new message with a poll beyond its schema. */
export function checkPoll(
  { poll }: JsonObject,
  { channel, state }: { readonly channel: StoredChannel | undefined; readonly state: ServerState },
  isPrivate = false,
): void {
  if (!isJsonObject(poll)) return;
  const mayPoll =
    channel !== undefined && (botPermissions(state, channel) & PERMISSION.sendPolls) !== 0n;
  if (!mayPoll) throw FAULT.missingPermissions();
  if (isPrivate) throw invalid('poll', 'Polls cannot be ephemeral.');
  const question = isJsonObject(poll.question) ? poll.question : {};
  if (textOf(question.text).trim() === '') throw invalid('question', 'BASE_TYPE_REQUIRED');
  if (question.emoji != null) throw invalid('question', 'Only text is supported.');
  for (const { text, emoji } of mediaOf(poll)) {
    if (textOf(text).trim() === '' && emoji == null) throw invalid('answers', 'BASE_TYPE_REQUIRED');
    if (textOf(text).length > MAX_ANSWER_CHARS) {
      throw invalid('answers', 'BASE_TYPE_MAX_LENGTH: Must be 55 or fewer in length.');
    }
  }
}

function mediaOf(poll: JsonObject): JsonObject[] {
  return listOf(poll.answers).map((answer) =>
    isJsonObject(answer) && isJsonObject(answer.poll_media) ? answer.poll_media : {},
  );
}

function invalid(field: string, reason: string): Error {
  return FAULT.invalidBody({ poll: { [field]: { _errors: [{ message: reason }] } } });
}

/** The poll a new message asks for; null for none. */
export function pollIn({ poll }: JsonObject, now: number): StoredPoll | null {
  if (!isJsonObject(poll)) return null;
  const hours = typeof poll.duration === 'number' ? poll.duration : DEFAULT_HOURS;
  return {
    question: isJsonObject(poll.question) ? textOf(poll.question.text) : '',
    answers: mediaOf(poll).map(({ text }, at) => ({
      id: FIRST_ANSWER_ID + at,
      text: textOf(text),
    })),
    endsAt: now + hours * HOUR_MS,
    votes: new Map(),
  };
}

export function pollPayload(poll: StoredPoll, state: ServerState): JsonObject {
  const counts = poll.answers
    .map(({ id }) => ({ id, count: [...poll.votes.values()].filter((one) => one === id).length }))
    .filter(({ count }) => count > 0); // as Discord leaves them out
  return {
    question: { text: poll.question },
    answers: poll.answers.map(({ id, text }): Json => ({ answer_id: id, poll_media: { text } })),
    expiry: new Date(state.epochMs + poll.endsAt).toISOString(),
    allow_multiselect: false,
    layout_type: 1,
    results: {
      is_finalized: state.now() >= poll.endsAt,
      answer_counts: counts.map((each): Json => ({ ...each, me_voted: false })),
    },
  };
}

/** Somebody votes in Discord's own poll; another answer replaces the first. */
export function vote(
  state: ServerState,
  message: StoredMessage,
  { userId, answer }: { readonly userId: string; readonly answer: string },
): void {
  const { poll } = message;
  const chosen = poll?.answers.find(({ text }) => text === answer);
  if (poll == null || chosen === undefined) throw new Error(`No answer ${answer} to vote for.`);
  if (message.isDeleted || state.now() >= poll.endsAt) throw new Error('The poll is over.');
  poll.votes.set(userId, chosen.id);
}

/** What Discord writes in the author's name when a poll is over; its result stands in an embed. */
export function pollResult(message: StoredMessage): JsonObject {
  const { poll } = message;
  return {
    type: 46,
    message_reference: { message_id: message.id, channel_id: message.channelId },
    embeds: [
      {
        type: 'poll_result',
        fields: [
          { name: 'poll_question_text', value: poll?.question ?? '', inline: false },
          { name: 'total_votes', value: String(poll?.votes.size ?? 0), inline: false },
        ],
      },
    ],
  };
}
