import type { AnswerReason } from '../../domain/answer.ts';
import type {
  Debate,
  DebateDraft,
  DebateEvent,
  DebateReason,
  DebateTask,
  HoldDebate,
} from '../../domain/debate.ts';
import { AppError, toAppError, type ErrorCode } from '../../domain/errors.ts';
import type { DebateSorting } from '../../domain/receipt.ts';
import { STOPPED, type ChatModel, type Clock, type Retrieve } from '../../domain/ports.ts';
import { closeTo } from '../evidence-of.ts';
import { TranslationScale } from '../checking/translation-scale.ts';
import { SentenceVectors } from '../choosing/sentence-vectors.ts';
import { choose, weigh, type Chosen, type Weighed } from './choose.ts';
import { debateReceipt } from './debate-receipt.ts';
import { gather, type Gathered } from './gather.ts';
import { layOut, type DebateWords } from './lay-out.ts';
import { squash } from './side-names.ts';
import { moved, sortByModel, toSort, type Sorted } from './sort.ts';
import { sumUp, type Lines } from './sum-up.ts';

export interface DebateChainParts {
  readonly retrieve: Retrieve;
  readonly clock: Clock;
  readonly words: DebateWords;
  /** Version of Cria. */
  readonly code: string;
}

interface Parts extends DebateChainParts {
  readonly vectors: SentenceVectors;
  readonly translations: TranslationScale;
}

/** Builds the sequence: gather statements, sort them by rules, have the model weigh, choose, sum up. */
export function createDebateChain(parts: DebateChainParts): HoldDebate {
  const kept = { ...parts, vectors: new SentenceVectors(), translations: new TranslationScale() };
  return (task) => runDebate(task, kept);
}

async function* runDebate(task: DebateTask, parts: Parts): AsyncGenerator<DebateEvent> {
  const left = new AbortController();
  const signal =
    task.signal === undefined ? left.signal : AbortSignal.any([left.signal, task.signal]);
  try {
    yield* hold({ ...task, signal }, parts);
  } catch (thrown) {
    const error = signal.aborted
      ? new AppError('cancelled', 'The debate was cancelled.', { cause: thrown })
      : toAppError(thrown);
    yield { type: 'debate-error', error };
  } finally {
    left.abort();
  }
}

type Running = DebateTask & { readonly signal: AbortSignal };

/** How a debate ends, besides what is shown. */
interface Ending {
  readonly mode: Debate['mode'];
  readonly reason: DebateReason | null;
  readonly modelMs?: number;
  readonly sorting?: DebateSorting;
  readonly lines?: Lines;
}

async function* hold(task: Running, parts: Parts): AsyncGenerator<DebateEvent> {
  const { clock, words, code } = parts;
  const { chat, language, signal } = task;
  const startedMs = clock.elapsed();
  const { gathered, searchReason } = await search(task, parts);
  const { pair, statements } = gathered;
  const { names } = pair;
  const evidenceMs = clock.elapsed() - startedMs;
  const weighed = await weigh(statements, pair);
  const end = (chosen: Chosen, { mode, reason, modelMs, sorting, lines }: Ending): Debate => {
    const isWritten = mode === 'generated' || lines?.some((line) => line !== null) === true;
    return {
      ...layOut({ ...task, names, lines }, chosen, words),
      ...{ id: task.id, mode, reason },
      timingsMs: {
        evidence: Math.round(evidenceMs),
        model: modelMs === undefined ? null : Math.round(modelMs),
        total: Math.round(clock.elapsed() - startedMs),
      },
      model: isWritten ? (chat?.model ?? null) : null,
      index: task.index.describe().id,
      receipt: debateReceipt({ gathered, weighed, chosen, code, chat, sorting: sorting ?? null }),
    };
  };
  const byRules = choose(weighed, names);
  const refused = refusal(names, byRules);
  if (refused !== null) {
    const nothing: Chosen = { sides: [[], []], common: [], open: [] };
    yield { type: 'debate-abstain', debate: end(nothing, { mode: 'abstained', reason: refused }) };
    return;
  }
  const draft: DebateDraft = layOut({ ...task, names }, byRules, words);
  yield { type: 'evidence-found', draft };
  const missing = task.reason ?? searchReason;
  if (chat === null || missing === 'model-unreachable') {
    const reason = missing ?? 'model-unreachable';
    yield { type: 'debate-end', debate: end(byRules, { mode: 'passages', reason }) };
    return;
  }
  const asked = toSort(weighed);
  const { verdicts, isFit, failure } = yield* weighByModel(asked, { names, chat, clock, signal });
  const modelMs = clock.elapsed() - startedMs - evidenceMs;
  if (failure !== null) {
    const ending = { mode: 'passages', reason: failure, modelMs } as const;
    yield { type: 'debate-end', debate: end(byRules, ending) };
    return;
  }
  const sorted = isFit ? weighed.map((one) => moved(one, verdicts.get(one.id))) : weighed;
  const sure = [...verdicts.values()].filter((verdict) => verdict !== 'unclear').length;
  const changed = sorted.filter((one, at) => one !== weighed[at]).length;
  const sorting = { asked: asked.length, sure, moved: changed, ms: Math.round(modelMs) };
  const chosen = choose(sorted, names);
  const summed = { pair, language, chat, clock, signal, closeTo: closeTo(task, parts) };
  const lines = await sumUp(chosen, summed);
  const mode = isFit ? 'generated' : 'passages';
  const tookMs = clock.elapsed() - startedMs - evidenceMs;
  const debate = end(chosen, { mode, reason: null, modelMs: tookMs, sorting, lines });
  yield { type: 'debate-end', debate };
}

