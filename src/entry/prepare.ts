import { toAppError } from '../domain/errors.ts';
import type { BuildReport } from '../domain/index-store.ts';
import { startupWords } from '../words/startup-words.ts';
import { createDownloadProgress } from './download-progress.ts';
import { createProgressBar, type ProgressBar } from './progress-bar.ts';
import { reindexWordsFor } from '../words/reindex-words.ts';
import type { Runtime } from './runtime.ts';

/** How often is looked whether the first index of another process is there. */
const OTHER_BUILD_CHECK_MS = 2_000; // 2 seconds
/** After so long waiting says how long it has been. */
const STILL_WAITING_MS = 30_000; // 30 seconds
const MS_PER_SECOND = 1_000;

export interface PrepareOptions {
  /** Whether missing models are downloaded now: at start-up, never for one question. */
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
    await Promise.all([cria.health.refresh(signal), cria.knowledge.open()]);
    if (mayPull && lacksModels(runtime)) await pull(runtime, bar);
    return await refreshIndex(runtime, bar);
  } finally {
    bar.stop();
  }
}

async function pull(runtime: Runtime, bar: ProgressBar): Promise<void> {
  const { cria, clock, signal, stderr } = runtime;
  const tell = (line: string): void => void stderr.write(`${line}\n`);
  try {
    await cria.pullModels(signal, createDownloadProgress({ bar, clock, tell }));
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'cancelled') throw error;
    bar.stop();
    tell(`${error.message}\n${startupWords.withoutModel}`);
  }
  await cria.health.refresh(signal);
}

/** Whether something is missing that `pullMeanwhile` may get. */
export function lacksModels({ cria }: Runtime): boolean {
  const { status } = cria.health.current();
  return status === 'chat-model-missing' || status === 'embedder-missing';
}

/**
 * Downloads missing models while the bot already answers, with a line now and then. Never throws;
 * whoever watches the models completes the index when they are there.
 */
export async function pullMeanwhile(runtime: Runtime, signal: AbortSignal): Promise<void> {
  const { clock, stderr } = runtime;
  const startedMs = clock.elapsed();
  const bar = createProgressBar({ isTTY: false, write: (line: string) => stderr.write(line) });
  stderr.write(`${startupWords.meanwhile}\n`);
  try {
    await pull({ ...runtime, signal }, bar);
    if (lacksModels(runtime)) return;
    stderr.write(`${startupWords.modelsReady((clock.elapsed() - startedMs) / MS_PER_SECOND)}\n`);
  } catch {
    // The bot ends.
  }
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
    const isMissing = cria.knowledge.state().generation === null;
    if (error.code === 'index-busy' && isMissing) return waitForOther(runtime, bar);
    if (error.code === 'cancelled' || isMissing) throw error;
    bar.stop();
    stderr.write(`${error.message}\n${startupWords.previousIndex}\n`);
    return null;
  }
}

/**
 * Another process builds the first index: waits until it can be served, or until that process is gone and
 * this one can build. Its lock tells which, so there is no longest time.
 */
async function waitForOther(runtime: Runtime, bar: ProgressBar): Promise<BuildReport | null> {
  const { clock, cria, signal, stderr } = runtime;
  const started = clock.elapsed();
  let toldAt = started;
  bar.stop();
  stderr.write(`${startupWords.waitsForOther}\n`);
  for (;;) {
    await clock.sleep(OTHER_BUILD_CHECK_MS, signal);
    await cria.knowledge.open();
    try {
      return await cria.knowledge.refresh({ signal });
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code !== 'index-busy') throw error;
      if (cria.knowledge.state().generation !== null) return null;
    }
    if (clock.elapsed() - toldAt < STILL_WAITING_MS) continue;
    toldAt = clock.elapsed();
    stderr.write(`${startupWords.stillWaits(Math.round((toldAt - started) / 1_000))}\n`);
  }
}
