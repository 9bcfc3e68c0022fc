import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Passage } from '../../../src/domain/passage.ts';
import { writeKeywordIndex } from '../../../src/indexing/keywords/keyword-index.ts';
import { KeywordSearch } from '../../../src/indexing/keywords/keyword-search.ts';
import { nastyMarkdown } from '../../discord/markdown-arbitrary.ts';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 300);

/** Words of a passage that a search for its own text does not know. */
function unknownOf(title: string, text: string, language = 'de'): readonly string[] {
  const own = { id: 'p#0', articleId: 'p', section: '', url: null };
  const passage: Passage = { ...own, title, text, language };
  const db = new Database(':memory:');
  try {
    writeKeywordIndex(db, { articles: [], passages: [passage] });
    return new KeywordSearch(db).search(`${title} ${text}`, 1).query.unknown;
  } finally {
    db.close();
  }
}

test.each([
  ['mathematical letters', '𝓛𝓵𝓪𝓶𝓪'],
  ['a script SQLite’s own tables do not know', '𔘇𔗇 𞡆 𖡲'],
  ['a letter of a later Unicode', 'ꟸ ᫁'],
])('a passage is found by its own words: %s', (_what, text) => {
  expect(unknownOf('Llama', text)).toEqual([]);
});

test('any text is found by its own words', () => {
  const any = fc.oneof(nastyMarkdown, fc.string({ unit: 'grapheme', maxLength: 200 }));
  fc.assert(
    fc.property(any, any, fc.constantFrom('de', 'en'), (title, text, language) => {
      expect(unknownOf(title, text, language)).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});
