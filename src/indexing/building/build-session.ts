import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../domain/errors.ts';
import { isWithoutVector, type Calibration } from '../../domain/ports.ts';
import { calibrationFrom, sampleTrails } from '../vectors/calibrate.ts';
import { CALIBRATION_PROBES } from '../vectors/calibration-probes.ts';
import { chunkArticle } from '../chunking/chunk-article.ts';
import { articleList, compareWithBase, passagesOf } from './corpus-delta.ts';
import {
  EmbeddingCache,
  type EmbeddingKind,
  type EmbeddingOwner,
} from '../vectors/embedding-cache.ts';
import { EmbeddingTask, type TextSource } from '../vectors/embedding-task.ts';
import type {
  BuildCalls,
  CorpusInput,
  Handlers,
  LoadedDelta,
  Report,
} from '../worker/index-worker-protocol.ts';
import { extractInThread } from '../loaders/thread/extract-in-thread.ts';
import type { ManifestArticle } from '../generation/manifest.ts';
import { requireIntact } from '../generation/open-generation.ts';
import type { PassageVectors } from '../vectors/passage-vectors.ts';
import type { MatrixRows } from '../vectors/vector-rows.ts';
import { PlanCounter } from './plan-counter.ts';
import { scanCorpus, type CorpusScan } from '../corpus/scan-corpus.ts';
import { StagedPassages, type PassageSink } from '../generation/staged-passages.ts';
import { toStorageError } from '../files/storage-fault.ts';
import { verifyGeneration } from '../generation/verify-generation.ts';
import { updateGeneration, writeGeneration } from '../generation/write-generation.ts';

/** File name of the embedding cache. */
export const CACHE_FILE = 'embeddings.sqlite';
/** Holds the passages of a build until they are written; never part of a generation. */
export const STAGED_FILE = 'staged.sqlite';

/** Answers the requests of a `build` worker: one plan or one build. */
export function createBuildSession(): Handlers<BuildCalls> {
  const session = new BuildSession();
  return {
    isIntact: ({ folder, checksums }) => isIntact(folder, checksums),
    plan: (input, report) => planBuild(input, report),
    load: (input, report) => session.load(input, report),
    useCache: (input) => session.useCache(input),
    nextPassageTexts: ({ limit }) => session.nextTexts('passage', limit),
    nextQueryTexts: ({ limit }) => session.nextTexts('query', limit),
    storeVectors: ({ vectors }) => session.storeVectors(vectors),
    write: (input, report) => session.write(input, report),
    verify: ({ folder, manifest }) => {
      verifyGeneration(folder, manifest);
      return null;
    },
    finish: () => session.finish(),
  };
}

function isIntact(
  folder: string,
  checksums: BuildCalls['isIntact']['input']['checksums'],
): boolean {
  try {
    requireIntact(folder, { checksums });
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'index-corrupt') return false;
    throw error;
  }
}

async function planBuild(
  { cache, ...input }: BuildCalls['plan']['input'],
  report: Report,
): Promise<BuildCalls['plan']['output']> {
  const opened =
    cache === null ? null : EmbeddingCache.openReadOnly(join(cache.folder, CACHE_FILE));
  try {
    const counter = new PlanCounter(opened, cache?.owner ?? null);
    const loaded = await loadCorpus(input, counter, report);
    return { ...loaded, missingPassages: counter.missing };
  } finally {
    opened?.close();
  }
}

type Sink = PassageSink & { readonly articles: readonly ManifestArticle[] };

/** Reads what is not known yet into `sink`: all of it when there is nothing to start from. */
async function loadCorpus(input: CorpusInput, sink: Sink, report: Report): Promise<LoadedDelta> {
  const { base } = input;
  if (base !== null) {
    const ids = new Map(base.articles.map(({ id, file, hash }) => [`${file}\n${hash}`, id]));
    const scan = await scanInto(sink, input, {
      known: (file, hash) => ids.get(`${file}\n${hash}`) ?? null,
      report,
    });
    const delta = compareWithBase(base, { kept: scan.kept, staged: sink.articles });
    if (!delta.isWorn) return { ...loaded(scan, sink), ...delta };
    sink.clear();
  }
  const scan = await scanInto(sink, input, { known: () => null, report });
  const articles = articleList(sink.articles);
  return { ...loaded(scan, sink), articles, touched: 0, dropped: [], isWorn: base !== null };
}

interface Knowing {
  readonly known: (file: string, hash: string) => string | null;
  readonly report: Report;
}

async function scanInto(
  sink: PassageSink,
  { knowledgeDir, maxTokens }: CorpusInput,
  { known, report }: Knowing,
): Promise<CorpusScan> {
  return scanCorpus(knowledgeDir, {
    known,
    extract: extractInThread,
    report,
    take: (article, file) => sink.add(article, file, chunkArticle(article, { maxTokens })),
  });
}

