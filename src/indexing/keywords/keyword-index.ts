import type { Article, Passage } from '../../domain/passage.ts';
import { passageTerms, partFinder, StemCounter, type PassageTerms } from './passage-terms.ts';
import { SpellingCounter } from './spelling-counter.ts';
import type { SqliteDatabase } from '../files/sqlite-file.ts';

const FTS_COLUMNS = 'trail, text, parts';
/** Terms come folded and parted by blanks; `ascii` takes any other character, of any script, for a part of one. */
const TOKENIZER = `tokenize = "ascii tokenchars '_'"`;
const SCHEMA = `
  CREATE TABLE articles (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, language TEXT NOT NULL, url TEXT, hash TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE passages (
    label INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, article_id TEXT NOT NULL, title TEXT NOT NULL,
    section TEXT NOT NULL, text TEXT NOT NULL, language TEXT NOT NULL, url TEXT, published TEXT
  );
  CREATE INDEX passages_by_article ON passages (article_id);
  CREATE TABLE terms (
    label INTEGER PRIMARY KEY, trail TEXT NOT NULL, text TEXT NOT NULL, parts TEXT NOT NULL, length INTEGER NOT NULL
  );
  CREATE VIRTUAL TABLE terms_fts USING fts5(
    ${FTS_COLUMNS}, content = 'terms', content_rowid = 'label', columnsize = 1, ${TOKENIZER}
  );
  CREATE TABLE vocabulary (term TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE german_stems (stem TEXT PRIMARY KEY, occurrences INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE spellings (
    shown TEXT PRIMARY KEY, key TEXT NOT NULL, seen INTEGER NOT NULL, named INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX spellings_by_key ON spellings (key);
  CREATE TABLE totals (passages INTEGER NOT NULL, length INTEGER NOT NULL);
`;

/** What is known of an article apart from its passages. */
export type IndexedArticle = Pick<Article, 'id' | 'title' | 'language' | 'url' | 'hash'>;

/** What the keyword index is made of; gone through more than once. */
export interface KeywordIndexInput {
  readonly articles: Iterable<IndexedArticle>;
  readonly passages: Iterable<Passage>;
}

/**
 * Fills an empty database with the passages and the index over their terms: heading trail, text, and
 * parts of German compounds in a column of their own. Passages get the labels 0, 1, 2 ... in their
 * order. Throws SQLite's own errors.
 */
