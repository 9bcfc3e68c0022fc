import type { SqliteDatabase } from '../files/sqlite-file.ts';
import { VocabularyText } from './vocabulary-text.ts';
import type { SpellingRow, WordSource } from './word-source.ts';

export interface SqliteWords extends WordSource {
  /** Does what would otherwise delay the first search. */
  warmUp(): void;
}

/** The words of one opened keyword index. */
export function sqliteWords(db: SqliteDatabase): SqliteWords {
  const passages = db
    .prepare<[string], number>('SELECT passages FROM vocabulary WHERE term = ?')
    .pluck();
  const occurrences = db
    .prepare<[string], number>('SELECT occurrences FROM german_stems WHERE stem = ?')
    .pluck();
  const near = db.prepare<[string, string, number, number], SpellingRow>(
    `SELECT shown, key, seen, named FROM spellings
     WHERE key >= ? AND key < ? AND length(key) BETWEEN ? AND ?`,
  );
  const passagesWith = (term: string): number => passages.get(term) ?? 0;
  const terms = db.prepare<[], string>('SELECT term FROM vocabulary').pluck();
  const vocabulary = new VocabularyText(() => terms.all());
  return {
    passagesWith,
    germanOccurrences: (stem) => occurrences.get(stem) ?? 0,
    containing: (piece, minChars, limit) =>
      vocabulary.containing(piece, { minChars, limit }, passagesWith),
    near: (first, minChars, maxChars) => near.all(first, nextLetter(first), minChars, maxChars),
    warmUp: () => void vocabulary.load(),
  };
}

/** The first letter that is behind all words that begin with this one. */
function nextLetter(letter: string): string {
  return String.fromCodePoint((letter.codePointAt(0) ?? 0) + 1);
}