class BuildSession {
  #staged: StagedPassages | null = null;
  #dropped: readonly string[] = [];
  #cache: EmbeddingCache | null = null;
  #cacheFolder = '';
  readonly #tasks: Record<EmbeddingKind, EmbeddingTask | null> = { passage: null, query: null };
  #batch: EmbeddingKind = 'passage';
  #queries: readonly string[] = [];

  async load(
    { corpus, folder }: BuildCalls['load']['input'],
    report: Report,
  ): Promise<LoadedDelta> {
    try {
      this.#staged = new StagedPassages(join(folder, STAGED_FILE));
      const loaded = await loadCorpus(corpus, this.#staged, report);
      this.#dropped = loaded.dropped;
      return loaded;
    } catch (error) {
      throw toStorageError(error, folder);
    }
  }

  useCache(input: BuildCalls['useCache']['input']): BuildCalls['useCache']['output'] {
    const { folder, owner, nowMs } = input;
    this.#cacheFolder = folder;
    return this.#onDisk(() => {
      mkdirSync(folder, { recursive: true });
      const { cache, wasReplaced } = EmbeddingCache.open(join(folder, CACHE_FILE), nowMs);
      this.#cache = cache;
      const staged = this.#requireStaged();
      const passages = new EmbeddingTask(staged, { kind: 'passage', owner, cache });
      this.#tasks.passage = passages;
      const queries = input.isCalibrated ? this.#calibrationTask(owner, cache) : null;
      return {
        missingTexts: passages.left + (queries?.left ?? 0),
        newPassages: passages.uncached,
        reusedPassages: staged.count - passages.uncached,
        wasReplaced,
      };
    });
  }

  #calibrationTask(owner: EmbeddingOwner, cache: EmbeddingCache): EmbeddingTask {
    this.#queries = [...CALIBRATION_PROBES, ...sampleTrails(this.#requireStaged())];
    const task = new EmbeddingTask(listOf(this.#queries), { kind: 'query', owner, cache });
    this.#tasks.query = task;
    return task;
  }

  nextTexts(kind: EmbeddingKind, limit: number): readonly string[] {
    this.#batch = kind;
    return this.#tasks[kind]?.next(limit) ?? [];
  }

  storeVectors(row: Float32Array): null {
    const task = this.#tasks[this.#batch];
    if (task === null) {
      throw new AppError('internal', 'The build worker got vectors before it knew their embedder.');
    }
    this.#onDisk(() => task.store(row));
    return null;
  }

  write(
    { folder, base }: BuildCalls['write']['input'],
    report: Report,
  ): BuildCalls['write']['output'] {
    const staged = this.#requireStaged();
    const rows = this.#tasks.passage?.rows ?? null;
    const content = { folder, staged, rows, report };
    const withoutVector = rows === null ? [] : filesWithoutVector(staged.articles, rows);
    try {
      if (base !== null) {
        const written = updateGeneration({ ...base, dropped: this.#dropped }, content);
        return { written, withoutVector, calibration: null };
      }
      const { vectors, ...written } = writeGeneration(content);
      const calibration = vectors === null ? null : this.#calibrate(vectors);
      return { written, withoutVector, calibration };
    } catch (error) {
      throw toStorageError(error, folder);
    } finally {
      staged.close();
      this.#tasks.passage = null; // the vectors are on the disk: the check needs the room
      this.#tasks.query = null;
    }
  }

  #calibrate(vectors: PassageVectors): Calibration {
    const best = this.#queries.map((_, at) => {
      const query = this.#tasks.query?.rows.vectorOf(at);
      return query === undefined ? 0 : vectors.bestSimilarity(query);
    });
    const probes = CALIBRATION_PROBES.length;
    return calibrationFrom(best.slice(0, probes), best.slice(probes));
  }

  finish(): null {
    this.#onDisk(() => {
      this.#cache?.trim();
      this.#cache?.close();
    });
    this.#cache = null;
    return null;
  }

  #requireStaged(): StagedPassages {
    if (this.#staged !== null) return this.#staged;
    throw new AppError('internal', 'The build worker was asked before it had read the corpus.');
  }

  #onDisk<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw toStorageError(error, this.#cacheFolder);
    }
  }
}

function loaded(
  { faults, corpusHash }: CorpusScan,
  sink: Sink,
): Pick<LoadedDelta, 'faults' | 'corpusHash' | 'stagedPassages'> {
  return { faults, corpusHash, stagedPassages: passagesOf(sink.articles) };
}

/** Files of the articles with a passage that the embedder had no vector for. */
function filesWithoutVector(articles: readonly ManifestArticle[], rows: MatrixRows): string[] {
  let next = 0;
  return articles.flatMap(({ file, passages }) => {
    const first = next;
    next += passages;
    const places = Array.from({ length: passages }, (_, at) => first + at);
    return places.some((place) => isWithoutVector(rows.vectorOf(place))) ? [file] : [];
  });
}

function listOf(texts: readonly string[]): TextSource {
  return { count: texts.length, texts: () => texts, textAt: (place) => texts[place] ?? '' };
}
