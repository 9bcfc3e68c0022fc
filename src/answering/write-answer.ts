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
import { translationPrompt } from './prompt.ts';
import { unwrapped } from './reply-text.ts';

/** Sentences in the wrong language that are worth a translation; each is one more call of the model. */
const MAX_TRANSLATED_SENTENCES = 2;

/** Sentences that are shown where the model named their numbers and wrote nothing. */
const MAX_QUOTED_SENTENCES = 2;

/** Whoever was asked for a number and writes more says something else. */
const MAX_PICK_CHARS = 40;
const ONE_NUMBER = /^\P{N}{0,20}(\d{1,3})\P{N}{0,20}$/u;

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
  /** Asks for the number of one sentence, where nothing of the answer stands. Default: nobody is asked. */
  readonly pick?: readonly ChatMessage[] | undefined;
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
 * bare things, and no words, those sentences are the answer; where nothing stands it is asked for one number.
 * Small models copy sentences of another language: what stands in its own is translated, one sentence at a
 * time, and checked again, and shown as it is where the translation does not stand.
 * Never throws: what failed is in the result.
 */
export async function* writeAnswer(request: WriteRequest): AsyncGenerator<Shown, Written> {
  const first = yield* writeOnce(request);
  const pointed = isPointing(first) ? yield* quote(first, first.checker.pointed, request) : first;
  const written = yield* inItsLanguage(pointed, request);
  if (!isEmpty(written) || written.isRefused) return written;
  const { at, failure } = await picked(request);
  if (failure !== null) return { ...written, failure };
  return at === null
    ? written
    : yield* inItsLanguage(yield* quote(written, [at], request), request);
}

function isEmpty({ checker, failure, end }: Part): boolean {
  return failure === null && end !== 'only-thought' && checker.text === '';
}

/** The sentence that the model gives the number of, from 0; null for none, and where the model fails now. */
async function picked(
  request: WriteRequest,
): Promise<{ readonly at: number | null; readonly failure: AppError | null }> {
  const none = { at: null, failure: null };
  if (request.pick === undefined || request.evidence.length === 0) return none;
  try {
    const said = await wholeReply(request, request.pick, MAX_PICK_CHARS);
    const n = Number(ONE_NUMBER.exec(said)?.[1] ?? 0);
    return n >= 1 && n <= request.evidence.length ? { at: n - 1, failure: null } : none;
  } catch (thrown) {
    // A model that fails now leaves what was found before; a person who stops it stops the answer.
    const failure = asFailure(thrown, request);
    return failure.code === 'cancelled' ? { at: null, failure } : none;
  }
}

/** All that the model says to other messages, or so many characters of it. */
async function wholeReply(
  request: WriteRequest,
  messages: readonly ChatMessage[],
  maxChars = Infinity,
): Promise<string> {
  const own = new AbortController();
  const onDone = (): void => undefined;
  let said = '';
  try {
    for await (const piece of reply({ ...request, messages, onDone }, own.signal)) {
      said = piece === DISCARD ? '' : said + piece;
      if (said.length > maxChars) break;
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
  if (!isEmpty(translated)) return { ...translated, dropped, report };
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
  const { dropped } = checker;
  return { checker, isRefused, isUntranslated: false, failure, end, report, dropped };
}

function isPointing({ checker, failure, end }: Written): boolean {
  return failure === null && end === 'whole' && checker.onlyPoints;
}

/** Puts sentences in the place of their numbers: the best of those named, of all where none is. */
async function* quote(
  { dropped, ...rest }: Written,
  named: readonly number[],
  request: WriteRequest,
): AsyncGenerator<Shown, Written> {
  const { evidence } = request;
  const checker = new AnswerChecker({ ...request, closeTo: request.closeTo(evidence) });
  const relevanceOf = (at: number): number => evidence[at]?.relevance ?? 1;
  const places = named.length > 0 ? named : [...evidence.keys()];
  const best = places.toSorted((a, b) => relevanceOf(b) - relevanceOf(a));
  for (const at of best.slice(0, MAX_QUOTED_SENTENCES).sort((a, b) => a - b)) {
    yield await checker.push(`${evidence[at]?.text ?? ''} [${at + 1}]\n`);
  }
  yield await checker.end();
  return { ...rest, checker, dropped: [...dropped, ...checker.dropped] };
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
      const translation = await wholeReply(request, translationPrompt(text, request.language));
      const line = translation.replace(/\s+/gu, ' ').trim();
      yield await checker.push(`${line} [${at + 1}]\n`);
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
