import { describe, expect, test } from 'vitest';
import { createSuggestQuestions } from '../../../src/application/asking/suggest-questions.ts';
import { searchInTime, TYPING_TIMEOUT_MS } from '../../../src/application/turns/typing-search.ts';
import type { Knowledge } from '../../../src/application/knowledge/knowledge.ts';
import { FakeIndex } from '../../fakes/fake-index.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

/** A search that never ends by itself, and the signals it was given. */
function endless(): { signals: AbortSignal[]; search: (signal: AbortSignal) => Promise<never> } {
  const signals: AbortSignal[] = [];
  return {
    signals,
    search(signal) {
      signals.push(signal);
      return new Promise(() => undefined);
    },
  };
}

describe('searchInTime', () => {
  test('gives what was found, and leaves no timer', async () => {
    const clock = new ManualClock();
    expect(await searchInTime(async () => ['found'], clock)).toEqual(['found']);
    expect(clock.pending).toBe(0);
  });

  test('ends the search at its limit', async () => {
    const clock = new ManualClock();
    const { signals, search } = endless();
    const found = searchInTime(search, clock);
    await clock.advance(TYPING_TIMEOUT_MS - 1);
    expect(signals[0]?.aborted).toBe(false);
    await clock.advance(1);
    expect(await found).toEqual([]);
    expect(signals[0]?.aborted).toBe(true);
  });

  test('is empty after a fault, and does not begin for who is gone already', async () => {
    const clock = new ManualClock();
    expect(await searchInTime(() => Promise.reject(new Error('x')), clock)).toEqual([]);
    const { signals, search } = endless();
    expect(await searchInTime(search, clock, AbortSignal.abort())).toEqual([]);
    expect(signals).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});

test('suggesting questions hands the limit on to the index', async () => {
  const clock = new ManualClock();
  const { signals, search } = endless();
  const index = new FakeIndex([]);
  index.search = ({ signal }) => search(signal ?? new AbortController().signal);
  const lease = { index, usableEmbedder: () => null, release: () => undefined };
  const suggest = createSuggestQuestions({
    knowledge: { acquire: async () => lease } as unknown as Knowledge,
    clock,
    words: () => ({ aboutArticle: String, aboutSection: String }),
  });
  const found = suggest({ text: 'llama', language: 'en', maxChars: 100 });
  await clock.advance(TYPING_TIMEOUT_MS);
  expect(await found).toEqual([]);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
});
