import { CORPUS_SEED, type BenchIndex, type BenchIndexes } from './bench-indexes.ts';
import { makeQueries } from './bench-queries.ts';
import type { BenchRun, PartResult } from './bench-run.ts';
import { BENCH_DIMENSIONS, TOPIC_VECTORS_NOTE } from './bench-vectors.ts';
import { centredTruth } from './centred-truth.ts';
import { searchWithLangChain } from './langchain-search.ts';
import { measureOpening } from './measure-opening.ts';
import { denseRecall, exactLists, openIndex, timeSearches } from './measure-searches.ts';
import { retrievalTable, type SizeNumbers } from './retrieval-table.ts';

/** LangChain's index is built from here on; below it nobody needs a graph. */
const LANGCHAIN_MIN_PASSAGES = 10_000;
const FLOAT_BYTES = 4;
/** An index so small that its memory is that of its worker alone. */
const TINY_PASSAGES = 10;

/** Recall, times, opening and memory of indexes of several sizes. */
export async function measureRetrieval(run: BenchRun, indexes: BenchIndexes): Promise<PartResult> {
  const tiny = await indexes.withPassages(TINY_PASSAGES);
  const worker = await measureOpening(run, tiny, []);
  const sizes: SizeNumbers[] = [];
  for (const size of run.scale.sizes) {
    sizes.push(await measureSize(run, await indexes.withPassages(size)));
  }
  return {
    table: retrievalTable(sizes, worker, run.scale.queries),
    numbers: {
      dimensions: BENCH_DIMENSIONS,
      vectors: TOPIC_VECTORS_NOTE,
      queries: run.scale.queries,
      worker,
      sizes,
    },
  };
}

async function measureSize(run: BenchRun, built: BenchIndex): Promise<SizeNumbers> {
  const name = `retrieval at ${built.passages}`;
  const queries = makeQueries(CORPUS_SEED, articlesOf(built), run.scale.queries);
  run.say(`${name}: opening`);
  const opening = await measureOpening(run, built, queries);
  const index = await openIndex(run, built);
  try {
    run.say(`${name}: ${queries.length} questions`);
    const times = await timeSearches(run, index, queries);
    run.say(`${name}: exact search`);
    const truth = centredTruth(built);
    const exact = await exactLists(run, truth, queries);
    const recall = await denseRecall(index, truth, { queries, exact });
    run.say(`${name}: recall ${recall.toFixed(4)}, p99 ${times.retrieval.p99.toFixed(1)} ms`);
    const langChain =
      built.passages < LANGCHAIN_MIN_PASSAGES
        ? null
        : await searchWithLangChain(run, truth, { queries, exact });
    const vectorBytes = built.passages * BENCH_DIMENSIONS * FLOAT_BYTES;
    const { passages, buildMs, phasesMs, fileBytes } = built;
    const graphBytes = Math.max(vectorFileBytes(fileBytes) - vectorBytes, 0);
    return {
      ...{ passages, buildMs, phasesMs, fileBytes, recall, times },
      ...{ opening, vectorBytes, graphBytes, langChain },
    };
  } finally {
    await index.close();
  }
}

/** Articles of an index whose texts begin anew with every title. */
function articlesOf({ texts }: BenchIndex): number {
  return new Set(texts.map((text) => text.split(/ > |\n/u)[0])).size;
}

/** Every file of a generation but the passages and the manifest. */
function vectorFileBytes(fileBytes: Readonly<Record<string, number>>): number {
  return Object.entries(fileBytes)
    .filter(([name]) => !/^(?:passages|manifest)\./u.test(name))
    .reduce((sum, [, bytes]) => sum + bytes, 0);
}
