import { RunnableLambda, RunnableSequence, type Runnable } from '@langchain/core/runnables';
import type { Answer, AnswerEvent, AnswerReason } from '../domain/answer.ts';
import { AppError, toAppError, type ErrorCode } from '../domain/errors.ts';
import type { Language } from '../domain/language.ts';
import type { RankedPassage } from '../domain/passage.ts';
import {
  DISCARD,
  STOPPED,
  type AnswerQuestion,
  type AnswerRequest,
  type ChatModel,
  type ChatReport,
  type ChatRequest,
  type Clock,
  type Retrieval,
  type Retrieve,
} from '../domain/ports.ts';
import { checkCitations } from './cite.ts';
import { judgeEvidence, type Evidence } from './evidence.ts';
import { isRefusal, RefusalGate } from './hold-back.ts';
import { passageAnswer } from './passage-answer.ts';
import { PromptScale } from './prompt-scale.ts';
import { finished, unwrapped } from './reply-text.ts';
import { buildPrompt, MAX_PROMPT_PASSAGES, type Prompt } from './prompt.ts';

/** Most passages of one article among the evidence. */
export const MAX_PASSAGES_PER_ARTICLE = 3;
/** Nearest articles offered with an abstention. */
const NEAREST_ARTICLES = 3;

/** The sentences the chain itself needs, in every dictionary language. */
export interface AnswerWords {
  reason(language: Language, reason: AnswerReason): string;
  nearest(language: Language, titles: readonly string[]): string;
  unverifiedNote(language: Language): string;
}

export interface ChainParts {
  readonly retrieve: Retrieve;
  readonly words: AnswerWords;
  readonly clock: Clock;
}

interface Parts extends ChainParts {
  readonly scale: PromptScale;
}

interface Started extends AnswerRequest {
  readonly startedAtMs: number;
}

interface Retrieved extends Started {
  readonly retrieval: Retrieval;
  readonly searchReason: AnswerReason | null;
  readonly retrievalMs: number;
}

interface Judged extends Retrieved {
  readonly evidence: Evidence;
}

/** Builds the sequence retrieve → judge → answer; each step is a named LangChain runnable. */
export function createAnswerChain(given: ChainParts): AnswerQuestion {
  const parts: Parts = { ...given, scale: new PromptScale() };
  const chain = RunnableSequence.from<Started, AnswerEvent>([
    RunnableLambda.from((input: Started) => retrieveStep(input, parts)).withConfig({
      runName: 'retrieve',
    }),
    RunnableLambda.from((input: Retrieved): Judged => ({
      ...input,
      evidence: judge(input),
    })).withConfig({ runName: 'judge' }),
    // A runnable that returns an async generator streams its items.
    RunnableLambda.from((input: Judged) => answerStep(input, parts)).withConfig({
      runName: 'answer',
    }) as unknown as Runnable<Judged, AnswerEvent>,
  ]);
  return (request) => runChain(chain, { ...request, startedAtMs: parts.clock.elapsed() });
}

async function* runChain(
  chain: Runnable<Started, AnswerEvent>,
  input: Started,
): AsyncGenerator<AnswerEvent> {
  const left = new AbortController();
  const signals = input.signal === undefined ? [] : [input.signal];
  const signal = AbortSignal.any([left.signal, ...signals]);
  try {
    const events = await chain.stream({ ...input, signal });
    // By hand: `for await` would wait for the next token before it lets a reader leave.
    for (;;) {
      const next = await events.next();
      if (next.done === true) return;
      yield next.value;
    }
  } catch (thrown) {
    const error = signal.aborted ? cancelled(thrown) : toAppError(thrown);
    yield { type: 'answer-error', error };
  } finally {
    left.abort();
  }
}

async function retrieveStep(input: Started, { retrieve, clock }: ChainParts): Promise<Retrieved> {
  const { question, index, embedder, signal, passages } = input;
  if (passages !== undefined) return { ...input, ...asRetrieved(passages) };
  const ask = (withEmbedder: typeof embedder): Promise<Retrieval> =>
    retrieve({
      question,
      index,
      embedder: withEmbedder,
      limit: MAX_PROMPT_PASSAGES,
      perArticle: MAX_PASSAGES_PER_ARTICLE,
      ...(signal === undefined ? {} : { signal }),
    });
  let searchReason: AnswerReason | null = null;
  let retrieval: Retrieval;
  try {
    retrieval = await ask(embedder);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (embedder === null || error.code === 'cancelled' || !error.code.startsWith('model-')) {
      throw error;
    }
    searchReason = reasonFor(error.code, 'embedder-missing');
    retrieval = await ask(null);
  }
  const retrievalMs = clock.elapsed() - input.startedAtMs;
  return { ...input, retrieval, searchReason, retrievalMs };
}

/** Passages that were judged when they were found. */
function asRetrieved(
  ranked: readonly RankedPassage[],
): Pick<Retrieved, 'retrieval' | 'searchReason' | 'retrievalMs'> {
  const retrieval = {
    ranked,
    considered: ranked,
    words: { words: [], unknown: [] },
    calibration: null,
  };
  return { retrieval, searchReason: null, retrievalMs: 0 };
}

function judge(input: Retrieved): Evidence {
  const { considered, words, calibration } = input.retrieval;
  const evidence = judgeEvidence({
    question: input.question,
    ranked: considered,
    words,
    calibration,
  });
  return input.passages === undefined ? evidence : { ...evidence, isEnough: true };
}

