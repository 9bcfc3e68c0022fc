import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { createIndexStore } from '../../src/indexing/index-store.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { newId } from '../../src/observability/new-id.ts';
import { systemClock } from '../../src/observability/system-clock.ts';
import { serveJobs } from './bench-child.ts';

/*
 * Opens an index in a new process (started with --expose-gc) and says how long that took and how much
 * memory it keeps.
 */
const OpenJob = z.object({
  knowledgeDir: z.string(),
  dataDir: z.string(),
  texts: z.array(z.string()),
  vectors: z.array(z.instanceof(Float32Array)),
});

/** Left for the system to take back what was freed. */
const SETTLE_MS = 1_000;
const CANDIDATES = 50;

async function residentBytes(): Promise<number> {
  globalThis.gc?.();
  await delay(SETTLE_MS);
  globalThis.gc?.();
  return process.memoryUsage.rss();
}

serveJobs(async (input) => {
  const { texts, vectors, ...folders } = OpenJob.parse(input);
  const logger = createLogger('silent');
  const store = createIndexStore({ ...folders, logger, clock: systemClock, newId });
  const beforeBytes = await residentBytes();
  const startedMs = performance.now();
  const index = await store.openCurrent();
  const openMs = performance.now() - startedMs;
  const openedBytes = await residentBytes();
  for (const [at, text] of texts.entries()) {
    const embedding = vectors[at];
    if (embedding !== undefined) await index?.search({ text, embedding, limit: CANDIDATES });
  }
  const searchedBytes = await residentBytes();
  await index?.close();
  return {
    openMs,
    openedBytes: openedBytes - beforeBytes,
    searchedBytes: searchedBytes - beforeBytes,
  };
});
