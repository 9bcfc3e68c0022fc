import { AppError, toAppError } from '../domain/errors.ts';
import type { Language } from '../domain/language.ts';
import { DISCARD, type ChatMessage, type ChatModel, type ChatReport } from '../domain/ports.ts';
import {
  AnswerChecker,
  type AnswerCheckerParts,
  type Dropped,
  type ForeignSentence,
  type Shown,
} from './checking/answer-checker.ts';
import type { Evidence } from './checking/check-claim.ts';
import { answersKind, hasKind, kindAskedFor } from './choosing/answer-kind.ts';
import { translationPrompt } from './prompt.ts';
import { bareTranslation, unwrapped } from './reply-text.ts';

/** Sentences in the wrong language that are worth a translation; each is one more call of the model. */
const MAX_TRANSLATED_SENTENCES = 2;

/** Sentences that stand in the place of what the model wrote: it gave their numbers alone, or nothing stands. */
const MAX_QUOTED_SENTENCES = 2;

/**
 * Relevance as a share of the best one's from which on a second sentence is quoted beside it: below, the best
 * one held the answer of nine in ten questions that any of both answers.
 */
const ABOUT_AS_RELEVANT = 0.9;

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
  /** Sentences that the messages ask for at most: the model is stopped behind them. */
  readonly mostSentences: number;
  /** Sources that were numbered before. Default 0. */
  readonly citedBefore?: number | undefined;
  /** Whether the most relevant sentence may stand for an answer of which nothing stands. */
  readonly mayQuote: boolean;
  /** See `AnswerChecker`, for any evidence. */
  readonly closeTo: (evidence: readonly Evidence[]) => AnswerCheckerParts['closeTo'];
  readonly onDone: (report: ChatReport) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What stands of it at the end. */
export interface Written {
  readonly checker: AnswerChecker;
  /** Whether the model said that the answer is not there. */
  readonly isRefused: boolean;
  /** Whether it is in the language of the evidence, because no translation stood. */
  readonly isUntranslated: boolean;
  /** Whether it is the most relevant sentence, because nothing that was written stands. Default false. */
  readonly isQuoted?: boolean | undefined;
  readonly failure: AppError | null;
  /** `cut`: there was no room for more; `only-thought`: there was none for an answer. */
  readonly end: 'whole' | 'cut' | 'only-thought';
  /** Everything it wrote that does not stand, before a translation, too. */
  readonly dropped: readonly Dropped[];
  /** What the model counted while it wrote; null when it broke off. */
  readonly report: ChatReport | null;
}

/**
 * Has the model write and yields what stands, sentence by sentence. Where it gives numbers of sentences, or
 * bare things, and no words, those sentences are the answer; where nothing stands, or nothing that answers, it is the most relevant one.
 * Small models copy sentences of another language: what stands in its own is translated, one sentence at a
 * time, and checked again, and shown as it is where the translation does not stand.
 * Never throws: what failed is in the result.
 */
export async function* writeAnswer(request: WriteRequest): AsyncGenerator<Shown, Written> {
  const first = yield* writeOnce(request);
  const written = yield* inItsLanguage(yield* inSentences(first, request), request);
  if (!isEmpty(written, request) || written.isRefused || !request.mayQuote) return written;
  const quoted = yield* quote(written, bestAnswering(request), request);
  return { ...(yield* inItsLanguage(quoted, request)), isQuoted: true };
}

/** Whether nothing of it stands, or nothing that answers: "Anna played Anna". */
function isEmpty(
  { checker, failure, end }: Part,
  { question }: Pick<WriteRequest, 'question'>,
): boolean {
  return failure === null && end !== 'only-thought' && !answersKind(question, checker.text);
}

/** All that the model says to other messages. */
async function wholeReply(
  request: WriteRequest,
  messages: readonly ChatMessage[],
): Promise<string> {
  const own = new AbortController();
  const onDone = (): void => undefined;
  let said = '';
  try {
    for await (const piece of reply({ ...request, messages, onDone }, own.signal)) {
      said = piece === DISCARD ? '' : said + piece;
    }
    return said;
  } finally {
    own.abort();
  }
}

/** What stands in another language alone, in the reader's. */
async function* inItsLanguage(
  written: Written,
  request: WriteRequest,
): AsyncGenerator<Shown, Written> {
  const { checker, failure } = written;
  if (failure !== null || checker.text !== '' || checker.foreign.length === 0) return written;
  const sentences = checker.foreign.slice(0, MAX_TRANSLATED_SENTENCES);
  const translated = yield* translate(sentences, request);
  const dropped = [...written.dropped, ...translated.checker.dropped];
  const { report } = written;
  if (!isEmpty(translated, request)) return { ...translated, dropped, report };
  return { ...(yield* untranslated(sentences, request)), dropped, report };
}

