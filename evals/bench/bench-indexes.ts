import { join } from 'node:path';
import { readdir, stat } from 'node:fs/promises';
import { articlesWith } from './bench-corpus.ts';
import { BenchEmbedder } from './bench-embedder.ts';
import type { BenchRun } from './bench-run.ts';
import { makeFolders, openStore, timedBuild, type BenchFolders } from './bench-store.ts';
import { BENCH_DIMENSIONS, topicVector } from './bench-vectors.ts';
import type { VectorRow } from './exact-search.ts';
import { writeCorpus } from './write-corpus.ts';

/** Seed of all corpora. */
export const CORPUS_SEED = 2_026;

/** An index on disk, with the vectors it was made from. */
export interface BenchIndex {
  readonly folders: BenchFolders;
  readonly passages: number;
  readonly buildMs: number;
  readonly phasesMs: Readonly<Record<string, number>>;
  /** As the embedder made them, in the order in which it did. */
  readonly vectors: VectorRow;
  /** The embedded texts of `vectors`. */
  readonly texts: readonly string[];
  /** Bytes of the current generation by file name. */
  readonly fileBytes: Readonly<Record<string, number>>;
}

/** Builds an index once for each size and keeps it for the parts that come later. */
export class BenchIndexes {
  readonly #run: BenchRun;
  readonly #made = new Map<number, Promise<BenchIndex>>();

  constructor(run: BenchRun) {
    this.#run = run;
  }

  /** An index of this many generated passages. */
  withPassages(passages: number): Promise<BenchIndex> {
    const known = this.#made.get(passages);
    if (known !== undefined) return known;
    const making = buildIndex(this.#run, passages);
    this.#made.set(passages, making);
    return making;
  }
}

async function buildIndex(run: BenchRun, passages: number): Promise<BenchIndex> {
  const name = `index of ${passages} passages`;
  const folders = await makeFolders(run, `index-${passages}`);
  run.say(`${name}: writing articles`);
  await writeCorpus(folders.knowledgeDir, articlesWith(CORPUS_SEED, passages), run.signal);
  const values = new Float32Array(passages * BENCH_DIMENSIONS);
  const texts: string[] = [];
  const embedder = new BenchEmbedder({
    name: 'topic-vectors',
    vectorOf: topicVector,
    clock: run.clock,
    costMsPerText: 0,
    onPassage: (text, vector) => {
      if (texts.length < passages) values.set(vector, texts.length * BENCH_DIMENSIONS);
      texts.push(text);
    },
  });
  const { report, wallMs, phasesMs } = await timedBuild(run, openStore(run, folders), {
    name,
    embedder,
  });
  run.say(`${name}: ${report.generation.passages} passages in ${Math.round(wallMs)} ms`);
  const folder = join(folders.dataDir, 'index', report.generation.id);
  return {
    folders,
    passages: report.generation.passages,
    buildMs: wallMs,
    phasesMs,
    vectors: {
      dimensions: BENCH_DIMENSIONS,
      values: values.subarray(0, texts.length * BENCH_DIMENSIONS),
    },
    texts,
    fileBytes: await sizesOf(folder),
  };
}

async function sizesOf(folder: string): Promise<Record<string, number>> {
  const sizes: Record<string, number> = {};
  for (const name of (await readdir(folder)).sort()) {
    sizes[name] = (await stat(join(folder, name))).size;
  }
  return sizes;
}
