import type { Answer, Turn } from '../../domain/answer.ts';
import type { FollowUps } from '../../domain/follow-up.ts';
import type { Language } from '../../domain/language.ts';
import type { AnswerStore, StoredAnswer } from '../../domain/stores.ts';
import { mayUseAnswer } from './answer-access.ts';
import type { CommandCall } from '../command.ts';
import { conversationPlace } from './conversation-place.ts';
import { plainAnswer, type Conversations } from './conversation.ts';

/** A question of which the history is wanted. */
export interface HistoryRequest {
  readonly question: string;
  readonly language: Language;
  readonly call: CommandCall;
  readonly isPrivate: boolean;
  /** The answer the question goes on from. */
  readonly after: StoredAnswer | null;
}

/**
 * What was said before a question, oldest first: the conversation of its place, in a new thread the
 * answer it was started from or what it asks, and last of all the answer it goes on from. Empty for a question that
 * stands by itself, so that it can be shared and nothing leads the model astray.
 */
export async function askedHistory(
  { question, language, call, isPrivate, after }: HistoryRequest,
  parts: {
    readonly conversations: Conversations;
    readonly answers: AnswerStore;
    readonly followUps: FollowUps;
  },
): Promise<readonly Turn[]> {
  const place = conversationPlace(call, isPrivate);
  const isGoingOn = after !== null || parts.followUps.isFollowUp(question, language);
  if (!isGoingOn) return [];
  if (place === null) return (call.session?.answers ?? []).map(turnFrom);
  const said = await parts.conversations.recall(place);
  const first = said.length > 0 ? null : await threadStart(call, parts.answers);
  const begun = said.length > 0 || first !== null ? [] : await threadTopic(call);
  const turns = first === null ? [...begun, ...said] : [turnOf(first)];
  if (after === null) return turns;
  const last = turnOf(after);
  const others = turns.filter(
    ({ question, answer }) => question !== last.question || answer !== last.answer,
  );
  return [...others, last];
}

/** What a thread asks that no answer of the bot stands at the beginning of; it has no answer yet. */
async function threadTopic({ place }: CommandCall): Promise<readonly Turn[]> {
  const topic = (await place?.topic?.()) ?? null;
  return topic === null ? [] : [{ question: topic, answer: '' }];
}

async function threadStart(call: CommandCall, answers: AnswerStore): Promise<StoredAnswer | null> {
  const id = call.place === null ? null : await call.place.startedFrom();
  const stored = id === null ? null : await answers.get(id);
  const isFine = stored !== null && !stored.isPrivate && mayUseAnswer(stored, call);
  return isFine ? stored : null;
}

function turnOf({ answer }: StoredAnswer): Turn {
  return turnFrom(answer);
}

function turnFrom(answer: Answer): Turn {
  return { question: answer.question, answer: plainAnswer(answer.answer) };
}
