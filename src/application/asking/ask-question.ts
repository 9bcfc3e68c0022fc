import type { Answer, AnswerEvent, AnswerReason, Turn } from '../../domain/answer.ts';
import { AppError, toAppError } from '../../domain/errors.ts';
import type { Language } from '../../domain/language.ts';
import type { RankedPassage } from '../../domain/passage.ts';
import type {
  AnswerQuestion,
  ChatModel,
  Clock,
  Logger,
  ModelHealth,
  NewId,
} from '../../domain/ports.ts';
import type { NoteWords } from '../views/note-words.ts';
import { withNotes } from './answer-notes.ts';
import { asSpelt } from './as-spelt.ts';
import { settleMode } from './answer-mode.ts';
import type { IndexLease, Knowledge } from '../knowledge/knowledge.ts';

/** Longest question that is read, in characters. */
export const MAX_QUESTION_CHARS = 4_000;
/** Enough to tell a language by. */
const MAX_DETECTED_CHARS = 1_000;
/** Fewest letters and digits a question needs. */
const MIN_QUESTION_CHARS = 2;

/** One question, ready to be answered. */
export interface AskInput {
  readonly question: string;
  /** Language to answer in; absent or null: the question's own. */
  readonly language?: Language | null | undefined;
  /** Used when the question does not show its language. */
  readonly fallbackLanguage: Language;
  /** Oldest first. Default none. */
  readonly history?: readonly Turn[] | undefined;
  /** Answers from these, in this order, without a search: to say the same in another language. */
  readonly passages?: readonly RankedPassage[] | undefined;
  /** Ends without a terminal event where the model would have to write. Default false. */
  readonly isTrial?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What answering a question needs from the other rooms. */
export interface AskQuestionParts {
  readonly knowledge: Knowledge;
  readonly health: ModelHealth;
  readonly chat: ChatModel;
  readonly answer: AnswerQuestion;
  readonly detectLanguage: (text: string) => Language | null;
  /** Plain sentence for a question that cannot be asked. */
  readonly refusal: (language: Language, reason: AnswerReason) => string;
  /** Whether a text is in neither German nor English. */
  readonly isThirdLanguage: (text: string) => boolean;
  readonly notes: (language: Language) => NoteWords;
  readonly newId: NewId;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Answers one question from what is held, null when there is nothing; giving it back is up to whoever
 * holds it. The stream ends with exactly one terminal event (a trial may have none) and never throws.
 */
export type AnswerFrom = (input: AskInput, lease: IndexLease | null) => AsyncIterable<AnswerEvent>;

/** One question by itself. */
export interface LoneQuestion extends AskInput {
  /** Server whose own articles count as well; null: the shared corpus alone. */
  readonly guildId: string | null;
}

/** As `AnswerFrom`, from what the server may see. */
export type AskQuestion = (input: LoneQuestion) => AsyncIterable<AnswerEvent>;

/** Builds the use case: check the question, choose the mode, run the chain. */
export function createAnswerFrom(parts: AskQuestionParts): AnswerFrom {
  return (input, lease) => answerFrom(input, lease, parts);
}

/** Answers one question by itself: without queue, limits and memory. */
export function createAskQuestion(answer: AnswerFrom, knowledge: Knowledge): AskQuestion {
  return async function* ({ guildId, ...input }) {
    const lease = await knowledge.acquire(guildId);
    try {
      yield* answer(input, lease);
    } finally {
      lease?.release();
    }
  };
}

async function* answerFrom(
  input: AskInput,
  lease: IndexLease | null,
  parts: AskQuestionParts,
): AsyncGenerator<AnswerEvent> {
  const { health, logger } = parts;
  const id = parts.newId();
  const startedAtMs = parts.clock.elapsed();
  const question = input.question.normalize('NFC').trim();
  const language =
    input.language ??
    parts.detectLanguage(question.slice(0, MAX_DETECTED_CHARS)) ??
    input.fallbackLanguage;
  const refused = refusalOf(question);
  if (refused !== null) {
    yield { type: 'answer-abstain', answer: refuse({ id, question, language, refused }, parts) };
    return;
  }
  if (lease === null) {
    yield { type: 'answer-error', error: parts.knowledge.state().lastFault ?? indexMissing() };
    return;
  }
  try {
    const mode = await settleMode(health, input.signal);
    const embedder = mode.canEmbed ? lease.usableEmbedder() : null;
    const isSearched = input.passages === undefined;
    const events = parts.answer({
      id,
      question: isSearched ? asSpelt(question, await lease.index.spellings(question)) : question,
      language,
      history: input.history ?? [],
      index: lease.index,
      embedder,
      chat: mode.reason === null ? parts.chat : null,
      reason: mode.reason,
      passages: input.passages,
      isTrial: input.isTrial,
      signal: input.signal,
    });
    for await (const event of events) {
      if (!('answer' in event)) {
        yield event;
        continue;
      }
      logAnswer(logger, event.answer);
      const noted = {
        isThirdLanguage: isSearched && parts.isThirdLanguage(question.slice(0, MAX_DETECTED_CHARS)),
        hasVectors: embedder !== null && lease.index.describe().embedder !== null,
        languages: await languagesOf(lease),
        words: parts.notes,
      };
      yield { ...event, answer: withNotes({ ...noted, answer: event.answer }) };
    }
  } catch (thrown) {
    yield { type: 'answer-error', error: toAppError(thrown) };
  } finally {
    logger.debug({ id, ms: Math.round(parts.clock.elapsed() - startedAtMs) }, 'Question done.');
  }
}

async function languagesOf({ index }: IndexLease): Promise<readonly string[]> {
  return (await index.articles()).map(({ language }) => language);
}

function indexMissing(): AppError {
  return new AppError('index-missing', 'There is no index yet. Run: npm run reindex', {
    isRetryable: true,
  });
}

/** Why a question cannot be searched for at all; null when it can. */
export function refusalOf(question: string): AnswerReason | null {
  if (question.trim() === '') return 'question-empty';
  if (question.length > MAX_QUESTION_CHARS) return 'question-too-long';
  const letters = question.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  if (letters === 0) return 'question-without-words';
  return letters < MIN_QUESTION_CHARS ? 'question-too-short' : null;
}

function refuse(
  input: { id: string; question: string; language: Language; refused: AnswerReason },
  parts: AskQuestionParts,
): Answer {
  return {
    id: input.id,
    question: input.question,
    language: input.language,
    mode: 'abstained',
    reason: input.refused,
    answer: parts.refusal(input.language, input.refused),
    citations: [],
    passages: [],
    unverified: 0,
    timingsMs: { retrieval: 0, firstToken: null, total: 0 },
    model: null,
    index: parts.knowledge.state().generation?.id ?? null,
  };
}

/** Receipt of an answer: everything but the texts. */
function logAnswer(logger: Logger, answer: Answer): void {
  logger.info(
    {
      id: answer.id,
      mode: answer.mode,
      reason: answer.reason,
      language: answer.language,
      chars: answer.question.length,
      citations: answer.citations.length,
      unverified: answer.unverified,
      timingsMs: answer.timingsMs,
      model: answer.model,
      index: answer.index,
    },
    'Answered.',
  );
}
