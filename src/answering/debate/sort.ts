import { AppError } from '../../domain/errors.ts';
import type { ChatModel, Clock } from '../../domain/ports.ts';
import { startTimeLimit } from '../../domain/time-limit.ts';
import { inertLine } from '../../text/inert-text.ts';
import { estimateTokens } from '../../text/token-estimate.ts';
import { byWeight, otherThan, type Weighed } from './choose.ts';
import { isInOrder } from './side-names.ts';
import { withSpeaker } from './statements.ts';

/** Statements a model is asked to sort, most of them by one voice, and most by nobody. */
const MAX_SORTED = 16;
const MAX_OF_VOICE = 2;
const MAX_OF_NOBODY = 6;
/** Statements of one request, in estimated tokens: what a small model on a small machine reads in seconds. */
const BATCH_TOKENS = 300;
/** Longest part of a statement that is read, in characters. */
const MAX_READ_CHARS = 280;
/** After so much model time the asking ends; what was not sorted by then stays with the rules. */
export const SORTING_BUDGET_MS = 35_000; // 35 s
/** Statements of each side that a model is tried with first: those of which the rules are sure. */
const TRIED_PER_SIDE = 2;

/** Where a model puts a statement; `unclear` where it said two things when asked twice. */
export type Verdict = 0 | 1 | 'both' | 'neither' | 'unclear';

const ANSWERS = ['A', 'B', 'both', 'neither', 'unclear'] as const;

export interface SortOptions {
  readonly names: readonly [string, string];
  readonly chat: ChatModel;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** How far the sorting is, and what was sorted so far. */
export interface Sorted {
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** False: what it says of clear statements is chance, so that it was asked no further. */
  readonly isFit: boolean;
  readonly done: number;
  readonly total: number;
}

/** The statements a model is asked about: voices first, at most a few of each. */
export function toSort(weighed: readonly Weighed[]): readonly Weighed[] {
  const taken = new Map<string | null, number>();
  return byWeight(weighed)
    .filter(({ who, stand, isOfPair }) => who !== null || (stand !== null && isOfPair))
    .filter(({ who }) => {
      taken.set(who, (taken.get(who) ?? 0) + 1);
      return (taken.get(who) ?? 0) <= (who === null ? MAX_OF_NOBODY : MAX_OF_VOICE);
    })
    .slice(0, MAX_SORTED);
}

/**
 * Has the model sort statements, each with either side named first where the first answer could move
 * it, so that nothing depends on the order or on which side is A. What is clear by the rules is asked
 * first: a model that does not put most of it where it stands (small ones answer by the order of the
 * names) is asked no further. Yields after every batch.
 * @throws AppError as `ChatModel.stream`
 */
export async function* sortByModel(
  statements: readonly Weighed[],
  { names, chat, clock, signal }: SortOptions,
): AsyncGenerator<Sorted> {
  const verdicts = new Map<string, Verdict>();
  const late = (): AppError => new AppError('model-timeout', 'The sorting took too long.');
  const limit = startTimeLimit({ clock, ms: SORTING_BUDGET_MS, signal, late });
  const first = isInOrder(names) ? 0 : 1;
  const askWith = (batch: readonly Weighed[], a: 0 | 1): Promise<Verdict[]> =>
    ask(batch, { names, first: a, chat, signal: limit.signal });
  const sort = async (batch: readonly Weighed[], isTrial: boolean): Promise<void> => {
    if (batch.length === 0) return;
    const once = await askWith(batch, first);
    batch.forEach(({ id }, at) => verdicts.set(id, once[at] ?? 'unclear'));
    const open = batch.filter((one) => isTrial || moved(one, verdicts.get(one.id)) !== one);
    const twice = open.length === 0 ? [] : await askWith(open, otherThan(first));
    open.forEach(({ id }, at) => {
      if (twice[at] !== verdicts.get(id)) verdicts.set(id, 'unclear');
    });
  };
  const tried = ([0, 1] as const).flatMap((side) =>
    statements.filter(({ stand }) => stand === side).slice(0, TRIED_PER_SIDE),
  );
  const trial = statements.filter((one) => tried.includes(one));
  let done = trial.length;
  try {
    await sort(trial, true);
    const agreed = trial.filter(({ id, stand }) => verdicts.get(id) === stand).length;
    const isFit = trial.length === 0 || agreed * 2 > trial.length;
    const total = statements.length;
    yield { verdicts, isFit, done, total };
    if (!isFit) return;
    for (const batch of batches(statements.filter((one) => !tried.includes(one)))) {
      await sort(batch, false);
      done += batch.length;
      yield { verdicts, isFit, done, total };
    }
  } catch (thrown) {
    if (signal.aborted || !limit.signal.aborted) throw thrown;
  } finally {
    limit.end();
  }
}

/**
 * A statement with a model's verdict beside the rules: it cannot move to a side that the words
 * themselves turn down, nor stay where the model says the opposite. The same object where nothing
 * changes.
 */
export function moved(one: Weighed, verdict: Verdict = 'unclear'): Weighed {
  const { who, stand, lean } = one;
  if (verdict === 'both') {
    return lean.names.every(Boolean) && stand === null ? { ...one, stand: 'both' } : one;
  }
  if ((verdict !== 0 && verdict !== 1) || stand === verdict) return one;
  if (stand !== null) return { ...one, stand: null };
  const { names, scores } = lean;
  const isHeld = who !== null && names[verdict] && scores[verdict] >= scores[otherThan(verdict)];
  return isHeld ? { ...one, stand: verdict } : one;
}

function batches(statements: readonly Weighed[]): Weighed[][] {
  const all: Weighed[][] = [];
  let left = 0;
  for (const statement of statements) {
    const tokens = estimateTokens(lineOf(statement));
    if (tokens > left) {
      all.push([]);
      left = BATCH_TOKENS;
    }
    all.at(-1)?.push(statement);
    left -= tokens;
  }
  return all;
}

interface Asking extends Pick<SortOptions, 'names' | 'chat' | 'signal'> {
  /** The side that is called A. */
  readonly first: 0 | 1;
}

async function ask(
  batch: readonly Weighed[],
  { names, first, chat, signal }: Asking,
): Promise<Verdict[]> {
  const [a, b] = [first, otherThan(first)].map((side) => inertLine(names[side]));
  const { length } = batch;
  // A list: the fewest words a model can answer in.
  const format = { type: 'array', items: { enum: ANSWERS }, minItems: length, maxItems: length };
  const system = `A debate: ${a} or ${b}? Sort each numbered statement by what it prefers or praises. A: ${a}. B: ${b}. both: grants something to both. neither: takes no side. unclear: cannot be told.`;
  const user = batch.map((one, at) => `${at + 1}. ${lineOf(one)}`).join('\n');
  const messages = [
    { role: 'system', content: system },
    { role: 'user', content: user },
  ] as const;
  let text = '';
  for await (const piece of chat.stream({ messages, format, signal })) text += piece;
  const items = readList(text);
  return batch.map((_, at) => {
    const answer = ANSWERS.find((one) => one === items[at]) ?? 'unclear';
    if (answer === 'A') return first;
    return answer === 'B' ? otherThan(first) : answer;
  });
}

function lineOf(statement: Weighed): string {
  const said = withSpeaker(statement).slice(0, MAX_READ_CHARS);
  return inertLine(said.replace(/\p{Surrogate}$/u, ''));
}

function readList(text: string): readonly unknown[] {
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) ? read : [];
  } catch (cause) {
    throw new AppError('model-failed', 'The model sorted nothing: its reply is no JSON.', {
      cause,
    });
  }
}
