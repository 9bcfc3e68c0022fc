import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/domain/language.ts';
import { duration } from '../../src/words/duration.ts';
import { knowledgeWordsFor } from '../../src/words/knowledge-words.ts';
import { reindexWordsFor } from '../../src/words/reindex-words.ts';

describe('a duration', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1_499, '1 s'],
    [59_400, '59 s'],
    [60_000, '1 min'],
    [95_000, '1 min 35 s'],
    [3_600_000, '1 h'],
    [7_500_000, '2 h 5 min'],
  ])('of %i ms is %s', (ms, text) => expect(duration(ms)).toBe(text));
});

describe('a reindex', () => {
  it('without an embedding model says what was read, in the preview and at the end', () => {
    const counts = { embedded: 0, reused: 0, dropped: 11 };
    for (const [language, says] of [
      ['de', /^Passagen: (?!0).*nur nach Wörtern/u],
      ['en', /^Passages: (?!0).*for words only/u],
    ] as const) {
      const words = reindexWordsFor(language);
      for (const text of [words.plan(counts), words.built(counts)]) expect(text).toMatch(says);
      expect(words.built({ embedded: 2, reused: 9, dropped: 1 })).toMatch(/ 2 .* 9 .* 1 /u);
    }
  });

  it('counts one and many', () => {
    expect(reindexWordsFor('de').size(1, 2)).toBe('1 Artikel, 2 Passagen');
    expect(reindexWordsFor('en').size(1, 1)).toBe('1 article, 1 passage');
    expect(reindexWordsFor('en').golden(0, 9)).toBe('Test questions: none of 9 touched');
    expect(reindexWordsFor('de').golden(2, 9)).toBe('Prüffragen: 2 von 9 betroffen');
  });

  it('rounds what is measured, and says when nothing was', () => {
    const [de, en] = [reindexWordsFor('de'), reindexWordsFor('en')];
    expect(de.rate(4.26)).toBe('4,3 Passagen/s');
    expect(en.rate(123.4)).toBe('123 passages/s');
    expect(de.estimate(null)).toBe('Dauer: noch nicht gemessen');
    expect(en.estimate(300)).toBe('Time: less than a second');
    expect(en.recall(0.9166, null)).toBe('Test questions, article found: 91.7 % → –');
    expect(de.aside(0.05)).toContain('mehr als 5 Prozentpunkte');
  });
});

describe('articles', () => {
  it('have languages, days and scores in the reader’s own way', () => {
    const [de, en] = [knowledgeWordsFor('de'), knowledgeWordsFor('en')];
    expect([de.languageName('en'), en.languageName('de')]).toEqual(['Englisch', 'German']);
    expect(de.languageName('!')).toBe('!');
    expect([de.date('2023-06-01'), en.date('2023-06-01')]).toEqual(['01.06.2023', '1 Jun 2023']);
    expect(de.date('soon')).toBe('');
    expect([de.chars(12_345), en.chars(12_345)]).toEqual(['12.345 Zeichen', '12,345 characters']);
    expect(de.scores({ fused: 1, dense: null, similarity: null, keyword: 0.5 })).toBe(
      'gesamt 1,00 · Bedeutung – · Stichwörter 0,50',
    );
  });

  it('have buttons that fit', () => {
    for (const language of LANGUAGES) {
      const labels = [
        ...Object.values(knowledgeWordsFor(language).buttons),
        ...Object.values(reindexWordsFor(language).buttons).flatMap((label) =>
          typeof label === 'string' ? label : Object.values(label as Record<string, string>),
        ),
      ];
      for (const label of labels) expect(label.length, label).toBeLessThanOrEqual(80);
    }
  });
});