export function writeKeywordIndex(db: SqliteDatabase, input: KeywordIndexInput): void {
  db.exec(SCHEMA);
  db.transaction(() => {
    insertArticles(db, input.articles);
    const stems = new StemCounter();
    const spellings = new SpellingCounter();
    for (const passage of input.passages) {
      stems.add(passage, 1);
      spellings.add(passage, 1);
    }
    applySpellings(db, spellings);
    const insertStem = db.prepare('INSERT INTO german_stems VALUES (?, ?)');
    for (const [stem, occurrences] of stems.counts) insertStem.run(stem, occurrences);
    const partsOf = partFinder((stem) => stems.counts.get(stem) ?? 0);
    const insert = passageWriter(db);
    let label = 0;
    let length = 0;
    for (const passage of input.passages) {
      const terms = passageTerms(passage, partsOf);
      insert(label, passage, terms);
      label += 1;
      length += terms.length;
    }
    db.prepare('INSERT INTO totals VALUES (?, ?)').run(label, length);
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

/** Articles and passages that take the place of others. */
export interface KeywordChanges extends KeywordIndexInput {
  /** Articles that go, with all their passages; changed ones among them. */
  readonly dropped: readonly string[];
  /** Slots the labels were given out of so far. */
  readonly slots: number;
}

/** What became of the labels. */
export interface LabelChanges {
  /** Labels of the new passages, in their order: freed ones first. */
  readonly labels: readonly number[];
  /** Labels that were in use and are not any more. */
  readonly freed: readonly number[];
  readonly slots: number;
}

/**
 * Replaces articles in a filled database. Word counts come out as if all had been written anew, with
 * one exception: German compounds of passages that stay keep the parts they were split into before.
 * Throws SQLite's own errors.
 */
export function updateKeywordIndex(db: SqliteDatabase, changes: KeywordChanges): LabelChanges {
  return db.transaction(() => {
    const stems = new StemCounter();
    const removed = new TermDelta(db, -1);
    const spellings = new SpellingCounter();
    const dropped = dropPassages(db, changes.dropped, { stems, spellings, removed });
    const free = freeLabels(db, changes.slots);
    const wasInUse = new Set(dropped.labels);
    insertArticles(db, changes.articles);
    for (const passage of changes.passages) {
      stems.add(passage, 1);
      spellings.add(passage, 1);
    }
    applyStems(db, stems);
    applySpellings(db, spellings);
    const partsOf = partFinder(stemReader(db));
    const insert = passageWriter(db);
    const index = ftsWriter(db);
    const added = new TermDelta(db, 1);
    const labels: number[] = [];
    let { slots } = changes;
    let length = 0;
    for (const passage of changes.passages) {
      const label = free[labels.length] ?? slots++;
      const terms = passageTerms(passage, partsOf);
      insert(label, passage, terms);
      index(label, terms);
      added.add(terms);
      labels.push(label);
      length += terms.length;
      wasInUse.delete(label);
    }
    removed.apply();
    added.apply();
    db.prepare('UPDATE totals SET passages = passages + ?, length = length + ?').run(
      labels.length - dropped.labels.length,
      length - dropped.length,
    );
    return { labels, freed: [...wasInUse].sort((a, b) => a - b), slots };
  })();
}

function insertArticles(db: SqliteDatabase, articles: Iterable<IndexedArticle>): void {
  const insert = db.prepare('INSERT INTO articles VALUES (?, ?, ?, ?, ?)');
  for (const { id, title, language, url, hash } of articles) {
    insert.run(id, title, language, url, hash);
  }
}

function passageWriter(
  db: SqliteDatabase,
): (label: number, passage: Passage, terms: PassageTerms) => void {
  const insertPassage = db.prepare('INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const insertTerms = db.prepare('INSERT INTO terms VALUES (?, ?, ?, ?, ?)');
  return (label, passage, { trail, text, parts, length }) => {
    const { id, articleId, title, section, language, url, published = null } = passage;
    const { text: written } = passage;
    insertPassage.run(label, id, articleId, title, section, written, language, url, published);
    insertTerms.run(label, trail, text, parts, length);
  };
}

function ftsWriter(db: SqliteDatabase): (label: number, terms: PassageTerms) => void {
  const insert = db.prepare(`INSERT INTO terms_fts(rowid, ${FTS_COLUMNS}) VALUES (?, ?, ?, ?)`);
  return (label, { trail, text, parts }) => {
    insert.run(label, trail, text, parts);
  };
}

interface Dropping {
  readonly stems: StemCounter;
  readonly spellings: SpellingCounter;
  readonly removed: TermDelta;
}

function dropPassages(
  db: SqliteDatabase,
  articleIds: readonly string[],
  { stems, spellings, removed }: Dropping,
): { readonly labels: readonly number[]; readonly length: number } {
  const select = db.prepare<[string], PassageRow>(
    `SELECT ${PASSAGE_COLUMNS} FROM passages WHERE article_id = ? ORDER BY label`,
  );
  const selectTerms = db.prepare<[number], PassageTerms>(
    'SELECT trail, text, parts, length FROM terms WHERE label = ?',
  );
  // FTS5 has to be told the old values: its own content table is about to lose them.
  const unindex = db.prepare(
    `INSERT INTO terms_fts(terms_fts, rowid, ${FTS_COLUMNS}) VALUES ('delete', ?, ?, ?, ?)`,
  );
  const deletions = [
    db.prepare('DELETE FROM terms WHERE label = ?'),
    db.prepare('DELETE FROM passages WHERE label = ?'),
  ];
  const deleteArticle = db.prepare('DELETE FROM articles WHERE id = ?');
  const labels: number[] = [];
  let length = 0;
  for (const articleId of articleIds) {
    for (const { label, ...passage } of select.all(articleId)) {
      stems.add(passage, -1);
      spellings.add(passage, -1);
      const terms = selectTerms.get(label);
      if (terms !== undefined) {
        unindex.run(label, terms.trail, terms.text, terms.parts);
        removed.add(terms);
        length += terms.length;
      }
      for (const deletion of deletions) deletion.run(label);
      labels.push(label);
    }
    deleteArticle.run(articleId);
  }
  return { labels, length };
}

/** Labels below `slots` that no passage has, rising. */
function freeLabels(db: SqliteDatabase, slots: number): number[] {
  const used = new Uint8Array(slots);
  for (const label of db.prepare<[], number>('SELECT label FROM passages').pluck().iterate()) {
    used[label] = 1;
  }
  return [...used.keys()].filter((label) => used[label] === 0);
}

function applyStems(db: SqliteDatabase, { counts }: StemCounter): void {
  const change = db.prepare(
    `INSERT INTO german_stems VALUES (?, ?)
     ON CONFLICT (stem) DO UPDATE SET occurrences = occurrences + excluded.occurrences`,
  );
  const tidy = db.prepare('DELETE FROM german_stems WHERE stem = ? AND occurrences = 0');
  for (const [stem, difference] of counts) {
    if (difference === 0) continue;
    change.run(stem, difference);
    tidy.run(stem);
  }
}

function applySpellings(db: SqliteDatabase, { counts }: SpellingCounter): void {
  const change = db.prepare(
    `INSERT INTO spellings VALUES (?, ?, ?, ?)
     ON CONFLICT (shown) DO UPDATE SET seen = seen + excluded.seen, named = named + excluded.named`,
  );
  const tidy = db.prepare('DELETE FROM spellings WHERE shown = ? AND seen <= 0');
  for (const [shown, { key, seen, named }] of counts) {
    if (seen === 0 && named === 0) continue;
    change.run(shown, key, seen, named);
    if (seen < 0) tidy.run(shown);
  }
}

function stemReader(db: SqliteDatabase): (stem: string) => number {
  const select = db
    .prepare<[string], number>('SELECT occurrences FROM german_stems WHERE stem = ?')
    .pluck();
  return (stem) => select.get(stem) ?? 0;
}

/**
 * How many passages more or fewer have each term. FTS5 itself counts them, in a small index of its
 * own, so that the words are exactly those of the large one.
 */
class TermDelta {
  readonly #db: SqliteDatabase;
  readonly #name: string;
  readonly #sign: 1 | -1;
  readonly #insert: (terms: PassageTerms) => void;

  constructor(db: SqliteDatabase, sign: 1 | -1) {
    this.#db = db;
    this.#sign = sign;
    this.#name = sign === 1 ? 'added_terms' : 'removed_terms';
    db.exec(
      `CREATE VIRTUAL TABLE temp.${this.#name} USING fts5(${FTS_COLUMNS}, content = '', ${TOKENIZER})`,
    );
    const insert = db.prepare(`INSERT INTO temp.${this.#name}(${FTS_COLUMNS}) VALUES (?, ?, ?)`);
    this.#insert = ({ trail, text, parts }) => insert.run(trail, text, parts);
  }

  add(terms: PassageTerms): void {
    this.#insert(terms);
  }

  /** Changes the vocabulary. */
  apply(): void {
    const sign = this.#sign;
    this.#db.exec(`
      CREATE VIRTUAL TABLE temp.term_counts USING fts5vocab('temp', '${this.#name}', 'row');
      INSERT INTO vocabulary SELECT term, ${sign} * doc FROM temp.term_counts WHERE true
        ON CONFLICT (term) DO UPDATE SET passages = passages + excluded.passages;
      DELETE FROM vocabulary
        WHERE passages = 0 AND term IN (SELECT term FROM temp.term_counts);
      DROP TABLE temp.term_counts;
      DROP TABLE temp.${this.#name};
    `);
  }
}

const PASSAGE_COLUMNS =
  'label, id, article_id AS articleId, title, section, text, language, url, published';

interface PassageRow extends Passage {
  readonly label: number;
}

/** Reads passages by label; the result is keyed by it, missing labels are absent. */
export function readPassages(db: SqliteDatabase, labels: readonly number[]): Map<number, Passage> {
  const select = db.prepare<[number], PassageRow>(
    `SELECT ${PASSAGE_COLUMNS} FROM passages WHERE label = ?`,
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
