import { describe, expect, test } from 'vitest';
import { exactNearest, recallOf, vectorAt } from '../../../evals/bench/exact-search.ts';
import { createRandom } from '../../../evals/bench/random.ts';

const random = createRandom(5);
const row = {
  dimensions: 8,
  values: Float32Array.from({ length: 8 * 300 }, () => random.gaussian()),
};
const query = Float32Array.from({ length: 8 }, () => random.gaussian());

function sortedByScore(): number[] {
  const score = (at: number): number =>
    vectorAt(row, at).reduce((sum, value, index) => sum + value * (query[index] ?? 0), 0);
  return Array.from({ length: 300 }, (_, at) => at).sort((a, b) => score(b) - score(a));
}

describe('exact search', () => {
  test('finds what sorting all of them finds', () => {
    expect(exactNearest(row, query, 10)).toEqual(sortedByScore().slice(0, 10));
  });

  test('finds all when there are fewer than asked for', () => {
    expect(exactNearest(row, query, 1_000)).toEqual(sortedByScore());
  });
});

describe('recall', () => {
  const exact = exactNearest(row, query, 10);

  test('is the share of the true nearest that was found, in any order', () => {
    const worst = sortedByScore().slice(-5);
    expect(recallOf(row, query, { found: [...exact].reverse(), exact })).toBe(1);
    expect(recallOf(row, query, { found: [...exact.slice(0, 5), ...worst], exact })).toBe(0.5);
    expect(recallOf(row, query, { found: [], exact })).toBe(0);
  });

  test('counts a passage once, and one that is as near as the last true one', () => {
    expect(recallOf(row, query, { found: Array(10).fill(exact[0]), exact })).toBe(0.1);
    const twice = { dimensions: 1, values: Float32Array.of(1, 0.5, 0.5, 0.1) };
    const lists = { found: [0, 2], exact: [0, 1] };
    expect(recallOf(twice, Float32Array.of(1), lists)).toBe(1);
  });
});
