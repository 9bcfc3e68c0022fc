import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuse, type FuseOptions } from '../../src/answering/fuse.ts';
import type { Candidate, PassageMatches } from '../../src/domain/ports.ts';
import { passage } from '../fakes/passages.ts';

interface Scored {
  readonly id: string;
  readonly dense?: number | null;
  readonly keyword?: number;
}

/** Matches whose id is `article#ordinal`, both orders as the index makes them. */
function matchesOf(scored: readonly Scored[]): PassageMatches {
  const candidates: Candidate[] = scored.map(({ id, dense = null, keyword = 0 }) => ({
    passage: passage({ id, articleId: id.split('#')[0]!, text: `Text of ${id}.` }),
    dense,
    similarity: dense,
    keyword,
  }));
  const order = (score: (one: Candidate) => number): string[] =>
    [...candidates].sort((a, b) => score(b) - score(a)).map((one) => one.passage.id);
  return {
    candidates,
    denseOrder: candidates.some(({ dense }) => dense !== null)
      ? order((one) => one.dense ?? -1)
      : [],
    keywordOrder: order((one) => one.keyword),
    query: { words: [], unknown: [] },
  };
}

const OPTIONS: FuseOptions = { perArticle: 10 };

const ids = (scored: readonly Scored[], options: Partial<FuseOptions> = {}): string[] =>
  fuse(matchesOf(scored), { ...OPTIONS, ...options }).map((entry) => entry.passage.id);

