import type { Answer, AnswerEvent, Turn } from '../../domain/answer.ts';
import { toAppError } from '../../domain/errors.ts';
import type { FollowUps } from '../../domain/follow-up.ts';
import type { Language } from '../../domain/language.ts';
import type { RankedPassage } from '../../domain/passage.ts';
import type { ChatModel, Clock, Logger, ModelHealth } from '../../domain/ports.ts';
import type { Showing } from '../../domain/receipt.ts';
import type { AnswerStore, GuildSettings, StoredAnswer } from '../../domain/stores.ts';
import { refusalOf, type AnswerFrom, type AskInput } from './ask-question.ts';
import type { FindOwnReply } from './own-reply.ts';
import type { CommandCall } from '../command.ts';
import { conversationPlace } from './conversation-place.ts';
import { conversationKey, type Conversations } from './conversation.ts';
import type { CoolDown } from '../members/cool-down.ts';
import type { DailyLimits } from '../members/daily-limits.ts';
import type { FairQueue, QueueRefusal } from '../turns/fair-queue.ts';
import { mayAsk, type AskRightsRefusal } from '../members/guild-rights.ts';
import type { GuildSettingsService } from '../members/guild-settings.ts';
import type { IndexLease, Knowledge } from '../knowledge/knowledge.ts';
import { scopeOf, type KnowledgeScope } from '../knowledge/knowledge-spaces.ts';
import { askedHistory } from './asked-history.ts';
import { withTurnTimes } from './turn-times.ts';
import type { AnswerInTurn, QueuedAnswerEvent } from '../turns/queued-answers.ts';
import { shareKey, type AnswerSource } from '../turns/share-answers.ts';

/** Why a question is not taken; each has a sentence in `src/words`. */
export type AskRefusal =
  | AskRightsRefusal
  | { readonly reason: 'cool-down'; readonly retryInSeconds: number }
  | {
      readonly reason: 'daily-limit-user' | 'daily-limit-guild';
      readonly limit: number;
      readonly retryInSeconds: number;
    }
  | { readonly reason: QueueRefusal };

/** A place at the desk: the call may ask and has been counted. */
export interface Admitted {
  readonly ok: true;
  /** Of the server, as they were read for this one call. */
  readonly settings: GuildSettings;
  /** Takes the count back, see `isCounted`. Idempotent, never throws. */
  readonly giveBack: () => Promise<void>;
}

/** A question that may be asked and has been counted, or why not. */
export type Admission = { readonly ok: false; readonly refusal: AskRefusal } | Admitted;

/** A question at the desk. */
export interface DeskQuestion {
  readonly question: string;
  readonly call: CommandCall;
  /** As `admit` found them. */
  readonly settings: GuildSettings;
  readonly isPrivate: boolean;
  /** Language to answer in; null: the server's, else the question's own. */
  readonly language: Language | null;
  readonly signal: AbortSignal;
  /** The answer this question goes on from, whose turn is then the last of the history. */
  readonly after: StoredAnswer | null;
  /** Answers the question of this one again, without history; null: a question of its own. */
  readonly again: AskedAgain | null;
  /** Stands by itself whatever was said before, and is a question whatever it says. Default false. */
  readonly isAlone?: boolean | undefined;
}

/** An answer whose question is to be answered again. */
export interface AskedAgain {
  readonly parent: StoredAnswer;
  /** Absent: searches anew. */
  readonly passages?: readonly RankedPassage[];
}

/** Refused for lack of a place, or the events; ends with one terminal event, never throws. */
export type DeskAnswer =
  | { readonly ok: false; readonly refusal: AskRefusal }
  | { readonly ok: true; readonly events: AsyncIterable<QueuedAnswerEvent> };

/** Where questions of all surfaces are taken in. */
export interface QuestionDesk {
  /**
   * Checks rights, the room in the queue, cool-down and limits, and counts the question. Throws as the
   * stores.
   */
  admit(call: CommandCall): Promise<Admission>;
  /** Answers in turn, stores the answer and adds it to the conversation. */
  answer(question: DeskQuestion): Promise<DeskAnswer>;
  /** Keeps what an answer took to show. Never throws. */
  delivered(answer: Pick<Answer, 'id'>, showing: Showing): Promise<void>;
}

