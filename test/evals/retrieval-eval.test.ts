import { describe, expect, it } from 'vitest';
import { rankers, retrievalRows, type Sample } from '../../evals/retrieval-eval.ts';
import type { PassageMatches } from '../../src/domain/ports.ts';
import { passage } from '../fakes/passages.ts';
import { goldenOf } from './golden-question.ts';

function matchesOf(scores: Readonly<Record<string, readonly [number, number]>>): PassageMatches {
  const candidates = Object.entries(scores).map(([articleId, [dense, keyword]]) => ({
    passage: passage({ id: `${articleId}#0`, articleId, section: 'Was geschah', text: articleId }),
    dense,
    similarity: dense,
    keyword,
  }));
  const by = (score: (one: (typeof candidates)[number]) => number): string[] =>
    [...candidates].sort((a, b) => score(b) - score(a)).map((one) => one.passage.id);
  return {
    candidates,
    denseOrder: by(({ dense }) => dense),
    keywordOrder: by(({ keyword }) => keyword),
    query: { words: [], unknown: [] },
  };
}

const order = (name: string, matches: PassageMatches): string[] =>
  rankers()
    .find((ranker) => ranker.name.startsWith(name))!
    .rank(matches)
    .map((entry) => entry.passage.articleId);

const matches = matchesOf({ leck: [0.9, 0], wort: [0.2, 0.9], mitte: [0.8, 0.5] });

describe('the rankers', () => {
  it('are what they are called', () => {
    expect(order('dense', matches)).toEqual(['leck', 'mitte', 'wort']);
    expect(order('keyword', matches)).toEqual(['wort', 'mitte', 'leck']);
  });

  it('fuse reciprocal ranks as the formula says: 1/61 + 1/63 beats 2/62', () => {
    const [first, second] = rankers()
      .find(({ name }) => name.startsWith('reciprocal'))!
      .rank(matches);
    expect(first!.scores.fused).toBeCloseTo(1 / 61 + 1 / 63, 12);
    expect(second!.scores.fused).toBeCloseTo(1 / 61 + 1 / 63, 12);
    expect(order('reciprocal', matches)[2]).toBe('mitte');
  });
});

describe('retrievalRows', () => {
  it('groups by language and kind, and leaves out what cannot be answered', () => {
    const samples: Sample[] = [
      { question: goldenOf(), matches, embedding: null },
      { question: goldenOf({ kind: 'cross', language: 'en' }), matches, embedding: null },
      { question: goldenOf({ kind: 'unanswerable', articles: [] }), matches, embedding: null },
    ];
    const rows = retrievalRows(samples).filter(({ ranker }) => ranker === 'keyword alone');
    expect(rows.map(({ group, questions }) => [group, questions])).toEqual([
      ['de → de', 1],
      ['en → en', 0],
      ['de → en', 0],
      ['en → de', 1],
    ]);
    expect(rows[0]).toMatchObject({ recall5: 1, mrr: 1 / 3, section5: 1 });
  });
});
