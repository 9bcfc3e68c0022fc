import { expect, test } from 'vitest';
import { LoopGaps } from '../../../evals/bench/loop-gaps.ts';
import { watchEventLoop } from '../../../evals/bench/watch-event-loop.ts';

test('tells a block of our own from waiting for a core', () => {
  const gaps = new LoopGaps({ atMs: 100, waitedMs: 5 }, 1);
  gaps.add({ atMs: 101, waitedMs: 5 });
  expect(gaps.longestMs).toBe(0);
  gaps.add({ atMs: 182, waitedMs: 75 });
  gaps.add({ atMs: 203, waitedMs: 75 });
  gaps.add({ atMs: 205, waitedMs: 75 });
  expect(gaps.longestMs).toBe(80);
  expect(gaps.longestOwnMs).toBe(20);
  expect(gaps.longestOwnAtMs).toBe(103);
});

test('a watch ends when the work fails, with its fault', async () => {
  const watching = watchEventLoop(() => Promise.reject(new Error('stopped')));
  await expect(watching).rejects.toThrow('stopped');
});
