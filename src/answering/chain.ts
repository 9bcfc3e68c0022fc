import { RunnableLambda, RunnableSequence, type Runnable } from '@langchain/core/runnables';
import type { AnswerEvent, AnswerReason } from '../domain/answer.ts';
import { AppError, toAppError } from '../domain/errors.ts';
import type { RankedPassage } from '../domain/passage.ts';
import type { AnswerQuestion, Embedder, Retrieval } from '../domain/ports.ts';
import { answerStep } from './answer-step.ts';
import type { ChainParts, Judged, Parts, Retrieved, Started } from './chain-parts.ts';
import { ReadingSpeed } from './choosing/reading-speed.ts';
import { SentenceVectors } from './choosing/sentence-vectors.ts';
import { TranslationScale } from './checking/translation-scale.ts';
import { reasonFor } from './finish-answer.ts';
import { judgeQuestion, type Judgement } from './gate/judge-question.ts';
import { summariseNamed } from './summary/summarise-named.ts';
import { PromptScale } from './prompt-scale.ts';

/** Most passages of one article among the evidence. */
export const MAX_PASSAGES_PER_ARTICLE = 3;
/** Passages listed as found before the first word. */
const SHOWN_PASSAGES_WHILE_WRITING = 5;

/** Builds the sequence retrieve → choose → answer; each step is a named LangChain runnable. */
export function createAnswerChain(given: ChainParts): AnswerQuestion {
  const parts: Parts = {
    ...given,
    scale: new PromptScale(),
    speed: given.speed ?? new ReadingSpeed(),
    vectors: new SentenceVectors(),
    translations: new TranslationScale(),
  };
  const chain = RunnableSequence.from<Started, AnswerEvent>([
    RunnableLambda.from((input: Started) => retrieveStep(input, parts)).withConfig({
      runName: 'retrieve',
    }),
    RunnableLambda.from((input: Retrieved) => chooseStep(input, parts)).withConfig({
      runName: 'choose',
    }),
    // A runnable that returns an async generator streams its items.
    RunnableLambda.from((input: Judged) => answerStep(input, parts)).withConfig({
      runName: 'answer',
    }) as unknown as Runnable<Judged, AnswerEvent>,
  ]);
  return (request) =>
    guarded(
      { ...request, startedAtMs: parts.clock.elapsed() },
      async (input) => (await summariseNamed(input, parts)) ?? (await chain.stream(input)),
    );
}

/** Ends whatever goes wrong with an event, and cancels when its reader leaves. */
async function* guarded(
  input: Started,
  start: (input: Started) => Promise<AsyncIterable<AnswerEvent>>,
): AsyncGenerator<AnswerEvent> {
  const left = new AbortController();
  const signals = input.signal === undefined ? [] : [input.signal];
  const signal = AbortSignal.any([left.signal, ...signals]);
  try {
    const events = (await start({ ...input, signal }))[Symbol.asyncIterator]();
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
      limit: SHOWN_PASSAGES_WHILE_WRITING,
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
    embedding: null,
  };
  return { retrieval, searchReason: null, retrievalMs: 0 };
}

async function chooseStep(input: Retrieved, { vectors, options }: Parts): Promise<Judged> {
  const { question, retrieval, index, signal } = input;
  const judge = (embedder: Embedder | null): Promise<Judgement> =>
    judgeQuestion({ question, retrieval, index, vectors, signal, embedder });
  const { candidates, chance } = await judge(input.embedder).catch((thrown: unknown) => {
    if (!toAppError(thrown).code.startsWith('model-')) throw thrown;
    return judge(null); // what was found by meaning is still there to be read by words
  });
  const isOpen = input.passages !== undefined || options.without?.includes('gate') === true;
  return { ...input, candidates, chance: isOpen ? 1 : chance };
}

function cancelled(cause: unknown): AppError {
  return new AppError('cancelled', 'The answer was cancelled.', { cause });
}
