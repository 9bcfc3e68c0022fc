import { expect, test } from 'vitest';
import { BenchEmbedder } from '../../../evals/bench/bench-embedder.ts';
import { readEmbedMs, readParts, readSizes } from '../../../evals/bench/bench-flags.ts';
import { BENCH_DIMENSIONS } from '../../../evals/bench/bench-vectors.ts';

test('waits its cost for every text, in batches, and counts the texts', async () => {
  const waits: number[] = [];
  const told: string[] = [];
  const embedder = new BenchEmbedder({
    name: 'test',
    vectorOf: () => new Float32Array(BENCH_DIMENSIONS),
    clock: {
      now: () => 0,
      elapsed: () => 0,
      sleep: (ms) => Promise.resolve(void waits.push(ms)),
    },
    costMsPerText: 2,
    onPassage: (text) => told.push(text),
  });
  const texts = Array.from({ length: 40 }, (_, at) => `Text ${at}`);
  expect(await embedder.embedPassages(texts)).toHaveLength(40);
  await embedder.embedQuery('Frage');
  expect(waits).toEqual([64, 16, 2]);
  expect(told).toEqual(texts);
  expect(embedder.texts).toBe(41);
});

test('stops with its signal', async () => {
  const embedder = new BenchEmbedder({
    name: 'test',
    vectorOf: () => new Float32Array(BENCH_DIMENSIONS),
    clock: { now: () => 0, elapsed: () => 0, sleep: () => Promise.resolve() },
    costMsPerText: 0,
  });
  await expect(embedder.embedPassages(['a'], AbortSignal.abort('stop'))).rejects.toBe('stop');
  expect(embedder.texts).toBe(0);
});

test('parts, sizes and costs are read from lists, and refused by name', () => {
  expect(readParts('loop, change')).toEqual(['loop', 'change']);
  expect(() => readParts('speed')).toThrow('no part "speed"');
  expect(readSizes('10000,1000,1000')).toEqual([1_000, 10_000]);
  expect(() => readSizes('1000,many')).toThrow('whole numbers');
  expect(() => readSizes('0')).toThrow('whole numbers');
  expect(readEmbedMs('0.5')).toBe(0.5);
  expect(() => readEmbedMs('-1')).toThrow('from 0');
});
