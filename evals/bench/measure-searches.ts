import { MAX_PASSAGES_PER_ARTICLE } from '../../src/answering/chain.ts';
import { CUT_PASSAGES } from '../../src/answering/choosing/find-candidates.ts';
import { retrieve } from '../../src/answering/retrieve.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { Embedder, PassageIndex } from '../../src/domain/ports.ts';
import type { BenchIndex } from './bench-indexes.ts';
import { QUERY_KINDS, type BenchQuery } from './bench-queries.ts';
import type { BenchRun } from './bench-run.ts';
import { openStore } from './bench-store.ts';
import type { CentredTruth } from './centred-truth.ts';
import { exactNearest, recallOf } from './exact-search.ts';
import { spreadOf, type Spread } from './percentiles.ts';

/** Neighbours that recall is measured on. */
export const RECALL_AT = 10;
/** Candidates a list, as in answering. */
const CANDIDATES = 50;
const WARM_UP_QUERIES = 50;
const YARDSTICK_STEPS = 1_500_000;

/** Milliseconds; a whole retrieval is both indexes, fusion, and the passages read. */
export interface SearchTimes {
  readonly retrieval: Spread;
  /** CPU time of the whole process for one retrieval: other programs hardly show in it. */
  readonly retrievalCpu: Spread;
  readonly byKind: Readonly<Record<string, Spread>>;
  /** One of the two lists alone, for finding where the time goes. */
  readonly vectorsAlone: Spread;
  readonly wordsAlone: Spread;
  /** A fixed piece of arithmetic in this thread: how even the machine's own pace is. */
  readonly yardstick: Spread;
}

export async function openIndex(run: BenchRun, index: BenchIndex): Promise<PassageIndex> {
  const opened = await openStore(run, index.folders).openCurrent();
  if (opened !== null) return opened;
  throw new AppError('internal', 'The index that was just built cannot be opened.');
}

/** Retrieves as answering does, with the question's vector at hand. */
export async function retrieveOnce(
  run: BenchRun,
  index: PassageIndex,
  query: BenchQuery,
): Promise<void> {
  await retrieve({
    question: query.text,
    index,
    embedder: embedderWith(index, query),
    limit: CUT_PASSAGES,
    perArticle: MAX_PASSAGES_PER_ARTICLE,
    signal: run.signal,
  });
}

function embedderWith(index: PassageIndex, { vector }: BenchQuery): Embedder {
  const { embedder } = index.describe();
  return {
    describe: () =>
      embedder === null
        ? Promise.reject(new AppError('internal', 'The index has no vectors.'))
        : Promise.resolve(embedder),
    embedQuery: () => Promise.resolve(vector),
    embedPassages: () => Promise.resolve([]),
  };
}

/** One question after the other, after some to warm up. */
export async function timeSearches(
  run: BenchRun,
  index: PassageIndex,
  queries: readonly BenchQuery[],
): Promise<SearchTimes> {
  const { signal } = run;
  const whole = await timed(run, queries, (query) => retrieveOnce(run, index, query));
  const vectors = await timed(run, queries, ({ vector }) =>
    index.search({ text: '', embedding: vector, limit: CANDIDATES, signal }),
  );
  const words = await timed(run, queries, ({ text }) =>
    index.search({ text, limit: CANDIDATES, signal }),
  );
  const yardstick = await timed(run, queries, () => Promise.resolve(addUp()));
  const ofKind = (kind: string): number[] =>
    whole.wallMs.filter((_, at) => queries[at]?.kind === kind);
  return {
    retrieval: spreadOf(whole.wallMs),
    retrievalCpu: spreadOf(whole.cpuMs),
    byKind: Object.fromEntries(QUERY_KINDS.map((kind) => [kind, spreadOf(ofKind(kind))])),
    vectorsAlone: spreadOf(vectors.wallMs),
    wordsAlone: spreadOf(words.wallMs),
    yardstick: spreadOf(yardstick.wallMs),
  };
}

interface Times {
  readonly wallMs: readonly number[];
  readonly cpuMs: readonly number[];
}

async function timed(
  run: BenchRun,
  queries: readonly BenchQuery[],
  work: (query: BenchQuery) => Promise<unknown>,
): Promise<Times> {
  const wallMs: number[] = [];
  const cpuMs: number[] = [];
  for (const query of queries.slice(-WARM_UP_QUERIES)) await work(query);
  for (const query of queries) {
    run.signal.throwIfAborted();
    const cpu = process.cpuUsage();
    const startedMs = run.clock.elapsed();
    await work(query);
    wallMs.push(run.clock.elapsed() - startedMs);
    const { user, system } = process.cpuUsage(cpu);
    cpuMs.push((user + system) / 1_000);
  }
  return { wallMs, cpuMs };
}

/** Some 5 ms of arithmetic. */
function addUp(): number {
  let sum = 0;
  for (let at = 0; at < YARDSTICK_STEPS; at += 1) sum = (sum + at * 31) % 1_000_003;
  return sum;
}

/** The places of the true nearest of every question, best first; every vector is compared. */
export async function exactLists(
  run: BenchRun,
  truth: CentredTruth,
  queries: readonly BenchQuery[],
): Promise<number[][]> {
  const lists: number[][] = [];
  for (const { vector } of queries) {
    lists.push(exactNearest(truth.vectors, truth.centre(vector), RECALL_AT));
    await run.clock.sleep(0, run.signal); // lets Ctrl+C in
  }
  return lists;
}

/** Mean share of the true nearest that the index finds among its first ten. */
export async function denseRecall(
  index: PassageIndex,
  truth: CentredTruth,
  asked: {
    readonly queries: readonly BenchQuery[];
    readonly exact: readonly (readonly number[])[];
  },
): Promise<number> {
  let sum = 0;
  for (const [at, { vector }] of asked.queries.entries()) {
    const matches = await index.search({ text: '', embedding: vector, limit: CANDIDATES });
    const passages = new Map(matches.candidates.map(({ passage }) => [passage.id, passage]));
    const found = matches.denseOrder.slice(0, RECALL_AT).flatMap((id) => {
      const passage = passages.get(id);
      return passage === undefined ? [] : [truth.placeOf(passage)];
    });
    const lists = { found, exact: asked.exact[at] ?? [] };
    sum += recallOf(truth.vectors, truth.centre(vector), lists);
  }
  return sum / Math.max(asked.queries.length, 1);
}