async function* writeOnce(request: WriteRequest): AsyncGenerator<Shown, Written> {
  const parts = { ...request, closeTo: request.closeTo(request.evidence), mayPoint: true };
  let checker = new AnswerChecker(parts);
  let report: ChatReport | null = null;
  const { onDone } = request;
  const keep = (last: ChatReport): void => onDone((report = last));
  const own = new AbortController();
  let failure: AppError | null = null;
  try {
    for await (const piece of reply({ ...request, onDone: keep }, own.signal)) {
      // It was still thinking: what came before is no part of the answer.
      if (piece === DISCARD) checker = new AnswerChecker(parts);
      else yield await checker.push(piece);
      if (checker.isRepeating || checker.isLongEnough || isTooForeign(checker)) break;
    }
  } catch (thrown) {
    failure = asFailure(thrown, request);
  } finally {
    own.abort();
  }
  const end = endOf(report);
  yield await checker.end({ isCut: failure !== null || end === 'cut' });
  const isRefused = checker.dropped.some(({ fault }) => fault === 'refusal');
  const { dropped } = checker;
  return { checker, isRefused, isUntranslated: false, failure, end, report, dropped };
}

/** What only points to sentences, by them. */
async function* inSentences(
  written: Written,
  request: WriteRequest,
): AsyncGenerator<Shown, Written> {
  if (!isPointing(written)) return written;
  const { pointed } = written.checker;
  const places = pointed.length > 0 ? pointed : [...request.evidence.keys()];
  const best = mostRelevant(places, request).slice(0, MAX_QUOTED_SENTENCES);
  return yield* quote(written, best, request);
}

/** The most relevant sentence that has the kind of thing asked for, and another that is about as relevant. */
function bestAnswering(request: WriteRequest): number[] {
  const { question, evidence } = request;
  const kind = kindAskedFor(question);
  const able = [...evidence.entries()].flatMap(([at, { text }]) =>
    kind === null || hasKind(kind, text, question) ? [at] : [],
  );
  const [best, ...others] = mostRelevant(able, request);
  if (best === undefined) return [];
  const least = (evidence[best]?.relevance ?? 1) * ABOUT_AS_RELEVANT;
  const next = others.filter((at) => (evidence[at]?.relevance ?? 1) >= least);
  return [best, ...next].slice(0, MAX_QUOTED_SENTENCES);
}

function isPointing({ checker, failure, end }: Written): boolean {
  return failure === null && end === 'whole' && checker.onlyPoints;
}

/** Puts sentences of the evidence, by their places, where the model's own would stand. */
async function* quote(
  { dropped, ...rest }: Written,
  places: readonly number[],
  request: WriteRequest,
): AsyncGenerator<Shown, Written> {
  const { evidence } = request;
  const checker = new AnswerChecker({ ...request, closeTo: request.closeTo(evidence) });
  for (const at of places.toSorted((a, b) => a - b)) {
    yield await checker.push(`${evidence[at]?.text ?? ''} [${at + 1}]\n`);
  }
  yield await checker.end();
  return { ...rest, checker, dropped: [...dropped, ...checker.dropped] };
}

/** Places of the most relevant evidence, best first; of two that are as relevant, what needs no translation. */
function mostRelevant(places: readonly number[], { evidence, language }: WriteRequest): number[] {
  const relevanceOf = (at: number): number => evidence[at]?.relevance ?? 1;
  const isOwn = (at: number): number => Number(evidence[at]?.passage.language === language);
  return places.toSorted((a, b) => relevanceOf(b) - relevanceOf(a) || isOwn(b) - isOwn(a));
}

/** Whether there is enough to translate, and nothing that needs none. */
function isTooForeign({ text, foreign }: AnswerChecker): boolean {
  return text === '' && foreign.length >= MAX_TRANSLATED_SENTENCES;
}

type Part = Omit<Written, 'report' | 'dropped'>;

/** A translation is held to the sentence it translates; what is quoted is the evidence that one stands on. */
async function* translate(
  sentences: readonly ForeignSentence[],
  request: WriteRequest,
): AsyncGenerator<Shown, Part> {
  const evidence = sentences.flatMap(({ text, at }) => {
    const original = request.evidence[at];
    return original === undefined ? [] : [{ ...original, text, quote: original.text }];
  });
  const closeTo = request.closeTo(evidence);
  const checker = new AnswerChecker({ ...request, evidence, closeTo, isTranslation: true });
  let failure: AppError | null = null;
  try {
    for (const [at, { text }] of evidence.entries()) {
      const said = await wholeReply(request, translationPrompt(text, request.language));
      yield await checker.push(`${bareTranslation(said, text)} [${at + 1}]\n`);
    }
  } catch (thrown) {
    failure = asFailure(thrown, request);
  }
  yield await checker.end();
  return { checker, isRefused: false, isUntranslated: false, failure, end: 'whole' };
}

/** Sentences that stand, in their own language. */
async function* untranslated(
  sentences: readonly ForeignSentence[],
  request: WriteRequest,
): AsyncGenerator<Shown, Part> {
  const { evidence } = request;
  const language = sentences[0]?.language ?? request.language;
  const closeTo = request.closeTo(evidence);
  const checker = new AnswerChecker({ ...request, language, closeTo });
  for (const { text, at } of sentences) yield await checker.push(`${text} [${at + 1}]\n`);
  yield await checker.end();
  return { checker, isRefused: false, isUntranslated: true, failure: null, end: 'whole' };
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
