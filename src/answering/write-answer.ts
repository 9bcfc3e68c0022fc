import { AppError, toAppError } from '../domain/errors.ts';
import type { Language } from '../domain/language.ts';
import { DISCARD, type ChatMessage, type ChatModel, type ChatReport } from '../domain/ports.ts';
import {
  AnswerChecker,
  type Dropped,
  type ForeignSentence,
  type Shown,
} from './checking/answer-checker.ts';
import type { Evidence } from './checking/check-claim.ts';
import { translationPrompt } from './prompt.ts';
import { unwrapped } from './reply-text.ts';

/** Sentences in the wrong language that are worth a translation; each is one more call of the model. */
const MAX_TRANSLATED_SENTENCES = 2;

/** Sentences that are shown where the model named their numbers and wrote nothing. */
const MAX_QUOTED_SENTENCES = 2;

/** One answer to be written. */
export interface WriteRequest {
  readonly chat: ChatModel;
  readonly messages: readonly ChatMessage[];
  readonly question: string;
  readonly language: Language;
  /** In the order of their numbers in the prompt, from 1. */
  readonly evidence: readonly Evidence[];
  /** Takes every sentence with an existing number as it is. */
  readonly isUnchecked: boolean;
  /** Sources that were numbered before. Default 0. */
  readonly citedBefore?: number | undefined;
  readonly closeTo: (claim: string, spoken: Language) => Promise<(at: number) => boolean | null>;
  readonly onDone: (report: ChatReport) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What stands of it at the end. */
export interface Written {
  readonly checker: AnswerChecker;
  /** Whether the model said that the answer is not there. */
  readonly isRefused: boolean;
  readonly failure: AppError | null;
  /** `cut`: there was no room for more; `only-thought`: there was none for an answer. */
  readonly end: 'whole' | 'cut' | 'only-thought';
  /** Everything it wrote that does not stand, before a translation, too. */
  readonly dropped: readonly Dropped[];
  /** What the model counted while it wrote; null when it broke off. */
  readonly report: ChatReport | null;
}

/**
 * Has the model write and yields what stands, sentence by sentence. Small models copy sentences of
 * another language: what stands in its own is translated, one sentence at a time, and checked again.
 * Where they give numbers of sentences and no words, those sentences are the answer.
 * Never throws: what failed is in the result.
 */
export async function* writeAnswer(request: WriteRequest): AsyncGenerator<Shown, Written> {
  const first = yield* writeOnce(request);
  const written = isPointing(first) ? yield* quote(first, request) : first;
  const { checker, failure } = written;
  if (failure !== null || checker.text !== '' || checker.foreign.length === 0) return written;
  const sentences = checker.foreign.slice(0, MAX_TRANSLATED_SENTENCES);
  const translated = yield* translate(sentences, request);
  const dropped = [...written.dropped, ...translated.checker.dropped];
  return { ...translated, dropped, report: written.report };
}

async function* writeOnce(request: WriteRequest): AsyncGenerator<Shown, Written> {
  let checker = new AnswerChecker(request);
  let report: ChatReport | null = null;
  const { onDone } = request;
  const keep = (last: ChatReport): void => onDone((report = last));
  const own = new AbortController();
  let failure: AppError | null = null;
  try {
    for await (const piece of reply({ ...request, onDone: keep }, own.signal)) {
      // It was still thinking: what came before is no part of the answer.
      if (piece === DISCARD) checker = new AnswerChecker(request);
      else yield await checker.push(piece);
      if (checker.isRepeating || isTooForeign(checker)) break;
    }
  } catch (thrown) {
    failure = asFailure(thrown, request);
  } finally {
    own.abort();
  }
  const end = endOf(report);
  yield await checker.end({ isCut: failure !== null || end === 'cut' });
  const isRefused = checker.dropped.some(({ fault }) => fault === 'refusal');
  return { checker, isRefused, failure, end, report, dropped: checker.dropped };
}

function isPointing({ checker, failure, end }: Written): boolean {
  return failure === null && end === 'whole' && checker.onlyPoints;
}

/** Puts sentences in the place of their numbers: the best of those named, of all where none is. */
async function* quote(
  { checker: before, dropped, ...rest }: Written,
  request: WriteRequest,
): AsyncGenerator<Shown, Written> {
  const checker = new AnswerChecker(request);
  const relevanceOf = (at: number): number => request.evidence[at]?.relevance ?? 1;
  const places = before.pointed.length > 0 ? before.pointed : [...request.evidence.keys()];
  const best = places.toSorted((a, b) => relevanceOf(b) - relevanceOf(a));
  for (const at of best.slice(0, MAX_QUOTED_SENTENCES).sort((a, b) => a - b)) {
    yield await checker.push(`${request.evidence[at]?.text ?? ''} [${at + 1}]\n`);
  }
  yield await checker.end();
  return { ...rest, checker, dropped: [...dropped, ...checker.dropped] };
}

/** Whether there is enough to translate, and nothing that needs none. */
function isTooForeign({ text, foreign }: AnswerChecker): boolean {
  return text === '' && foreign.length >= MAX_TRANSLATED_SENTENCES;
}

async function* translate(
  sentences: readonly ForeignSentence[],
  request: WriteRequest,
): AsyncGenerator<Shown, Omit<Written, 'report' | 'dropped'>> {
  const checker = new AnswerChecker({ ...request, isTranslation: true });
  const own = new AbortController();
  let failure: AppError | null = null;
  try {
    for (const { text, at } of sentences) {
      const messages = translationPrompt(text, request.language);
      const onDone = (): void => undefined;
      let translation = '';
      for await (const piece of reply({ ...request, messages, onDone }, own.signal)) {
        translation = piece === DISCARD ? '' : translation + piece;
      }
      const line = translation.replace(/\s+/gu, ' ').trim();
      yield await checker.push(`${line} [${at + 1}]\n`);
    }
  } catch (thrown) {
    failure = asFailure(thrown, request);
  } finally {
    own.abort();
  }
  yield await checker.end();
  return { checker, isRefused: false, failure, end: 'whole' };
}

type Reply = Pick<WriteRequest, 'chat' | 'messages' | 'onDone' | 'signal'>;

/** What the model says, without wrappings. */
function reply({ chat, messages, onDone, signal }: Reply, own: AbortSignal): AsyncIterable<string> {
  const signals = signal === undefined ? [own] : [own, signal];
  return unwrapped(chat.stream({ messages, onDone, signal: AbortSignal.any(signals) }));
}

function endOf(report: ChatReport | null): Written['end'] {
  if (report?.onlyThought === true) return 'only-thought';
  return report?.truncated === true ? 'cut' : 'whole';
}

function asFailure(thrown: unknown, { signal }: Reply): AppError {
  return signal?.aborted === true ? cancelled(thrown) : toAppError(thrown);
}

function cancelled(cause: unknown): AppError {
  return new AppError('cancelled', 'The answer was cancelled.', { cause });
}
