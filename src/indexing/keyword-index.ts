import { passageTrail, type Article, type Passage } from '../domain/passage.ts';
import type { ArticleSummary } from '../domain/ports.ts';
import { MIN_PART_CHARS, splitCompound } from './compound-splitter.ts';
import type { SqliteDatabase } from './sqlite-file.ts';
import { isStopWord } from './stop-words.ts';
import { analysePassageText, readWords, stemWord } from './text-analysis.ts';

const SCHEMA = `
  CREATE TABLE articles (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, language TEXT NOT NULL, url TEXT, hash TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE passages (
    label INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, article_id TEXT NOT NULL, title TEXT NOT NULL,
    section TEXT NOT NULL, text TEXT NOT NULL, language TEXT NOT NULL, url TEXT
  );
  CREATE TABLE terms (
    label INTEGER PRIMARY KEY, trail TEXT NOT NULL, text TEXT NOT NULL, parts TEXT NOT NULL, length INTEGER NOT NULL
  );
  CREATE VIRTUAL TABLE terms_fts USING fts5(
    trail, text, parts, content = 'terms', content_rowid = 'label', columnsize = 1,
    tokenize = "unicode61 remove_diacritics 0 tokenchars '_'"
  );
  CREATE TABLE vocabulary (term TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE german_stems (stem TEXT PRIMARY KEY, occurrences INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE totals (passages INTEGER NOT NULL, mean_length REAL NOT NULL);
`;

/** What the keyword index is made of. Passages get the labels 0, 1, 2 ... in this order. */
export interface KeywordIndexInput {
  readonly articles: readonly Article[];
  readonly passages: readonly Passage[];
}

/**
 * Fills an empty database with the passages and the index over their terms: heading trail, text, and
 * parts of German compounds in a column of their own. Throws SQLite's own errors.
 */
export function writeKeywordIndex(db: SqliteDatabase, input: KeywordIndexInput): void {
  db.exec(SCHEMA);
  db.transaction(() => {
    insertArticles(db, input.articles);
    insertPassages(db, input.passages);
    const lengths = insertTerms(db, input.passages);
    const total = lengths.reduce((sum, length) => sum + length, 0);
    db.prepare('INSERT INTO totals VALUES (?, ?)').run(
      lengths.length,
      lengths.length === 0 ? 0 : total / lengths.length,
    );
    db.exec(`
      INSERT INTO terms_fts(terms_fts) VALUES ('rebuild');
      INSERT INTO terms_fts(terms_fts) VALUES ('optimize');
      CREATE VIRTUAL TABLE temp.term_counts USING fts5vocab('main', 'terms_fts', 'row');
      INSERT INTO vocabulary SELECT term, doc FROM temp.term_counts;
      DROP TABLE temp.term_counts;
    `);
  })();
  db.exec('ANALYZE');
}

function insertArticles(db: SqliteDatabase, articles: readonly Article[]): void {
  const insert = db.prepare('INSERT INTO articles VALUES (?, ?, ?, ?, ?)');
  for (const { id, title, language, url, hash } of articles) {
    insert.run(id, title, language, url, hash);
  }
}

function insertPassages(db: SqliteDatabase, passages: readonly Passage[]): void {
  const insert = db.prepare('INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  for (const [label, passage] of passages.entries()) {
    const { id, articleId, title, section, text, language, url } = passage;
    insert.run(label, id, articleId, title, section, text, language, url);
  }
}

/** Writes each passage's terms; returns their number per passage, parts not counted. */
function insertTerms(db: SqliteDatabase, passages: readonly Passage[]): number[] {
  const stems = countGermanStems(passages);
  const insertStem = db.prepare('INSERT INTO german_stems VALUES (?, ?)');
  for (const [stem, occurrences] of stems) insertStem.run(stem, occurrences);
  const insert = db.prepare('INSERT INTO terms VALUES (?, ?, ?, ?, ?)');
  const partsOf = partFinder(stems);
  return passages.map((passage, label) => {
    const trail = analysePassageText(passageTrail(passage), passage.language);
    const text = analysePassageText(passage.text, passage.language);
    const parts = passage.language === 'de' ? partsOf(passage) : [];
    const length = trail.length + text.length;
    insert.run(label, trail.join(' '), text.join(' '), parts.join(' '), length);
    return length;
  });
}

function countGermanStems(passages: readonly Passage[]): Map<string, number> {
  const stems = new Map<string, number>();
  for (const passage of passages) {
    for (const { text, isNumber } of readWords(`${passageTrail(passage)}\n${passage.text}`)) {
      if (isNumber || text.length < MIN_PART_CHARS || isStopWord(text)) continue;
      const stem = stemWord(text, 'de');
      stems.set(stem, (stems.get(stem) ?? 0) + 1);
    }
  }
  return stems;
}

/** Finds the stems of all parts of a passage's compounds; remembers words already split. */
function partFinder(stems: ReadonlyMap<string, number>): (passage: Passage) => string[] {
  const seen = new Map<string, readonly string[]>();
  const split = (word: string): readonly string[] => {
    const known = seen.get(word);
    if (known !== undefined) return known;
    const parts = splitCompound(word, (stem) => stems.get(stem) ?? 0).map((part) =>
      stemWord(part, 'de'),
    );
    seen.set(word, parts);
    return parts;
  };
  return (passage) =>
    readWords(`${passageTrail(passage)}\n${passage.text}`).flatMap(({ text, isNumber }) =>
      isNumber ? [] : split(text),
    );
}

interface PassageRow extends Omit<Passage, 'articleId'> {
  readonly label: number;
  readonly articleId: string;
}

/** Reads passages by label; the result is keyed by it, missing labels are absent. */
export function readPassages(db: SqliteDatabase, labels: readonly number[]): Map<number, Passage> {
  const select = db.prepare<[number], PassageRow>(
    `SELECT label, id, article_id AS articleId, title, section, text, language, url
     FROM passages WHERE label = ?`,
  );
  const found = new Map<number, Passage>();
  for (const wanted of labels) {
    const row = select.get(wanted);
    if (row === undefined) continue;
    const { label, ...passage } = row;
    found.set(label, passage);
  }
  return found;
}

/** Titles of all articles, by id. */
export function readArticleSummaries(db: SqliteDatabase): ArticleSummary[] {
  return db
    .prepare<[], ArticleSummary>('SELECT id, title, language, url FROM articles ORDER BY id')
    .all();
}
