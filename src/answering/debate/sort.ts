import { AppError } from '../../domain/errors.ts';
import type { ChatModel, Clock } from '../../domain/ports.ts';
import { inertLine } from '../../text/inert-text.ts';
import { estimateTokens } from '../../text/token-estimate.ts';
import { isInOrder } from './side-names.ts';
import type { Statement } from './statements.ts';

/** Statements of one request, in estimated tokens: what a small model on a small machine reads in seconds. */
const BATCH_TOKENS = 300;
/** Longest part of a statement that is read, in characters. */
const MAX_READ_CHARS = 280;
/** After so much model time the asking ends; what was not sorted by then stays with the rules. */
export const SORTING_BUDGET_MS = 45_000;

/** Where a model puts a statement; `unclear` where it said two things when asked twice. */
export type Verdict = 0 | 1 | 'both' | 'neither' | 'unclear';

const ANSWERS = ['A', 'B', 'both', 'neither', 'unclear'] as const;
type Answer = (typeof ANSWERS)[number];

export interface SortOptions {
  readonly chat: ChatModel;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** How far the sorting is, and what was sorted so far. */
export interface Sorted {
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly done: number;
  readonly total: number;
}

/**
 * Has the model sort statements, each twice: once with either side named first, so that the answer
 * depends neither on the order nor on which side is A. Yields after every batch.
 * @throws AppError as `ChatModel.stream`
 */
export async function* sortByModel(
  statements: readonly Statement[],
  names: readonly [string, string],
  { chat, clock, signal }: SortOptions,
): AsyncGenerator<Sorted> {
  const verdicts = new Map<string, Verdict>();
  const over = new AbortController();
  const late = new AbortController();
  void clock.sleep(SORTING_BUDGET_MS, over.signal).then(
    () => late.abort(),
    () => undefined, // it was done in time
  );
  const inTime = AbortSignal.any([signal, late.signal]);
  const fixed: readonly (0 | 1)[] = isInOrder(names) ? [0, 1] : [1, 0];
  let done = 0;
  try {
    for (const batch of batches(statements)) {
      const asked: (readonly Verdict[])[] = [];
      for (const first of fixed) {
        const order = first === 0 ? ([0, 1] as const) : ([1, 0] as const);
        asked.push(await ask(batch, { names, order }, { chat, signal: inTime }));
      }
      batch.forEach(({ id }, at) => {
        const [one = 'unclear', other = 'unclear'] = asked.map((answers) => answers[at]);
        verdicts.set(id, one === other ? one : 'unclear');
      });
      done += batch.length;
      yield { verdicts, done, total: statements.length };
    }
  } catch (thrown) {
    if (signal.aborted || !late.signal.aborted) throw thrown;
  } finally {
    over.abort();
  }
}

function batches(statements: readonly Statement[]): Statement[][] {
  const all: Statement[][] = [];
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

function lineOf({ text, who }: Statement): string {
  const lead = who !== null && !text.includes(who) ? `${who}: ` : '';
  return inertLine(`${lead}${text}`.slice(0, MAX_READ_CHARS).replace(/\p{Surrogate}$/u, ''));
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
