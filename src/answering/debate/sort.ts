import { AppError } from '../../domain/errors.ts';
import type { ChatModel, Clock } from '../../domain/ports.ts';
import { startTimeLimit } from '../../domain/time-limit.ts';
import { inertLine } from '../../text/inert-text.ts';
import { estimateTokens } from '../../text/token-estimate.ts';
import { isInOrder } from './side-names.ts';
import { withSpeaker, type Statement } from './statements.ts';

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
type Answer = (typeof ANSWERS)[number];

/** A statement, and where the rules put it. */
export interface Sortable extends Statement {
  readonly stand: 0 | 1 | 'both' | null;
}

export interface SortOptions {
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

/**
 * Has the model sort statements, each with either side named first where the first answer could move
 * it, so that nothing depends on the order or on which side is A. What is clear by the rules is asked
 * first: a model that does not put most of it where it stands (small ones answer by the order of the
 * names) is asked no further. Yields after every batch.
 * @throws AppError as `ChatModel.stream`
 */
export async function* sortByModel(
  statements: readonly Sortable[],
  names: readonly [string, string],
  { chat, clock, signal }: SortOptions,
): AsyncGenerator<Sorted> {
  const verdicts = new Map<string, Verdict>();
  const late = (): AppError => new AppError('model-timeout', 'The sorting took too long.');
  const limit = startTimeLimit({ clock, ms: SORTING_BUDGET_MS, signal, late });
  const inTime = { chat, signal: limit.signal };
  const total = statements.length;
  const tried = clearest(statements);
  const rest = statements.filter((one) => !tried.includes(one));
  try {
    await sortBatch(tried, { names, verdicts, isTrial: true }, inTime);
    const agreed = tried.filter(({ id, stand }) => verdicts.get(id) === stand).length;
    const isFit = tried.length === 0 || agreed * 2 > tried.length;
    yield { verdicts, isFit, done: tried.length, total };
    if (!isFit) return;
    let done = tried.length;
    for (const batch of batches(rest)) {
      await sortBatch(batch, { names, verdicts, isTrial: false }, inTime);
      done += batch.length;
      yield { verdicts, isFit, done, total };
    }
  } catch (thrown) {
    if (signal.aborted || !limit.signal.aborted) throw thrown;
  } finally {
    limit.end();
  }
}

/** As many of each side, in the order they came in. */
function clearest(statements: readonly Sortable[]): readonly Sortable[] {
  const of = (side: 0 | 1): readonly Sortable[] =>
    statements.filter(({ stand }) => stand === side).slice(0, TRIED_PER_SIDE);
  const tried = [...of(0), ...of(1)];
  return statements.filter((one) => tried.includes(one));
}

interface SortedBatch {
  readonly names: readonly [string, string];
  readonly verdicts: Map<string, Verdict>;
  /** Whether everything is asked twice. */
  readonly isTrial: boolean;
}

async function sortBatch(
  batch: readonly Sortable[],
  { names, verdicts, isTrial }: SortedBatch,
  model: Pick<SortOptions, 'chat' | 'signal'>,
): Promise<void> {
  if (batch.length === 0) return;
  const one = isInOrder(names) ? 0 : 1;
  const other = isInOrder(names) ? 1 : 0;
  const first = await ask(batch, { names, order: [one, other] }, model);
  batch.forEach(({ id }, at) => verdicts.set(id, first[at] ?? 'unclear'));
  const open = batch.filter((said) => isTrial || moves(said, verdicts.get(said.id)));
  if (open.length === 0) return;
  const second = await ask(open, { names, order: [other, one] }, model);
  open.forEach(({ id }, at) => {
    if (second[at] !== verdicts.get(id)) verdicts.set(id, 'unclear');
  });
}

/** Whether an answer would change where a statement stands: any other needs no second one. */
function moves({ stand }: Sortable, verdict: Verdict = 'unclear'): boolean {
  if (verdict === 'both') return stand === null;
  return (verdict === 0 || verdict === 1) && verdict !== stand;
}

function batches(statements: readonly Sortable[]): Sortable[][] {
  const all: Sortable[][] = [];
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

async function ask(
  batch: readonly Statement[],
  { names, order }: { names: readonly [string, string]; order: readonly [0 | 1, 0 | 1] },
  { chat, signal }: Pick<SortOptions, 'chat' | 'signal'>,
): Promise<Verdict[]> {
  const [a, b] = order.map((side) => inertLine(names[side]));
  const { length } = batch;
  // A list: the fewest words a model can answer in.
  const format = { type: 'array', items: { enum: ANSWERS }, minItems: length, maxItems: length };
  const messages = [
    {
      role: 'system' as const,
      content: `A debate: ${a} or ${b}? Sort each numbered statement by what it prefers or praises. A: ${a}. B: ${b}. both: grants something to both. neither: takes no side. unclear: cannot be told.`,
    },
    {
      role: 'user' as const,
      content: batch.map((one, at) => `${at + 1}. ${lineOf(one)}`).join('\n'),
    },
  ];
  let text = '';
  for await (const piece of chat.stream({ messages, format, signal })) text += piece;
  const answers = readAnswers(text);
  return batch.map((_, at) => {
    const answer = answers[at];
    if (answer === 'A') return order[0];
    if (answer === 'B') return order[1];
    return answer ?? 'unclear';
  });
}

function lineOf(statement: Statement): string {
  const said = withSpeaker(statement).slice(0, MAX_READ_CHARS);
  return inertLine(said.replace(/\p{Surrogate}$/u, ''));
}

/** Whatever of a reply is an answer of the schema, in its place. */
function readAnswers(text: string): readonly (Answer | undefined)[] {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (cause) {
    throw new AppError('model-failed', 'The model sorted nothing: its reply is no JSON.', {
      cause,
    });
  }
  const items: readonly unknown[] = Array.isArray(read) ? read : [];
  return items.map((item) => ANSWERS.find((answer) => answer === item));
}
