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
import { choose, toSort, weigh, withVerdicts, type Chosen, type Weighed } from './choose.ts';
import { debateReceipt, sortingOf } from './debate-receipt.ts';
import { gather, type Gathered } from './gather.ts';
import { layOut, type DebateWords } from './lay-out.ts';
import { squash } from './side-names.ts';
import { sortByModel, type Verdict } from './sort.ts';
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

async function* hold(task: Running, parts: Parts): AsyncGenerator<DebateEvent> {
  const { clock, words, code } = parts;
  const startedMs = clock.elapsed();
  const { gathered, searchReason } = await search(task, parts);
  const { pair, statements } = gathered;
  const evidenceMs = clock.elapsed() - startedMs;
  const weighed = await weigh(statements, pair);
  const end = (chosen: Chosen, as: Ending): Debate => ({
    ...layOut({ ...task, names: pair.names, lines: as.lines }, chosen, words),
    id: task.id,
    mode: as.mode,
    reason: as.reason,
    timingsMs: {
      evidence: Math.round(evidenceMs),
      model: as.modelMs === undefined ? null : Math.round(as.modelMs),
      total: Math.round(clock.elapsed() - startedMs),
    },
    model: as.mode === 'generated' || hasLine(as.lines) ? (task.chat?.model ?? null) : null,
    index: task.index.describe().id,
    receipt: debateReceipt({
      ...{ gathered, weighed, chosen, code, chat: task.chat, sorting: as.sorting ?? null },
    }),
  });
  const byRules = choose(weighed, pair.names);
  const refused = refusal(pair.names, byRules);
  if (refused !== null) {
    const nothing: Chosen = { sides: [[], []], common: [], open: [] };
    const debate = end(nothing, { mode: 'abstained', reason: refused });
    yield { type: 'debate-abstain', debate };
    return;
  }
  const draft: DebateDraft = layOut({ ...task, names: pair.names }, byRules, words);
  yield { type: 'evidence-found', draft };
  const reason = task.reason ?? searchReason;
  if (task.chat === null || reason === 'model-unreachable') {
    const ending = { mode: 'passages', reason: reason ?? 'model-unreachable' } as const;
    yield { type: 'debate-end', debate: end(byRules, ending) };
    return;
  }
  const { chat } = task;
  const asked = toSort(weighed);
  const weighing = { chat, clock, task, names: pair.names };
  const { verdicts, isFit, failure, modelMs } = yield* weighByModel(asked, weighing);
  if (failure !== null) {
    const ending = { mode: 'passages', reason: failure, modelMs } as const;
    yield { type: 'debate-end', debate: end(byRules, ending) };
    return;
  }
  const sorted = isFit ? withVerdicts(weighed, verdicts) : weighed;
  const sorting = sortingOf(weighed, sorted, { asked: asked.length, verdicts, ms: modelMs });
  const chosen = isFit ? choose(sorted, pair.names) : byRules;
  const { language, signal } = task;
  const summed = { pair, language, chat, clock, signal, closeTo: closeTo(task, parts) };
  const lines = await sumUp(chosen, summed);
  const mode = isFit ? 'generated' : 'passages';
  const tookMs = clock.elapsed() - startedMs - evidenceMs;
  const debate = end(chosen, { mode, reason: null, modelMs: tookMs, sorting, lines });
  yield { type: 'debate-end', debate };
}

function hasLine(lines: Lines | undefined): boolean {
  return lines?.some((line) => line !== null) === true;
}

interface Ending {
  readonly mode: Debate['mode'];
  readonly reason: DebateReason | null;
  readonly modelMs?: number;
  readonly sorting?: DebateSorting;
  readonly lines?: Lines;
}

interface Weighing {
  readonly chat: ChatModel;
  readonly clock: Clock;
  readonly task: Running;
  readonly names: readonly [string, string];
}

/**
 * What the model makes of the statements. Where it fails, or somebody presses Stop, both sides stay
 * as the rules sorted them: half a weighing would favour the side that was looked at first.
 */
async function* weighByModel(
  statements: readonly Weighed[],
  { chat, clock, task, names }: Weighing,
): AsyncGenerator<
  DebateEvent,
  {
    verdicts: ReadonlyMap<string, Verdict>;
    isFit: boolean;
    failure: AnswerReason | null;
    modelMs: number;
  }
> {
  const startedMs = clock.elapsed();
  let verdicts: ReadonlyMap<string, Verdict> = new Map();
  let failure: AnswerReason | null = null;
  let isFit = true;
  try {
    for await (const sorted of sortByModel(statements, names, {
      chat,
      clock,
      signal: task.signal,
    })) {
      ({ verdicts, isFit } = sorted);
      yield { type: 'weighing', done: sorted.done, total: sorted.total };
    }
    if (verdicts.size === 0 && statements.length > 0) failure = 'model-slow';
  } catch (thrown) {
    const { code } = toAppError(thrown);
    const isStopped = task.signal.aborted && task.signal.reason === STOPPED;
    if (!isStopped && (task.signal.aborted || !code.startsWith('model-'))) throw thrown;
    failure = isStopped ? 'stopped' : reasonFor(code, 'chat-model-missing');
  }
  return { verdicts, isFit, failure, modelMs: clock.elapsed() - startedMs };
}

function refusal(names: readonly [string, string], { sides }: Chosen): DebateReason | null {
  if (squash(names[0]) === squash(names[1])) return 'same-sides';
  return sides[0].length + sides[1].length === 0 ? 'no-evidence' : null;
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
  if (code === 'model-unreachable') return 'model-unreachable';
  if (code === 'model-missing') return missing;
  if (code === 'model-timeout') return 'model-slow';
  return code === 'model-resting' ? 'model-resting' : 'model-failed';
}
