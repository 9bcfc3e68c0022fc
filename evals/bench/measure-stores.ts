import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IndexStore } from '../../src/domain/index-store.ts';
import type { PassageIndex } from '../../src/domain/ports.ts';
import { AppError } from '../../src/domain/errors.ts';
import { createIndexStore } from '../../src/indexing/index-store.ts';
import { makeArticle, toMarkdown } from './bench-corpus.ts';
import { BenchEmbedder } from './bench-embedder.ts';
import { CORPUS_SEED, type BenchIndex, type BenchIndexes } from './bench-indexes.ts';
import { makeQueries, type BenchQuery } from './bench-queries.ts';
import type { BenchRun, PartResult } from './bench-run.ts';
import { openStore, timedBuild } from './bench-store.ts';
import { topicVector } from './bench-vectors.ts';
import { centredTruth } from './centred-truth.ts';
import { denseRecall, exactLists, timeSearches, type SearchTimes } from './measure-searches.ts';
import { duration, figure } from './table.ts';

/** The article that is changed, to what it never was before. */
const CHANGED = 7;
/** Questions that recall is measured on: each is compared with every vector. */
const RECALL_QUERIES = 100;

interface StoreNumbers {
  readonly buildMs: number;
  readonly changeMs: number;
  readonly recall: number;
  readonly times: SearchTimes;
}

interface StoresAt {
  readonly passages: number;
  readonly sqlite: StoreNumbers;
  readonly postgres: StoreNumbers;
}

/** The same corpus in the store of files and in a PostgreSQL, in one run. */
export async function measureStores(run: BenchRun, indexes: BenchIndexes): Promise<PartResult> {
  const sizes: StoresAt[] = [];
  for (const size of run.scale.sizes)
    sizes.push(await measureSize(run, await indexes.withPassages(size)));
  const row = (title: string, of: (numbers: StoreNumbers) => string): string[] => [
    title,
    ...sizes.flatMap(({ sqlite, postgres }) => [of(sqlite), of(postgres)]),
  ];
  return {
    table: {
      title: 'SQLite with hnswlib beside PostgreSQL with pgvector',
      headers: [
        '',
        ...sizes.flatMap(({ passages }) => [
          `SQLite, ${figure(passages)}`,
          `PostgreSQL, ${figure(passages)}`,
        ]),
      ],
      rows: [
        row('whole retrieval, p50', ({ times }) => duration(times.retrieval.p50)),
        row('whole retrieval, p99', ({ times }) => duration(times.retrieval.p99)),
        row(
          'vectors alone, p50 / p99',
          ({ times: { vectorsAlone: t } }) => `${duration(t.p50)} / ${duration(t.p99)}`,
        ),
        row(
          'words alone, p50 / p99',
          ({ times: { wordsAlone: t } }) => `${duration(t.p50)} / ${duration(t.p99)}`,
        ),
        row('recall@10 of the vectors', ({ recall }) => recall.toFixed(4)),
        row('building it from articles', ({ buildMs }) => duration(buildMs)),
        row('one changed article', ({ changeMs }) => duration(changeMs)),
      ],
      notes: [
        'The same articles, vectors and questions; the embedder costs nothing; CPU of the database not counted.',
      ],
    },
    numbers: { sizes },
  };
}

async function measureSize(run: BenchRun, built: BenchIndex): Promise<StoresAt> {
  const { passages, folders, buildMs } = built;
  const articles = new Set(built.texts.map((text) => text.split(/ > |\n/u)[0])).size;
  const queries = makeQueries(CORPUS_SEED, articles, run.scale.queries);
  const sqlite = await measureStore(run, built, {
    store: openStore(run, folders),
    buildMs,
    queries,
  });
  const { createPostgresKeeping } = await import('../../src/postgres/postgres-keeping.ts');
  const { logger, clock, newId } = run;
  const url = run.databaseUrl;
  if (url === null) throw new AppError('usage', 'The part "stores" needs --database.');
  const keeping = createPostgresKeeping({ url, dataDir: folders.dataDir, clock, logger });
  try {
    const guildId = `bench-${passages}`; // beside whatever the database holds
    await keeping.stores.eraseServer(guildId);
    const store = createIndexStore({
      ...{ ...folders, logger, clock, newId },
      cacheDir: await run.makeFolder(`cache-${passages}`), // as empty as the other's was
      keeping: keeping.generationsOf(guildId),
    });
    const { wallMs } = await timedBuild(run, store, {
      name: `PostgreSQL, ${passages}`,
      embedder: embedder(run),
    });
    const postgres = await measureStore(run, built, { store, buildMs: wallMs, queries });
    await keeping.stores.eraseServer(guildId);
    return { passages, sqlite, postgres };
  } finally {
    await keeping.stores.close();
  }
}

interface Measured {
  readonly store: IndexStore;
  readonly buildMs: number;
  readonly queries: readonly BenchQuery[];
}

async function measureStore(
  run: BenchRun,
  built: BenchIndex,
  { store, buildMs, queries }: Measured,
): Promise<StoreNumbers> {
  const index = await opened(store);
  try {
    const times = await timeSearches(run, index, queries);
    const truth = centredTruth(built);
    const sample = queries.slice(0, RECALL_QUERIES);
    const exact = await exactLists(run, truth, sample);
    const recall = await denseRecall(index, truth, { queries: sample, exact });
    return { buildMs, times, recall, changeMs: await changeOne(run, built, store) };
  } finally {
    await index.close();
  }
}

/** Changes an article, builds, and puts it back for the next store. */
async function changeOne(
  run: BenchRun,
  { folders }: BenchIndex,
  store: IndexStore,
): Promise<number> {
  const article = makeArticle(CORPUS_SEED, CHANGED);
  const path = join(folders.knowledgeDir, article.file);
  const before = toMarkdown(article);
  await writeFile(path, `${before}\n\nA sentence that was not there before.\n`);
  const { wallMs } = await timedBuild(run, store, { name: 'change', embedder: embedder(run) });
  await writeFile(path, before);
  return wallMs;
}

async function opened(store: IndexStore): Promise<PassageIndex> {
  const index = await store.openCurrent();
  if (index !== null) return index;
  throw new AppError('internal', 'The index that was just built cannot be opened.');
}

function embedder({ clock }: BenchRun): BenchEmbedder {
  return new BenchEmbedder({
    ...{ name: 'topic-vectors', vectorOf: topicVector, clock, costMsPerText: 0 },
    onPassage: () => undefined,
  });
}
