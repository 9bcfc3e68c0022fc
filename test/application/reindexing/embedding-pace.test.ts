import { expect, test } from 'vitest';
import { EmbeddingPace } from '../../../src/application/reindexing/embedding-pace.ts';

const UNKNOWN = { passagesPerSecond: null, remainingMs: null };
let nowMs = 0;
const clock = { elapsed: () => nowMs };
const note = (pace: EmbeddingPace, atMs: number, done: number) => {
  nowMs = atMs;
  return pace.note({ phase: 'embedding', done, total: 100 });
};

test('is known once something was embedded, and measured over the last half minute', () => {
  const pace = new EmbeddingPace(clock);
  expect(note(pace, 0, 0)).toEqual(UNKNOWN);
  expect(note(pace, 100, 5)).toEqual(UNKNOWN);
  expect(note(pace, 2_000, 10)).toEqual({ passagesPerSecond: 5, remainingMs: 18_000 });
  // 0 at 2 s, then slower: what is older than 30 s does not count any more.
  expect(note(pace, 40_000, 48)).toEqual(UNKNOWN);
  expect(note(pace, 50_000, 58)).toEqual({ passagesPerSecond: 1, remainingMs: 42_000 });
});

test('is none while nothing moves and in other phases, and begins anew with a second attempt', () => {
  const pace = new EmbeddingPace(clock);
  note(pace, 0, 10);
  expect(note(pace, 5_000, 10)).toEqual(UNKNOWN);
  expect(pace.note({ phase: 'indexing', done: 0, total: 1 })).toEqual(UNKNOWN);
  note(pace, 6_000, 10);
  expect(note(pace, 7_000, 12).passagesPerSecond).toBe(2);
  expect(note(pace, 8_000, 0)).toEqual(UNKNOWN);
  expect(note(pace, 9_000, 4).passagesPerSecond).toBe(4);
});
