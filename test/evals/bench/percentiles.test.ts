import { expect, test } from 'vitest';
import { percentile, spreadOf } from '../../../evals/bench/percentiles.ts';

test('takes the nearest rank, whatever the order of the values', () => {
  const values = Array.from({ length: 200 }, (_, at) => 200 - at);
  expect(percentile(values, 0.5)).toBe(100);
  expect(percentile(values, 0.99)).toBe(198);
  expect(percentile(values, 1)).toBe(200);
  expect(percentile([7], 0.01)).toBe(7);
});

test('has no percentile of nothing', () => {
  expect(percentile([], 0.5)).toBeNaN();
});

test('sums a list up and leaves it as it is', () => {
  const values = [3, 1, 2];
  expect(spreadOf(values)).toEqual({ count: 3, p50: 2, p99: 3, max: 3 });
  expect(values).toEqual([3, 1, 2]);
});
