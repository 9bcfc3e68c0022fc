import { AppError, toAppError } from '../domain/errors.ts';
import type { Language } from '../domain/language.ts';
import { DISCARD, type ChatMessage, type ChatModel, type ChatReport } from '../domain/ports.ts';
import { unwrapped } from './reply-text.ts';
import { AnswerChecker, type Shown } from './checking/answer-checker.ts';
import type { Evidence } from './checking/check-claim.ts';

/** Tells a model that wrote in the wrong language, once. */
const OTHER_LANGUAGE: Readonly<Record<Language, string>> = {
  de: 'Das war nicht auf Deutsch. Schreibe dieselbe Antwort auf Deutsch, mit den Nummern.',
  en: 'That was not in English. Write the same answer in English, with the numbers.',
};

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
  readonly closeTo: (claim: string) => Promise<(at: number) => boolean | null>;
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
}

/**
 * Has the model write and yields what stands, sentence by sentence. An answer in the wrong language
 * is asked for once more. Never throws: what failed is in the result.
 */
export async function* writeAnswer(request: WriteRequest): AsyncGenerator<Shown, Written> {
  const first = yield* writeOnce(request);
  const { checker, failure } = first;
  const isForeign = checker.dropped.some(({ fault }) => fault === 'language');
  if (failure !== null || checker.text !== '' || !isForeign) return first;
  const messages: ChatMessage[] = [
    ...request.messages,
    { role: 'assistant', content: checker.dropped.map(({ text }) => text).join(' ') },
    { role: 'user', content: OTHER_LANGUAGE[request.language] },
  ];
  return yield* writeOnce({ ...request, messages });
}

async function* writeOnce(request: WriteRequest): AsyncGenerator<Shown, Written> {
  let checker = new AnswerChecker(request);
  const own = new AbortController();
  const signals = request.signal === undefined ? [] : [request.signal];
  let failure: AppError | null = null;
  let report: ChatReport | null = null;
  try {
    const stream = request.chat.stream({
      messages: request.messages,
      onDone: (last) => {
        report = last;
        request.onDone(last);
      },
      signal: AbortSignal.any([own.signal, ...signals]),
    });
    for await (const piece of unwrapped(stream)) {
      // It was still thinking: what came before is no part of the answer.
      if (piece === DISCARD) checker = new AnswerChecker(request);
      else yield await checker.push(piece);
      if (checker.isRepeating) break;
    }
  } catch (thrown) {
    failure = request.signal?.aborted === true ? cancelled(thrown) : toAppError(thrown);
  } finally {
    own.abort();
  }
  const end = endOf(report);
  yield await checker.end({ isCut: failure !== null || end === 'cut' });
  const isRefused = checker.dropped.some(({ fault }) => fault === 'refusal');
  return { checker, isRefused, failure, end };
}

function endOf(report: ChatReport | null): Written['end'] {
  if (report?.onlyThought === true) return 'only-thought';
  return report?.truncated === true ? 'cut' : 'whole';
}

function cancelled(cause: unknown): AppError {
  return new AppError('cancelled', 'The answer was cancelled.', { cause });
}
