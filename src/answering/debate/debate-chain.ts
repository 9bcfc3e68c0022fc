import type { AnswerReason } from '../../domain/answer.ts';
import type { DebateEvent, DebateTask, HoldDebate } from '../../domain/debate.ts';
import { AppError, toAppError, type ErrorCode } from '../../domain/errors.ts';
import { STOPPED, type Clock, type Retrieve } from '../../domain/ports.ts';
import { balanceOf, finish, passageSides, type DebateWords, type Draft } from './finish-debate.ts';
import { gatherEvidence, numberPassages, type DebateEvidence } from './gather-evidence.ts';
import { squash } from './side-names.ts';
import { writeShared, writeSide, type Writing } from './write-debate.ts';

export interface DebateChainParts {
  readonly retrieve: Retrieve;
  readonly clock: Clock;
  readonly words: DebateWords;
}

/** Builds the sequence: evidence for each side, side A, side B, common ground. */
export function createDebateChain(parts: DebateChainParts): HoldDebate {
  return (task) => runDebate(task, parts);
}

async function* runDebate(task: DebateTask, parts: DebateChainParts): AsyncGenerator<DebateEvent> {
  const left = new AbortController();
  const signal =
    task.signal === undefined ? left.signal : AbortSignal.any([left.signal, task.signal]);
  try {
    yield* hold({ ...task, signal }, parts);
  } catch (thrown) {
    const error = signal.aborted ? cancelled(thrown) : toAppError(thrown);
    yield { type: 'debate-error', error };
  } finally {
    left.abort();
  }
}

type Running = DebateTask & { readonly signal: AbortSignal };

async function* hold(task: Running, parts: DebateChainParts): AsyncGenerator<DebateEvent> {
  const { clock } = parts;
  const startedAtMs = clock.elapsed();
  const { evidence, searchReason } = await search(task, parts);
  const draft: Draft = {
    task,
    evidence,
    numbered: numberPassages(evidence),
    words: parts.words,
    dropped: {},
    timings: { evidence: clock.elapsed() - startedAtMs, sides: [null, null], common: null },
    total: () => clock.elapsed() - startedAtMs,
  };
  const names = evidence.sides.map(({ name }) => name) as [string, string];
  if (squash(names[0]) === squash(names[1])) {
    yield { type: 'debate-abstain', debate: finish(draft, 'abstained', 'same-sides') };
    return;
  }
  const { topic, language } = task;
  yield { type: 'evidence-found', topic, language, names, balance: balanceOf(draft) };
  if (!evidence.sides.some(({ hasEvidence }) => hasEvidence)) {
    yield { type: 'debate-abstain', debate: finish(draft, 'abstained', 'no-evidence') };
    return;
  }
  const reason = task.reason ?? searchReason;
  if (task.chat === null || reason === 'model-unreachable') {
    yield* endWithPassages(draft, reason ?? 'model-unreachable');
    return;
  }
  yield* write({ ...draft, chat: task.chat, clock });
}

/**
 * Both sides or none: where the model fails at one, or somebody presses Stop before both are done,
 * neither is summed up. A finished side beside a bare list would look like the stronger one.
 */
async function* write(writing: Writing & Draft): AsyncGenerator<DebateEvent> {
  try {
    const a = await writeSide('a', writing);
    yield { type: 'side-a', side: a.side };
    const b = await writeSide('b', writing);
    yield { type: 'side-b', side: b.side };
    const { common, open, failure } = await writeShared(writing);
    yield { type: 'common-ground', common, open };
    const isWritten = a.isWritten || b.isWritten;
    const failed = failure === null ? null : reasonOf(failure.code);
    const debate = finish(
      { ...writing, sides: [a.side, b.side], common, open },
      isWritten ? 'generated' : 'passages',
      failed ?? (isWritten ? null : 'nothing-verified'),
    );
    yield { type: 'debate-end', debate };
  } catch (thrown) {
    const { code } = toAppError(thrown);
    const isModel = code.startsWith('model-') && !writing.task.signal?.aborted;
    if (!isModel && !isStopped(writing.task)) throw thrown;
    yield* endWithPassages(writing, isModel ? reasonOf(code) : 'stopped');
  }
}

function* endWithPassages(draft: Draft, reason: AnswerReason): Generator<DebateEvent> {
  const sides = passageSides(draft);
  const debate = finish({ ...draft, sides, dropped: {} }, 'passages', reason);
  yield { type: 'debate-end', debate };
}

interface Searched {
  readonly evidence: DebateEvidence;
  /** Why only keywords were searched; null when vectors were, or none were wanted. */
  readonly searchReason: AnswerReason | null;
}

async function search(task: Running, { retrieve }: DebateChainParts): Promise<Searched> {
  const { sideA, sideB, searchTopics, index, embedder, signal } = task;
  const request = { sides: [sideA, sideB] as const, topics: searchTopics, index, retrieve, signal };
  try {
    return { evidence: await gatherEvidence({ ...request, embedder }), searchReason: null };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (embedder === null || signal.aborted || !error.code.startsWith('model-')) throw error;
    const evidence = await gatherEvidence({ ...request, embedder: null });
    return { evidence, searchReason: reasonFor(error.code, 'embedder-missing') };
  }
}

/** On request, and not because somebody went away or the bot ends. */
function isStopped({ signal }: Writing['task']): boolean {
  return signal?.aborted === true && signal.reason === STOPPED;
}

/** Why the chat model wrote no more. */
function reasonOf(code: ErrorCode): AnswerReason {
  return code === 'cancelled' ? 'stopped' : reasonFor(code, 'chat-model-missing');
}

function reasonFor(code: ErrorCode, missing: AnswerReason): AnswerReason {
  if (code === 'model-unreachable') return 'model-unreachable';
  if (code === 'model-missing') return missing;
  if (code === 'model-timeout') return 'model-slow';
  return code === 'model-resting' ? 'model-resting' : 'model-failed';
}

function cancelled(cause: unknown): AppError {
  return new AppError('cancelled', 'The debate was cancelled.', { cause });
}
