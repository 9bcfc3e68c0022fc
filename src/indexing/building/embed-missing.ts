import type { PlanOptions } from '../../domain/index-store.ts';
import { toAppError } from '../../domain/errors.ts';
import { WITHOUT_VECTOR, type Embedder, type EmbedderInfo } from '../../domain/ports.ts';
import type { IndexWorkerClient } from '../threads/index-worker-client.ts';
import type { BuildCalls } from './build-calls.ts';

/** Texts an embedder gets at once; what it returns is stored before the next are sent. */
export const EMBEDDING_BATCH_TEXTS = 32;

/** What a build needs for its vectors. */
export interface EmbeddingJob {
  readonly embedder: Embedder;
  readonly info: EmbedderInfo;
  readonly cacheDir: string;
  readonly nowMs: number;
  /** Monotonic milliseconds. */
  readonly elapsed: () => number;
  /** Called after each batch. */
  readonly onStep: () => Promise<void>;
  /** Whether the questions of the calibration are embedded too. */
  readonly isCalibrated: boolean;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: PlanOptions['onProgress'];
}

/** What was embedded. */
export interface EmbeddingCounts {
  readonly passagesEmbedded: number;
  readonly passagesReused: number;
  /** Null when nothing was. */
  readonly msPerText: number | null;
  /** The embedding cache was damaged and began anew. */
  readonly wasCacheReplaced: boolean;
}

export const NOTHING_EMBEDDED: EmbeddingCounts = {
  passagesEmbedded: 0,
  passagesReused: 0,
  msPerText: null,
  wasCacheReplaced: false,
};

/** Embeds the texts the cache lacks, passages first, then the questions of the calibration. */
export async function embedMissing(
  worker: IndexWorkerClient<BuildCalls>,
  job: EmbeddingJob,
): Promise<EmbeddingCounts> {
  const { embedder, info, cacheDir, nowMs, isCalibrated, signal, onProgress } = job;
  const owner = { digest: info.digest, dimensions: info.dimensions };
  const cached = await worker.call(
    'useCache',
    { folder: cacheDir, owner, nowMs, isCalibrated },
    { signal },
  );
  const total = cached.missingTexts;
  let done = 0;
  onProgress?.({ phase: 'embedding', done, total });
  const startedMs = job.elapsed();
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
      await job.onStep();
    }
  };
  await run('nextPassageTexts', (texts) => embedder.embedPassages(texts, signal));
  await run('nextQueryTexts', async (texts) => {
    const vectors: Float32Array[] = [];
    for (const text of texts) vectors.push(await queryVector(text, job));
    return vectors;
  });
  return {
    passagesEmbedded: cached.newPassages,
    passagesReused: cached.reusedPassages,
    msPerText: done === 0 ? null : (job.elapsed() - startedMs) / done,
    wasCacheReplaced: cached.wasReplaced,
  };
}

/** Zeros for a question the model has no vector for: it is one of many that are measured. */
async function queryVector(
  text: string,
  { embedder, info, signal }: EmbeddingJob,
): Promise<Float32Array> {
  try {
    return await embedder.embedQuery(text, signal);
  } catch (thrown) {
    if (toAppError(thrown).details['reason'] !== WITHOUT_VECTOR) throw thrown;
    return new Float32Array(info.dimensions);
  }
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
