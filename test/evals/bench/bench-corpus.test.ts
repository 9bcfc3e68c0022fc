import { describe, expect, test } from 'vitest';
import {
  articlesWith,
  makeArticle,
  readMark,
  toMarkdown,
} from '../../../evals/bench/bench-corpus.ts';
import { vocabularyOf } from '../../../evals/bench/vocabulary.ts';
import { chunkArticle } from '../../../src/indexing/chunking/chunk-article.ts';
import { splitFrontMatter } from '../../../src/indexing/corpus/front-matter.ts';
import { createRandom } from '../../../evals/bench/random.ts';

const NO_FIELDS = {
  published: null,
  author: null,
  licence: null,
  url: null,
  tags: [],
  hash: '',
} as const;

describe('a generated corpus', () => {
  test('is the same for the same seed, article by article', () => {
    expect([...articlesWith(1, 50)]).toEqual([...articlesWith(1, 50)]);
    expect([...articlesWith(1, 50)][7]).toEqual(makeArticle(1, 7));
    expect(makeArticle(1, 7)).not.toEqual(makeArticle(2, 7));
  });

  test('has as many passages as asked for, German and English, of 300 to 700 characters', () => {
    const articles = [...articlesWith(3, 200)];
    const passages = articles.flatMap((article) => article.passages);
    expect(passages).toHaveLength(200);
    expect(new Set(passages)).toHaveProperty('size', 200);
    expect(new Set(articles.map(({ language }) => language))).toEqual(new Set(['de', 'en']));
    for (const text of passages) {
      expect(text.length).toBeGreaterThanOrEqual(300);
      expect(text.length).toBeLessThanOrEqual(800);
    }
  });

  test('gives one passage for each section when it is read and cut', () => {
    for (const article of articlesWith(4, 100)) {
      const split = splitFrontMatter(toMarkdown(article));
      if (!split.ok) throw new Error(split.fault.message);
      const { fields, body } = split.value;
      const { title, language } = article;
      expect(fields).toEqual({ title, language });
      const parsed = { ...NO_FIELDS, id: article.file, title, language, body };
      const passages = chunkArticle(parsed, { maxTokens: 460 });
      expect(passages.map(({ text }) => text)).toEqual(article.passages);
    }
  });

  test('says language and topic in its titles', () => {
    const { title, language, topic } = makeArticle(5, 11);
    expect(readMark(`${title} > Teil 2\nText (en 3)`)).toEqual({ language, topic });
    expect(readMark('no mark at all')).toBeNull();
  });

  test('uses common words often and rare ones seldom', () => {
    const { contentWords, drawRank } = vocabularyOf('de');
    const random = createRandom(6);
    const ranks = Array.from({ length: 20_000 }, () => drawRank(random));
    const share = (end: number): number => ranks.filter((rank) => rank < end).length / ranks.length;
    expect(new Set(contentWords).size).toBe(contentWords.length);
    expect(share(10)).toBeGreaterThan(0.05);
    expect(share(100)).toBeGreaterThan(0.2);
    expect(share(100)).toBeLessThan(0.6);
    expect(Math.max(...ranks)).toBeGreaterThan(20_000);
  });
});