/** What the desk is built from. */
export interface QuestionDeskParts {
  readonly settings: GuildSettingsService;
  readonly coolDown: CoolDown;
  readonly dailyLimits: DailyLimits;
  readonly conversations: Conversations;
  readonly answers: AnswerStore;
  readonly answerInTurn: AnswerInTurn;
  /** Why nobody more can wait; null: there is room. */
  readonly queueRefusal: FairQueue['refusal'];
  readonly answerFrom: AnswerFrom;
  /** What questions are answered from, held once a question. */
  readonly knowledge: Knowledge;
  readonly detectLanguage: (text: string) => Language | null;
  readonly followUps: FollowUps;
  readonly ownReply: FindOwnReply;
  readonly chat: ChatModel;
  readonly health: ModelHealth;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Takes questions in: who may ask, in which turn, with which history, and what is kept. */
export function createQuestionDesk(parts: QuestionDeskParts): QuestionDesk {
  return {
    admit: (call) => admit(call, parts),
    answer: (asked) => answer(asked, parts),
    delivered: ({ id }, showing) =>
      parts.answers.noteShowing(id, showing).catch((thrown: unknown) => {
        const { code, message } = toAppError(thrown);
        parts.logger.warn({ code, reason: message, id }, 'What an answer took was not kept.');
      }),
  };
}

async function answer(asked: DeskQuestion, parts: QuestionDeskParts): Promise<DeskAnswer> {
  if (asked.again !== null || asked.isAlone === true) return answerInTurn(asked, parts);
  const own = await parts.ownReply(asked);
  if (own.kind === 'question') return answerInTurn({ ...asked, question: own.question }, parts);
  if (own.kind === 'answer') {
    return { ok: true, events: kept(events(own.answer), withParent(asked, own.parent), parts) };
  }
  const { question, language, parent } = own;
  const again = { parent, passages: parent.answer.passages };
  return answerInTurn({ ...asked, question, language, again }, parts);
}

/** Without a search there is no place in the queue to wait for. */
async function* events(answer: Answer): AsyncGenerator<AnswerEvent> {
  await Promise.resolve();
  yield { type: answer.mode === 'abstained' ? 'answer-abstain' : 'answer-end', answer };
}

function withParent(asked: DeskQuestion, parent: StoredAnswer | null): DeskQuestion {
  return parent === null ? asked : { ...asked, again: { parent } };
}

async function answerInTurn(asked: DeskQuestion, parts: QuestionDeskParts): Promise<DeskAnswer> {
  const { question, call, settings, signal, again } = asked;
  const { guildId, caller } = call;
  const language = asked.language ?? settings.language;
  const cameMs = parts.clock.elapsed();
  const history = await historyOf(asked, language, parts);
  const lease = await parts.knowledge.acquire(guildId);
  const scope = scopeOf(guildId, lease, parts.knowledge.state());
  const input: AskInput = {
    question,
    language,
    fallbackLanguage: call.language,
    history,
    passages: again?.passages,
  };
  const answered = parts.answerInTurn({
    userId: caller.id,
    guildId,
    question,
    shareKey: again !== null || history.length > 0 ? null : keyOf(input, scope),
    index: scope.generationId,
    source: sourceOf(input, lease, parts),
    trial: again !== null || history.length > 0 ? undefined : trialOf(input, guildId, parts),
    onUnused: () => lease?.release(),
    signal,
  });
  return answered.kind === 'refused'
    ? { ok: false, refusal: { reason: answered.reason } }
    : { ok: true, events: kept(withTurnTimes(answered.events, cameMs, parts.clock), asked, parts) };
}

async function admit(call: CommandCall, parts: QuestionDeskParts): Promise<Admission> {
  const { caller, guildId } = call;
  const settings = await parts.settings.of(guildId);
  if (caller.kind === 'operator') {
    return { ok: true, settings, giveBack: () => Promise.resolve() };
  }
  const rights = mayAsk({ ...call, settings });
  if (!rights.ok) return { ok: false, refusal: rights };
  const { id: userId, isModerator } = caller;
  const full = parts.queueRefusal({ userId, guildId });
  if (full !== null) return { ok: false, refusal: { reason: full } };
  const pause = await parts.coolDown({ userId, isModerator });
  if (!pause.ok) return { ok: false, refusal: pause };
  const counted = await parts.dailyLimits({ userId, guildId, settings, isModerator });
  if (!counted.ok) return { ok: false, refusal: counted };
  return { ok: true, settings, giveBack: () => giveBack(counted, parts) };
}

/** A count that stays too high is no reason to fail an answer. */
async function giveBack(
  counted: { giveBack(): Promise<void> },
  { logger }: QuestionDeskParts,
): Promise<void> {
  try {
    await counted.giveBack();
  } catch (thrown) {
    const { code, message } = toAppError(thrown);
    logger.warn({ code, reason: message }, 'A question could not be taken back from the count.');
  }
}

function historyOf(
  asked: DeskQuestion,
  wanted: Language | null,
  parts: QuestionDeskParts,
): Promise<readonly Turn[]> {
  const isAlone = asked.isAlone === true || refusalOf(asked.question) !== null;
  if (asked.again !== null || isAlone) return Promise.resolve([]);
  const language = wanted ?? parts.detectLanguage(asked.question) ?? asked.call.language;
  return askedHistory({ ...asked, language }, parts);
}

function keyOf({ question, language, fallbackLanguage }: AskInput, scope: KnowledgeScope): string {
  return shareKey({ question, language: language ?? `auto:${fallbackLanguage}`, ...scope });
}

/** Gives what it is answered from back at its end. */
function sourceOf(
  input: AskInput,
  lease: IndexLease | null,
  parts: QuestionDeskParts,
): AnswerSource {
  return async function* (signal): AsyncGenerator<AnswerEvent> {
    try {
      yield* parts.answerFrom({ ...(await standingAlone(input, signal, parts)), signal }, lease);
    } finally {
      lease?.release();
    }
  };
}

/** What can be said without a model; holds the knowledge by itself, as it may outlast its question. */
function trialOf(input: AskInput, guildId: string | null, parts: QuestionDeskParts): AnswerSource {
  return async function* (signal): AsyncGenerator<AnswerEvent> {
    const lease = await parts.knowledge.acquire(guildId);
    try {
      yield* parts.answerFrom({ ...input, isTrial: true, signal }, lease);
    } finally {
      lease?.release();
    }
  };
}

/** A follow-up becomes a question that can be searched for by itself. */
async function standingAlone(
  input: AskInput,
  signal: AbortSignal,
  parts: QuestionDeskParts,
): Promise<AskInput> {
  const { history = [] } = input;
  if (history.length === 0) return input;
  const language = input.language ?? parts.detectLanguage(input.question) ?? input.fallbackLanguage;
  const chat = parts.health.current().status === 'ready' ? parts.chat : null;
  const asked = { question: input.question, language, history, chat, signal };
  const { question } = await parts.followUps.rewrite(asked);
  return { ...input, language, question };
}

/** Stores the answer before its event is passed on, so that its buttons work at once. */
async function* kept(
  events: AsyncIterable<QueuedAnswerEvent>,
  asked: DeskQuestion,
  parts: QuestionDeskParts,
): AsyncGenerator<QueuedAnswerEvent> {
  for await (const event of events) {
    if ('answer' in event) await keep(event.answer, asked, parts);
    yield event;
  }
}

async function keep(answer: Answer, asked: DeskQuestion, parts: QuestionDeskParts): Promise<void> {
  const { call, isPrivate, again } = asked;
  call.session?.remember(answer);
  const place = conversationPlace(call, isPrivate);
  if (place === null || answer.reason === 'talk') return;
  try {
    await parts.answers.save({
      answer,
      userId: place.userId,
      guildId: call.guildId,
      channelId: place.threadId ?? place.channelId,
      conversationKey: conversationKey(place),
      isPrivate,
      createdAtMs: parts.clock.now(),
      ...(again === null ? {} : { parentId: again.parent.answer.id }),
    });
    if (again === null) await parts.conversations.remember(place, answer);
  } catch (thrown) {
    // The answer is worth more than its buttons.
    const { code, message } = toAppError(thrown);
    parts.logger.error({ code, reason: message, id: answer.id }, 'An answer was not stored.');
  }
}