async function* answerStep(input: Judged, parts: Parts): AsyncGenerator<AnswerEvent> {
  const { language, chat } = input;
  const { ranked } = input.retrieval;
  yield { type: 'retrieval-end', language, passages: ranked };
  if (ranked.length === 0 || !input.evidence.isEnough) {
    yield { type: 'answer-abstain', answer: abstention(input, 'no-evidence', parts) };
    return;
  }
  const reason = input.reason ?? input.searchReason;
  if (chat === null || reason === 'model-unreachable') {
    yield {
      type: 'answer-end',
      answer: passages(input, reason ?? 'model-unreachable', parts),
    };
    return;
  }
  yield* generate(input, chat, parts);
}

async function* generate(
  input: Judged,
  chat: ChatModel,
  parts: Parts,
): AsyncGenerator<AnswerEvent> {
  const { language, question, history, signal } = input;
  const scope = input.index.describe().id;
  const prompt = buildPrompt({
    question,
    language,
    history,
    passages: input.retrieval.ranked,
    contextTokens: chat.contextTokens,
    maxAnswerTokens: chat.maxAnswerTokens,
    tokensPerEstimate: parts.scale.ratio(scope),
  });
  const written: Written = { text: '', firstTokenMs: null, failure: null, report: null };
  const gate = new RefusalGate();
  try {
    const request: ChatRequest = {
      messages: prompt.messages,
      onDone: (report) => {
        written.report = report;
        parts.scale.learn(scope, prompt.tokens, report.promptTokens);
      },
      ...(signal === undefined ? {} : { signal }),
    };
    for await (const text of unwrapped(chat.stream(request))) {
      if (text === DISCARD) {
        written.text = '';
        continue;
      }
      written.firstTokenMs ??= parts.clock.elapsed() - input.startedAtMs;
      written.text += text;
      const shown = gate.push(text);
      if (shown !== '') yield { type: 'text-delta', text: shown };
    }
  } catch (thrown) {
    written.failure = signal?.aborted === true ? cancelled(thrown) : toAppError(thrown);
  }
  yield conclude(input, prompt, written, parts);
}

interface Written {
  text: string;
  firstTokenMs: number | null;
  failure: AppError | null;
  report: ChatReport | null;
}

function conclude(input: Judged, prompt: Prompt, written: Written, parts: Parts): AnswerEvent {
  const { failure, firstTokenMs } = written;
  const isStopped = failure?.code === 'cancelled' && input.signal?.reason === STOPPED;
  if (failure !== null && !isStopped) {
    if (failure.code === 'cancelled') return { type: 'answer-error', error: failure };
    const reason = reasonFor(failure.code, 'chat-model-missing');
    return { type: 'answer-end', answer: passages(input, reason, parts, firstTokenMs) };
  }
  if (isRefusal(written.text)) {
    if (input.evidence.isStrong) {
      return { type: 'answer-end', answer: passages(input, 'model-declined', parts, firstTokenMs) };
    }
    const answer = abstention(input, 'model-declined', parts, firstTokenMs);
    return { type: 'answer-abstain', answer };
  }
  const { text, reason, why } = finished(written);
  const checked = checkCitations(text, prompt.passages, input.language);
  if (checked.verified === 0 && !isStopped) {
    return { type: 'answer-end', answer: passages(input, why, parts, firstTokenMs) };
  }
  const note = checked.unverified > 0 ? `\n\n${parts.words.unverifiedNote(input.language)}` : '';
  return {
    type: 'answer-end',
    answer: {
      ...answerBase(input, parts, firstTokenMs),
      mode: 'generated',
      reason: isStopped ? 'stopped' : reason,
      answer: checked.text + note,
      citations: checked.citations,
      passages: prompt.passages,
      unverified: checked.unverified,
      model: input.chat?.model ?? null,
    },
  };
}

function passages(
  input: Judged,
  reason: AnswerReason,
  parts: Parts,
  firstTokenMs: number | null = null,
): Answer {
  const { text, citations } = passageAnswer(input.question, input.retrieval.ranked);
  return {
    ...answerBase(input, parts, firstTokenMs),
    mode: 'passages',
    reason,
    answer: `${parts.words.reason(input.language, reason)}\n\n${text}`,
    citations,
  };
}

function abstention(
  input: Judged,
  reason: AnswerReason,
  parts: Parts,
  firstTokenMs: number | null = null,
): Answer {
  const titles = [...new Set(input.retrieval.ranked.map(({ passage }) => passage.title))];
  const nearest = parts.words.nearest(input.language, titles.slice(0, NEAREST_ARTICLES));
  return {
    ...answerBase(input, parts, firstTokenMs),
    mode: 'abstained',
    reason,
    answer: `${parts.words.reason(input.language, reason)} ${nearest}`.trim(),
  };
}

function answerBase(
  input: Judged,
  { clock }: ChainParts,
  firstTokenMs: number | null,
): Omit<Answer, 'mode' | 'reason' | 'answer'> {
  return {
    id: input.id,
    question: input.question,
    language: input.language,
    citations: [],
    passages: input.retrieval.ranked,
    unverified: 0,
    timingsMs: {
      retrieval: Math.round(input.retrievalMs),
      firstToken: firstTokenMs === null ? null : Math.round(firstTokenMs),
      total: Math.round(clock.elapsed() - input.startedAtMs),
    },
    model: null,
    index: input.index.describe().id,
  };
}

function reasonFor(code: ErrorCode, missing: AnswerReason): AnswerReason {
  if (code === 'model-unreachable') return 'model-unreachable';
  if (code === 'model-missing') return missing;
  if (code === 'model-timeout') return 'model-slow';
  return code === 'model-resting' ? 'model-resting' : 'model-failed';
}

function cancelled(cause: unknown): AppError {
  return new AppError('cancelled', 'The answer was cancelled.', { cause });
}
