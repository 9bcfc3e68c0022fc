import { describe, expect, it } from 'vitest';
import { loadGolden } from '../../evals/golden.ts';
import { factsHeld } from '../../evals/scorers.ts';
import { loadArticles } from '../../evals/load-articles.ts';
import { chunkArticle } from '../../src/indexing/chunking/chunk-article.ts';

const golden = await loadGolden();
const { articles } = await loadArticles('knowledge');
const sections = new Map(
  articles.map((article) => [
    article.id,
    chunkArticle(article, { maxTokens: 380 }).map(({ section }) => section),
  ]),
);

describe('the golden set', () => {
  it('has as many of each kind in either half and language', () => {
    expect(golden).toHaveLength(300);
    for (const split of ['tune', 'report']) {
      for (const language of ['de', 'en']) {
        for (const kind of ['same', 'cross', 'unanswerable']) {
          const those = golden.filter(
            (one) => one.split === split && one.language === language && one.kind === kind,
          );
          expect(those, `${split} ${language} ${kind}`).toHaveLength(25);
        }
      }
    }
  });

  it('has every id and every question once', () => {
    expect(new Set(golden.map(({ id }) => id)).size).toBe(golden.length);
    expect(new Set(golden.map(({ q }) => q.toLowerCase())).size).toBe(golden.length);
  });

  it('names articles and sections that exist, in the language its kind says', () => {
    for (const { id, kind, language, articles: named, section } of golden) {
      if (kind === 'unanswerable') {
        expect(named, id).toEqual([]);
        continue;
      }
      expect(named.length, id).toBeGreaterThan(0);
      for (const article of named) expect([...sections.keys()], id).toContain(article);
      const of = sections.get(named[0]!)!;
      const has = of.some((one) => (section === '' ? true : one.includes(section)));
      expect(has, `${id}: ${section}`).toBe(true);
      const best = articles.find((article) => article.id === named[0])!;
      expect(best.language === language, id).toBe(kind === 'same');
    }
  });

  it('expects facts of every answerable question, which its best article holds', () => {
    for (const question of golden) {
      if (question.kind === 'unanswerable') continue;
      expect(question.facts.length, question.id).toBeGreaterThan(0);
      const best = articles.find(({ id }) => id === question.articles[0])!;
      expect([question.id, factsHeld(question, best.body)]).toEqual([question.id, 1]);
    }
  });

  it('is about every article', () => {
    const asked = new Set(golden.flatMap((question) => question.articles));
    expect(articles.map(({ id }) => id).filter((id) => !asked.has(id))).toEqual([]);
  });
});