interface Weighing {
  readonly names: readonly [string, string];
  readonly chat: ChatModel;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * What the model makes of the statements. Where it fails, or somebody presses Stop, both sides stay
 * as the rules sorted them: half a weighing would favour the side that was looked at first.
 */
async function* weighByModel(
  statements: readonly Weighed[],
  weighing: Weighing,
): AsyncGenerator<
  DebateEvent,
  Pick<Sorted, 'verdicts' | 'isFit'> & { failure: AnswerReason | null }
> {
  const { signal } = weighing;
  let result: Pick<Sorted, 'verdicts' | 'isFit'> = { verdicts: new Map(), isFit: true };
  try {
    for await (const { verdicts, isFit, done, total } of sortByModel(statements, weighing)) {
      result = { verdicts, isFit };
      yield { type: 'weighing', done, total };
    }
  } catch (thrown) {
    const { code } = toAppError(thrown);
    const isStopped = signal.aborted && signal.reason === STOPPED;
    if (!isStopped && (signal.aborted || !code.startsWith('model-'))) throw thrown;
    return { ...result, failure: isStopped ? 'stopped' : reasonFor(code, 'chat-model-missing') };
  }
  const isSlow = result.verdicts.size === 0 && statements.length > 0;
  return { ...result, failure: isSlow ? 'model-slow' : null };
}

function refusal(names: readonly [string, string], { sides }: Chosen): DebateReason | null {
  if (squash(names[0]) === squash(names[1])) return 'same-sides';
  return sides.flat().length === 0 ? 'no-evidence' : null;
}

interface Searched {
  readonly gathered: Gathered;
  /** Why only keywords were searched; null when vectors were, or none were wanted. */
  readonly searchReason: AnswerReason | null;
}

async function search(task: Running, { retrieve }: DebateChainParts): Promise<Searched> {
  const { topic, isTopicGiven, sideA, sideB, index, embedder, signal } = task;
  const request = {
    ...{ index, retrieve, signal },
    sides: [sideA, sideB] as const,
    topic: isTopicGiven ? topic : null,
  };
  try {
    return { gathered: await gather({ ...request, embedder }), searchReason: null };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (embedder === null || signal.aborted || !error.code.startsWith('model-')) throw error;
    const gathered = await gather({ ...request, embedder: null });
    return { gathered, searchReason: reasonFor(error.code, 'embedder-missing') };
  }
}

function reasonFor(code: ErrorCode, missing: AnswerReason): AnswerReason {
  if (code === 'model-missing') return missing;
  if (code === 'model-timeout') return 'model-slow';
  return code === 'model-unreachable' || code === 'model-resting' ? code : 'model-failed';
}
