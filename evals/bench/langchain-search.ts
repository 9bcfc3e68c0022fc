import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { askChild } from './bench-child.ts';
import type { BenchQuery } from './bench-queries.ts';
import type { BenchRun } from './bench-run.ts';
import type { CentredTruth } from './centred-truth.ts';
import { recallOf } from './exact-search.ts';
import { RECALL_AT } from './measure-searches.ts';
import { spreadOf, type Spread } from './percentiles.ts';

const Found = z.object({
  buildMs: z.number(),
  timesMs: z.array(z.number()),
  found: z.array(z.array(z.number())),
});

/** LangChain's HNSWLib as it comes (ef = 10) over the vectors Cria's graph holds. */
export interface LangChainSearch {
  readonly buildMs: number;
  readonly recall: number;
  /** Vector search and its documents alone; there are no words and no fusion. Milliseconds. */
  readonly search: Spread;
}

export async function searchWithLangChain(
  run: BenchRun,
  truth: CentredTruth,
  asked: {
    readonly queries: readonly BenchQuery[];
    readonly exact: readonly (readonly number[])[];
  },
): Promise<LangChainSearch> {
  const { dimensions, values } = truth.vectors;
  const centred = asked.queries.map(({ vector }) => truth.centre(vector));
  const folder = await run.makeFolder(`langchain-${values.length / dimensions}`);
  const [vectorsFile, queriesFile] = [join(folder, 'vectors'), join(folder, 'queries')];
  await writeFile(vectorsFile, values);
  await writeFile(queriesFile, Buffer.concat(centred.map((query) => bytesOf(query))));
  const job = { kind: 'search', vectorsFile, queriesFile, dimensions, limit: RECALL_AT };
  const module = new URL('langchain-child.ts', import.meta.url);
  const { buildMs, timesMs, found } = Found.parse(
    await askChild(module, job, { signal: run.signal }),
  );
  const recalls = centred.map((query, at) =>
    recallOf(truth.vectors, query, { found: found[at] ?? [], exact: asked.exact[at] ?? [] }),
  );
  return {
    buildMs,
    recall: recalls.reduce((sum, recall) => sum + recall, 0) / Math.max(recalls.length, 1),
    search: spreadOf(timesMs),
  };
}

function bytesOf(vector: Float32Array): Buffer {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
}
