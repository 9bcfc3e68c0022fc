import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../domain/errors.ts';
import type {
  GenerationArticle,
  GenerationWriter,
  WrittenContent,
} from '../../domain/generation-store.ts';
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
import { shippedVectors } from '../vectors/shipped-vectors.ts';
import { EmbeddingTask, type TextSource } from '../vectors/embedding-task.ts';
import type { BuildCalls, CorpusInput, LoadedDelta } from './build-calls.ts';
import type { Handlers, Report } from '../threads/index-worker-protocol.ts';
import { extractInProcess } from '../loaders/reading/extract-in-process.ts';
import type { MatrixRows } from '../vectors/vector-rows.ts';
import { PlanCounter } from './plan-counter.ts';
import { scanCorpus, type CorpusScan } from '../corpus/scan-corpus.ts';
import { StagedPassages, type PassageSink } from './staged-passages.ts';
import { toStorageError } from '../files/storage-fault.ts';

/** File name of the embedding cache. */
export const CACHE_FILE = 'embeddings.sqlite';
/** Holds the passages of a build until they are written; never part of a generation. */
export const STAGED_FILE = 'staged.sqlite';

/** Answers the requests of a `build` worker: one plan or one build, which ends in `writer`. */
export function createBuildSession(writer: GenerationWriter): Handlers<BuildCalls> {
  const session = new BuildSession(writer);
  return {
    isWhole: (stored) => writer.isWhole(stored),
    plan: (input, report) => planBuild(input, report),
    load: (input, report) => session.load(input, report),
    useCache: (input) => session.useCache(input),
    nextPassageTexts: ({ limit }) => session.nextTexts('passage', limit),
    nextQueryTexts: ({ limit }) => session.nextTexts('query', limit),
    storeVectors: ({ vectors }) => session.storeVectors(vectors),
    write: (input, report) => session.write(input, report),
    verify: async ({ target, written }) => {
      await writer.verify(target, written);
      return null;
    },
    finish: () => session.finish(),
  };
}

async function planBuild(
  { cache, ...input }: BuildCalls['plan']['input'],
  report: Report,
): Promise<BuildCalls['plan']['output']> {
  const opened =
    cache === null ? null : EmbeddingCache.openReadOnly(join(cache.folder, CACHE_FILE));
  try {
    const owner = cache?.owner ?? null;
    const shipped = owner === null ? [] : shippedVectors(input.knowledgeDir, owner);
    const counter = new PlanCounter(opened, owner, shipped);
    const { delta } = await loadCorpus(input, counter, report);
    return { ...delta, missingPassages: counter.missing };
  } finally {
    opened?.close();
  }
}

type Sink = PassageSink & { readonly articles: readonly GenerationArticle[] };

/** Reads what is not known yet into `sink`: all of it when there is nothing to start from. */
async function loadCorpus(
  input: CorpusInput,
  sink: Sink,
  report: Report,
): Promise<{ readonly delta: LoadedDelta; readonly scan: CorpusScan }> {
  const { base } = input;
  if (base !== null) {
    const ids = new Map(base.articles.map(({ id, file, hash }) => [`${file}\n${hash}`, id]));
    const scan = await scanInto(sink, input, {
      known: (file, hash) => ids.get(`${file}\n${hash}`) ?? null,
      report,
    });
    const delta = compareWithBase(base, { kept: scan.kept, staged: sink.articles });
    if (!delta.isWorn) return { delta: { ...loaded(scan, sink), ...delta }, scan };
    sink.clear();
  }
  const scan = await scanInto(sink, input, { known: () => null, report });
  const articles = articleList(sink.articles);
  const anew = { articles, touched: 0, dropped: [], isWorn: base !== null };
  return { delta: { ...loaded(scan, sink), ...anew }, scan };
}

interface Knowing {
  readonly known: (file: string, hash: string) => string | null;
  readonly report: Report;
}

async function scanInto(
  sink: PassageSink,
  { knowledgeDir, maxTokens, stuck, states }: CorpusInput,
  { known, report }: Knowing,
): Promise<CorpusScan> {
  return scanCorpus(knowledgeDir, {
    ...{ known, stuck, report, ...(states === undefined ? {} : { states }) },
    extract: extractInProcess,
    take: (article, file) => sink.add(article, file, chunkArticle(article, { maxTokens })),
  });
}

class BuildSession {
  #staged: StagedPassages | null = null;
  #dropped: readonly string[] = [];
  #cache: EmbeddingCache | null = null;
  #cacheFolder = '';
  #knowledgeDir = '';
  readonly #tasks: Record<EmbeddingKind, EmbeddingTask | null> = { passage: null, query: null };
  #batch: EmbeddingKind = 'passage';
  #queries: readonly string[] = [];
  readonly #writer: GenerationWriter;

  constructor(writer: GenerationWriter) {
    this.#writer = writer;
  }

  async load(
    { corpus, scratchDir }: BuildCalls['load']['input'],
    report: Report,
  ): Promise<LoadedDelta> {
    this.#knowledgeDir = corpus.knowledgeDir;
    try {
      this.#staged = new StagedPassages(join(scratchDir, STAGED_FILE));
      const { delta, scan } = await loadCorpus(corpus, this.#staged, report);
      await scan.saveStates();
      this.#dropped = delta.dropped;
      return delta;
    } catch (error) {
      throw toStorageError(error, scratchDir);
    }
  }

  useCache(input: BuildCalls['useCache']['input']): BuildCalls['useCache']['output'] {
    const { folder, owner, nowMs } = input;
    this.#cacheFolder = folder;
    return this.#onDisk(() => {
      mkdirSync(folder, { recursive: true });
      const { cache, wasReplaced } = EmbeddingCache.open(join(folder, CACHE_FILE), nowMs);
      this.#cache = cache;
      cache.fill(owner, shippedVectors(this.#knowledgeDir, owner));
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

  async write(
    { target, base }: BuildCalls['write']['input'],
    report: Report,
  ): Promise<BuildCalls['write']['output']> {
    const staged = this.#requireStaged();
    const rows = this.#tasks.passage?.rows ?? null;
    const withoutVector = rows === null ? [] : filesWithoutVector(staged.articles, rows);
    try {
      const { note, bestSimilarity } = await this.#writer.write({
        ...{ target, base, report, dropped: this.#dropped },
        articles: staged.articles,
        passages: staged,
        vectors: rows === null ? null : { matrix: rows.matrix, dimensions: rows.shape.dimensions },
      });
      return {
        ...{ note, withoutVector },
        calibration: bestSimilarity === null ? null : this.#calibrate(bestSimilarity),
      };
    } finally {
      staged.close();
      this.#tasks.passage = null; // the vectors are on the disk: the check needs the room
      this.#tasks.query = null;
    }
  }

  #calibrate(bestSimilarity: NonNullable<WrittenContent['bestSimilarity']>): Calibration {
    const best = this.#queries.map((_, at) => {
      const query = this.#tasks.query?.rows.vectorOf(at);
      return query === undefined ? 0 : bestSimilarity(query);
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
function filesWithoutVector(articles: readonly GenerationArticle[], rows: MatrixRows): string[] {
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