describe('fuse', () => {
  it('gives the same text in several articles one place, and names the others', () => {
    const matches = matchesOf([
      { id: 'a#0', keyword: 0.9 },
      { id: 'b#0', keyword: 0.8 },
      { id: 'c#0', keyword: 0.7 },
      { id: 'd#0', keyword: 0.6 },
    ]);
    const texts = ['The same  text.', 'Another one.', 'The same text.', 'the same\ntext.'];
    const candidates = matches.candidates.map((candidate, at) => ({
      ...candidate,
      passage: { ...candidate.passage, text: texts[at]!, title: candidate.passage.articleId },
    }));
    const fused = fuse({ ...matches, candidates }, OPTIONS);
    expect(fused.map(({ passage, alsoIn }) => [passage.id, alsoIn])).toEqual([
      ['a#0', ['c', 'd']],
      ['b#0', undefined],
    ]);
    expect(fused.map(({ rank }) => rank)).toEqual([1, 2]);
  });

  it('puts passages with a day that was asked for before others, however both write it', () => {
    const matches = matchesOf([
      { id: 'a#0', dense: 0.9, keyword: 0.4 },
      { id: 'b#0', dense: 0.2, keyword: 0.3 },
      { id: 'c#0', dense: 0.1, keyword: 0.2 },
    ]);
    const texts = ['It opened in May 1931.', 'It closed on 8 May 1931.', 'It was 9 May 1931.'];
    const candidates = matches.candidates.map((candidate, at) => ({
      ...candidate,
      passage: { ...candidate.passage, text: texts[at]! },
    }));
    const first = (question: string): string =>
      fuse({ ...matches, candidates }, { ...OPTIONS, question })[0]!.passage.id;
    expect(first('Was geschah am 08.05.1931?')).toBe('b#0');
    expect(first('What happened on 05/09/1931?')).toBe('c#0');
    expect(first('What happened in May 1931?')).toBe('a#0');
    expect(first('What happened on 10 May 1931?')).toBe('a#0');
  });

  it('puts what both lists like best first', () => {
    expect(
      ids([
        { id: 'dense#0', dense: 0.8, keyword: 0 },
        { id: 'both#0', dense: 0.8, keyword: 0.8 },
        { id: 'keyword#0', dense: 0.4, keyword: 0.8 },
        { id: 'neither#0', dense: 0.4, keyword: 0 },
      ]),
    ).toEqual(['both#0', 'dense#0', 'keyword#0', 'neither#0']);
  });

  it('numbers ranks from 1 and hands the scores on', () => {
    const [first, second] = fuse(
      matchesOf([
        { id: 'b#0', dense: 0.5, keyword: 0.1 },
        { id: 'a#0', dense: 0.7, keyword: 0.6 },
      ]),
      OPTIONS,
    );
    expect(first).toMatchObject({ rank: 1, scores: { dense: 0.7, keyword: 0.6 } });
    expect(second).toMatchObject({ rank: 2, scores: { dense: 0.5, keyword: 0.1 } });
    expect(first!.scores.fused).toBeGreaterThan(second!.scores.fused);
  });

  it('lets a keyword list that cannot match, as across languages, hardly vote', () => {
    const clear = [
      { id: 'far#0', dense: 0.3, keyword: 0.03 },
      { id: 'right#0', dense: 0.75, keyword: 0 },
      { id: 'next#0', dense: 0.65, keyword: 0.04 },
      { id: 'third#0', dense: 0.6, keyword: 0.02 },
    ];
    expect(ids(clear)).toEqual(ids(clear, { keywordWeight: 0 }));
    expect(ids(clear)[0]).toBe('right#0');
  });

  it('lets a keyword list that covers the question change the order', () => {
    const near = [
      { id: 'a#0', dense: 0.7, keyword: 0 },
      { id: 'b#0', dense: 0.68, keyword: 0.9 },
      { id: 'c#0', dense: 0.3, keyword: 0 },
    ];
    expect(ids(near, { keywordWeight: 0 })[0]).toBe('a#0');
    expect(ids(near)[0]).toBe('b#0');
  });

  it('orders by keyword alone where there are no vectors', () => {
    const scored = [
      { id: 'a#0', keyword: 0.2 },
      { id: 'b#0', keyword: 0.9 },
      { id: 'c#0', keyword: 0.5 },
    ];
    expect(ids(scored)).toEqual(['b#0', 'c#0', 'a#0']);
    const [best] = fuse(matchesOf(scored), OPTIONS);
    expect(best!.scores.dense).toBeNull();
  });

  it('moves the passages of an article beyond its limit to the end and loses none', () => {
    const scored = [
      { id: 'a#0', keyword: 0.9 },
      { id: 'a#1', keyword: 0.8 },
      { id: 'a#2', keyword: 0.7 },
      { id: 'b#0', keyword: 0.2 },
      { id: 'c#0', keyword: 0.1 },
    ];
    expect(ids(scored, { perArticle: 2 })).toEqual(['a#0', 'a#1', 'b#0', 'c#0', 'a#2']);
  });

  it('breaks ties by id, whatever order the candidates come in', () => {
    const tied = ['c#0', 'a#0', 'b#0'].map((id) => ({ id, dense: 0.5, keyword: 0.5 }));
    expect(ids(tied)).toEqual(['a#0', 'b#0', 'c#0']);
    expect(ids([...tied].reverse())).toEqual(['a#0', 'b#0', 'c#0']);
  });

  it('takes nothing for nothing', () => {
    expect(ids([])).toEqual([]);
  });

  const score = fc.double({ min: -1, max: 1, noNaN: true });
  const candidate = fc.record({
    article: fc.constantFrom('a', 'b', 'c'),
    dense: fc.option(score),
    keyword: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  it('gives every candidate once, finite scores and an order free of the input’s', () => {
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 12 }), (drawn) => {
        const scored = drawn.map(({ article, ...rest }, at) => ({
          id: `${article}#${at}`,
          ...rest,
        }));
        const options = { perArticle: 2 };
        const ranked = fuse(matchesOf(scored), options);
        expect(ranked.map(({ passage: { id } }) => id).sort()).toEqual(
          scored.map(({ id }) => id).sort(),
        );
        expect(ranked.map(({ rank }) => rank)).toEqual(ranked.map((_, at) => at + 1));
        for (const { scores } of ranked) {
          expect(scores.fused).toSatisfy(Number.isFinite);
        }
        expect(ids([...scored].reverse(), options)).toEqual(ranked.map((one) => one.passage.id));
      }),
    );
  });
});
