import { toAppError } from '../domain/errors.ts';
import type { BuildReport } from '../domain/index-store.ts';
import { startupWords } from '../words/startup-words.ts';
import { createProgressBar, type ProgressBar } from './progress-bar.ts';
import { reindexWordsFor } from '../words/reindex-words.ts';
import type { Runtime } from './runtime.ts';

const BYTES_PER_MB = 1_000_000;

export interface PrepareOptions {
  /** Whether missing models may be downloaded now: at start-up, never for one question. */
  readonly mayPull: boolean;
}

/**
 * Gets ready to answer: looks for Ollama, downloads missing models where allowed, opens the index
 * and brings it up to date. Whatever fails is told on standard error and leaves what works.
 * @throws AppError when there is nothing to answer from at all
 */
export async function prepare(
  runtime: Runtime,
  { mayPull }: PrepareOptions,
): Promise<BuildReport | null> {
  const { cria, signal, stderr } = runtime;
  const bar = createProgressBar(stderr);
  try {
    const [state] = await Promise.all([cria.health.refresh(signal), cria.knowledge.open()]);
    const isMissing = state.status === 'chat-model-missing' || state.status === 'embedder-missing';
    if (isMissing && mayPull) await pull(runtime, bar);
    return await refreshIndex(runtime, bar);
  } finally {
    bar.stop();
  }
}

async function pull(runtime: Runtime, bar: ProgressBar): Promise<void> {
  const { cria, signal, stderr } = runtime;
  try {
    await cria.pullModels(signal, ({ model, completedBytes, totalBytes }) => {
      if (completedBytes === null || totalBytes === null) return;
      const megabytes = Math.ceil(totalBytes / BYTES_PER_MB);
      bar.show(startupWords.downloading(model, megabytes), completedBytes, totalBytes);
    });
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'cancelled') throw error;
    bar.stop();
    stderr.write(`${error.message}\n${startupWords.withoutModel}\n`);
  }
  await cria.health.refresh(signal);
}

async function refreshIndex(runtime: Runtime, bar: ProgressBar): Promise<BuildReport | null> {
  const { cria, signal, stderr } = runtime;
  try {
    const report = await cria.knowledge.refresh({
      signal,
      onProgress: ({ phase, done, total }) => bar.show(startupWords.indexing(phase), done, total),
    });
    bar.stop();
    if (cria.knowledge.state().waiting !== null) {
      stderr.write(`${reindexWordsFor(runtime.config.language).howToServe}\n`);
    }
    return report;
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'cancelled' || cria.knowledge.state().generation === null) throw error;
    bar.stop();
    stderr.write(`${error.message}\n${startupWords.previousIndex}\n`);
    return null;
  }
}
