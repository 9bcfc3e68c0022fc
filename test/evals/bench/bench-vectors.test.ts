import { describe, expect, test } from 'vitest';
import { makeQueries, QUERY_KINDS } from '../../../evals/bench/bench-queries.ts';
import { BENCH_DIMENSIONS, topicVector, wordsVector } from '../../../evals/bench/bench-vectors.ts';

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
}

describe('vectors of the benchmark', () => {
  test('are the same for the same text, at length 1', () => {
    for (const make of [topicVector, wordsVector]) {
      const vector = make('Alba (de 7)\nEin Text.');
      expect(vector).toEqual(make('Alba (de 7)\nEin Text.'));
      expect(vector).toHaveLength(BENCH_DIMENSIONS);
      expect(cosine(vector, vector)).toBeCloseTo(1, 5);
    }
  });

  test('lie near their topic and near their language', () => {
    const one = topicVector('Alba (de 7)\nEin Text.');
    const sameTopic = cosine(one, topicVector('Bela (de 7)\nEin anderer.'));
    const sameLanguage = cosine(one, topicVector('Cara (de 8)\nEin dritter.'));
    const neither = cosine(one, topicVector('Dora (en 9)\nA fourth.'));
    expect(sameTopic).toBeGreaterThan(sameLanguage + 0.1);
    expect(sameLanguage).toBeGreaterThan(neither + 0.05);
  });

  test('share the directions of shared words', () => {
    const one = wordsVector('Gewichte sickerten durch');
    expect(cosine(one, wordsVector('durch sickerten Gewichte'))).toBeCloseTo(1, 5);
    expect(cosine(one, wordsVector('Gewichte im Netz'))).toBeGreaterThan(0.2);
  });
});

describe('questions of the benchmark', () => {
  test('are the same for the same seed, of every kind as often', () => {
    const queries = makeQueries(1, 200, 100);
    expect(queries).toEqual(makeQueries(1, 200, 100));
    for (const kind of QUERY_KINDS) {
      expect(queries.filter((query) => query.kind === kind)).toHaveLength(20);
    }
  });

  test('are not longer than what retrieval searches for, and the long ones are long', () => {
    const queries = makeQueries(2, 200, 100);
    for (const { text } of queries) expect(text.length).toBeLessThanOrEqual(1_200);
    const long = queries.filter(({ kind }) => kind === 'long');
    expect(long.every(({ text }) => text.length > 280)).toBe(true);
  });
});
