import { join } from 'node:path';
import { AppError } from '../domain/errors.ts';
import type {
  BuildOptions,
  BuildProgress,
  CorpusFault,
  Embedder,
  EmbedderInfo,
} from '../domain/ports.ts';
import { CHUNKER_VERSION } from './chunk-article.ts';
import type { IndexWorkerClient } from './index-worker-client.ts';
import type { BuildCalls } from './index-worker-protocol.ts';
import { FORMAT_VERSION, type Manifest } from './manifest.ts';
import { ANALYSER_VERSION } from './text-analysis.ts';

/** Texts an embedder gets at once; what it returns is stored before the next are sent. */
export const EMBEDDING_BATCH_TEXTS = 32;

/** Longest passage with its trail when there is no embedder to ask. */
const DEFAULT_MAX_TOKENS = 512;
/** Room for the embedder's prefix and its own marks. */
const RESERVED_TOKENS = 24;
/** The estimate of tokens may be a little low for some texts. */
const ESTIMATE_MARGIN = 0.95;
const MAX_FAULTS_NAMED = 3;

/** One build, from the corpus to verified files in a partial folder. */
export interface BuildTask {
  readonly id: string;
  readonly builtAt: string;
  readonly nowMs: number;
  readonly knowledgeDir: string;
  readonly dataDir: string;
  /** Makes and returns the folder to write into; called only when there is something to write. */
  readonly makeFolder: () => Promise<string>;
  /** Called between steps, at least once for each batch. */
  readonly onStep: () => Promise<void>;
  readonly options: BuildOptions;
}

export interface BuiltGeneration {
  readonly manifest: Manifest;
  readonly faults: readonly CorpusFault[];
  readonly passagesEmbedded: number;
  readonly passagesReused: number;
  /** The embedding cache was damaged and began anew. */
  readonly wasCacheReplaced: boolean;
}

type Worker = IndexWorkerClient<BuildCalls>;

interface EmbedderAtWork {
  readonly embedder: Embedder;
  readonly info: EmbedderInfo;
}

/**
 * Runs the steps of a build: load, embed, write, verify. Everything heavy happens in the worker;
 * the embedder is called here.
 * @throws AppError as `IndexStore.build`
 */
export async function buildGeneration(worker: Worker, task: BuildTask): Promise<BuiltGeneration> {
  const { embedder, signal } = task.options;
  const report = (phase: BuildProgress['phase'], done: number, total: number): void =>
    task.options.onProgress?.({ phase, done, total });
  report('loading', 0, 1);
  const atWork =
    embedder === undefined ? null : { embedder, info: await embedder.describe(signal) };
  const maxTokens =
    Math.floor((atWork?.info.maxTokens ?? DEFAULT_MAX_TOKENS) * ESTIMATE_MARGIN) - RESERVED_TOKENS;
  const corpus = await worker.call(
    'load',
    { knowledgeDir: task.knowledgeDir, maxTokens },
    { signal },
  );
  requireText(corpus, task.knowledgeDir);
  report('loading', 1, 1);
  const counts = atWork === null ? NOTHING_EMBEDDED : await embedAll(worker, task, atWork);
  report('indexing', 0, 1);
  const folder = await task.makeFolder();
  const info = atWork?.info ?? null;
  const written = await worker.call('write', { folder, embedder: info }, { signal });
  report('indexing', 1, 1);
  await task.onStep();
  const manifest: Manifest = {
    formatVersion: FORMAT_VERSION,
    id: task.id,
    builtAt: task.builtAt,
    chunkerVersion: CHUNKER_VERSION,
    analyserVersion: ANALYSER_VERSION,
    corpusHash: corpus.corpusHash,
    articles: corpus.articles,
    passages: corpus.passages,
    embedder: info,
    ...written,
  };
  report('verifying', 0, 1);
  const { passages, ef, checksums } = manifest;
  const openable = { passages, embedder: info, ef, checksums };
  await worker.call('verify', { folder, manifest: openable }, { signal });
  await worker.call('finish', null);
  report('verifying', 1, 1);
  return { manifest, faults: corpus.faults, ...counts };
}

type EmbeddingCounts = Omit<BuiltGeneration, 'manifest' | 'faults'>;

const NOTHING_EMBEDDED: EmbeddingCounts = {
  passagesEmbedded: 0,
  passagesReused: 0,
  wasCacheReplaced: false,
};

/** Embeds the texts the cache lacks, passages first, then the questions of the calibration. */
async function embedAll(
  worker: Worker,
  task: BuildTask,
  { embedder, info }: EmbedderAtWork,
): Promise<EmbeddingCounts> {
  const { signal, onProgress } = task.options;
  const owner = { digest: info.digest, dimensions: info.dimensions };
  const folder = join(task.dataDir, 'cache');
  const cached = await worker.call('useCache', { folder, owner, nowMs: task.nowMs }, { signal });
  const total = cached.missingTexts;
  let done = 0;
  onProgress?.({ phase: 'embedding', done, total });
  const run = async (
    name: 'nextPassageTexts' | 'nextQueryTexts',
    embed: (texts: readonly string[]) => Promise<readonly Float32Array[]>,
  ): Promise<void> => {
    for (;;) {
      signal?.throwIfAborted();
      const texts = await worker.call(name, { limit: EMBEDDING_BATCH_TEXTS }, { signal });
      if (texts.length === 0) return;
      const vectors = inOneRow(await embed(texts));
      await worker.call('storeVectors', { vectors }, { signal, transfer: [vectors.buffer] });
      done += texts.length;
      onProgress?.({ phase: 'embedding', done, total });
      await task.onStep();
    }
  };
  await run('nextPassageTexts', (texts) => embedder.embedPassages(texts, signal));
  await run('nextQueryTexts', async (texts) => {
    const vectors: Float32Array[] = [];
    for (const text of texts) vectors.push(await embedder.embedQuery(text, signal));
    return vectors;
  });
  return {
    passagesEmbedded: cached.newPassages,
    passagesReused: cached.reusedPassages,
    wasCacheReplaced: cached.wasReplaced,
  };
}

function inOneRow(vectors: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const row = new Float32Array(vectors.reduce((sum, vector) => sum + vector.length, 0));
  let at = 0;
  for (const vector of vectors) {
    row.set(vector, at);
    at += vector.length;
  }
  return row;
}

function requireText(corpus: BuildCalls['load']['output'], knowledgeDir: string): void {
  if (corpus.passages > 0) return;
  const named = corpus.faults
    .slice(0, MAX_FAULTS_NAMED)
    .map(({ file, line, message }) => `${file}:${line}: ${message}`);
  const reasons = named.length === 0 ? 'There is none.' : named.join(' ');
  throw new AppError(
    'corpus-invalid',
    `The corpus folder ${knowledgeDir} holds no readable article. ${reasons} Put articles (.md, .mdx, .markdown, .txt) into it.`,
    { details: { folder: knowledgeDir, faults: corpus.faults.length } },
  );
}
