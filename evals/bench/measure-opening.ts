import { z } from 'zod';
import { askChild } from './bench-child.ts';
import type { BenchIndex } from './bench-indexes.ts';
import type { BenchQuery } from './bench-queries.ts';
import type { BenchRun } from './bench-run.ts';
import { percentile } from './percentiles.ts';

const Opened = z.object({ openMs: z.number(), openedBytes: z.number(), searchedBytes: z.number() });

/** New processes that open the index, one after the other. */
const OPENINGS = 3;
const MAX_QUERIES = 50;

/** Medians over several processes. */
export interface Opening {
  readonly openMs: number;
  /** Growth of the process's resident memory by opening, and after some searches. */
  readonly openedBytes: number;
  readonly searchedBytes: number;
}

export async function measureOpening(
  run: BenchRun,
  index: BenchIndex,
  queries: readonly BenchQuery[],
): Promise<Opening> {
  const asked = queries.slice(0, MAX_QUERIES);
  const job = {
    ...index.folders,
    texts: asked.map(({ text }) => text),
    vectors: asked.map(({ vector }) => vector),
  };
  const module = new URL('open-child.ts', import.meta.url);
  const found: Opening[] = [];
  for (let opening = 0; opening < OPENINGS; opening += 1) {
    const options = { signal: run.signal, nodeOptions: ['--expose-gc'] };
    found.push(Opened.parse(await askChild(module, job, options)));
  }
  const median = (name: keyof Opening): number =>
    percentile(
      found.map((one) => one[name]),
      0.5,
    );
  return {
    openMs: median('openMs'),
    openedBytes: median('openedBytes'),
    searchedBytes: median('searchedBytes'),
  };
}
