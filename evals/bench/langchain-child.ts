import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { HNSWLib } from '@langchain/community/vectorstores/hnswlib';
import { Document } from '@langchain/core/documents';
import { Embeddings } from '@langchain/core/embeddings';
import { z } from 'zod';
import { systemClock } from '../../src/observability/system-clock.ts';
import { serveJobs } from './bench-child.ts';
import { BenchEmbedder } from './bench-embedder.ts';
import { wordsVector } from './bench-vectors.ts';
import { vectorAt, type VectorRow } from './exact-search.ts';

/*
 * LangChain's community HNSWLib in a process of its own: it adds vectors synchronously, so that
 * neither Ctrl+C nor a clock would run beside it.
 */
const LangChainJob = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('rebuild'),
    /** JSON array of texts. */
    textsFile: z.string(),
    costMsPerText: z.number(),
    saveTo: z.string(),
  }),
  z.object({
    kind: z.literal('search'),
    /** Rows of 32-bit floats. */
    vectorsFile: z.string(),
    queriesFile: z.string(),
    dimensions: z.number(),
    limit: z.number(),
  }),
]);
type Job<Kind> = Extract<z.infer<typeof LangChainJob>, { kind: Kind }>;

class BenchEmbeddings extends Embeddings {
  readonly embedder: BenchEmbedder;

  constructor(costMsPerText: number) {
    super({ maxRetries: 0 });
    this.embedder = new BenchEmbedder({
      name: 'words',
      vectorOf: wordsVector,
      clock: systemClock,
      costMsPerText,
    });
  }

  override async embedDocuments(texts: string[]): Promise<number[][]> {
    return (await this.embedder.embedPassages(texts)).map((vector) => [...vector]);
  }

  override async embedQuery(text: string): Promise<number[]> {
    return [...(await this.embedder.embedQuery(text))];
  }
}

async function rebuild(job: Job<'rebuild'>): Promise<unknown> {
  const texts = z.array(z.string()).parse(JSON.parse(await readFile(job.textsFile, 'utf8')));
  const documents = texts.map((pageContent) => new Document({ pageContent }));
  const embeddings = new BenchEmbeddings(job.costMsPerText);
  const startedMs = performance.now();
  const cpu = process.cpuUsage();
  const store = await HNSWLib.fromDocuments(documents, embeddings);
  await store.save(job.saveTo);
  const { user, system } = process.cpuUsage(cpu);
  return {
    texts: embeddings.embedder.texts,
    wallMs: performance.now() - startedMs,
    cpuMs: (user + system) / 1_000,
  };
}

async function search(job: Job<'search'>): Promise<unknown> {
  const vectors = await readVectors(job.vectorsFile, job.dimensions);
  const queries = await readVectors(job.queriesFile, job.dimensions);
  const store = new HNSWLib(new BenchEmbeddings(0), { space: 'cosine' });
  const rows = listOf(vectors);
  const startedMs = performance.now();
  await store.addVectors(
    rows,
    rows.map((_, at) => new Document({ pageContent: '', metadata: { at } })),
  );
  const buildMs = performance.now() - startedMs;
  const found: number[][] = [];
  const timesMs: number[] = [];
  for (const query of listOf(queries)) {
    const askedMs = performance.now();
    const results = await store.similaritySearchVectorWithScore(query, job.limit);
    timesMs.push(performance.now() - askedMs);
    found.push(results.map(([{ metadata }]) => Number(metadata['at'])));
  }
  return { buildMs, timesMs, found };
}

async function readVectors(file: string, dimensions: number): Promise<VectorRow> {
  const bytes = Uint8Array.from(await readFile(file)); // own memory, aligned for floats
  return { dimensions, values: new Float32Array(bytes.buffer) };
}

function listOf(row: VectorRow): number[][] {
  const count = row.values.length / row.dimensions;
  return Array.from({ length: count }, (_, at) => Array.from(vectorAt(row, at)));
}

serveJobs((input) => {
  const job = LangChainJob.parse(input);
  return job.kind === 'rebuild' ? rebuild(job) : search(job);
});
