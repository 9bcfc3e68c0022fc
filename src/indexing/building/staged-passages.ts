import { rmSync } from 'node:fs';
import { passageTrail, type Article, type Passage } from '../../domain/passage.ts';
import type { GenerationContent } from '../../domain/generation-store.ts';
import { openScratch, type SqliteDatabase } from '../files/sqlite-file.ts';

/** Text a passage is embedded as. */
export function embeddedText(passage: Pick<Passage, 'title' | 'section' | 'text'>): string {
  return `${passageTrail(passage)}\n${passage.text}`;
}

/** Takes the articles that a build has to write, with their passages. */
export interface PassageSink {
  add(article: Article, file: string, passages: readonly Passage[]): void;
  /** Forgets everything. */
  clear(): void;
}

const SCHEMA = `
  CREATE TABLE staged (
    place INTEGER PRIMARY KEY, id TEXT NOT NULL, articleId TEXT NOT NULL, title TEXT NOT NULL,
    section TEXT NOT NULL, text TEXT NOT NULL, language TEXT NOT NULL, url TEXT, published TEXT
  );`;
const COLUMNS = 'id, articleId, title, section, text, language, url, published';

/**
 * The passages a build has to write, in a file of their own until it is done: a hundred thousand of
 * them do not belong into memory. Places count from 0. Throws SQLite's own errors.
 */
export class StagedPassages implements PassageSink, Iterable<Passage> {
  readonly #path: string;
  readonly #db: SqliteDatabase;
  readonly #articles: GenerationContent['articles'][number][] = [];
  readonly #insert: (place: number, passage: Passage) => void;
  readonly #textAt: (place: number) => Passage | undefined;
  #count = 0;

  constructor(path: string) {
    this.#path = path;
    this.#db = openScratch(path);
    this.#db.exec(`${SCHEMA} BEGIN`); // never committed: the file goes with the build
    const insert = this.#db.prepare('INSERT INTO staged VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#insert = (place, { id, articleId, title, section, text, language, url, published }) =>
      insert.run(place, id, articleId, title, section, text, language, url, published ?? null);
    const select = this.#db.prepare<[number], Passage>(
      `SELECT ${COLUMNS} FROM staged WHERE place = ?`,
    );
    this.#textAt = (place) => select.get(place);
  }

  get count(): number {
    return this.#count;
  }

  get articles(): GenerationContent['articles'] {
    return this.#articles;
  }

  add(article: Article, file: string, passages: readonly Passage[]): void {
    const { id, hash, language, title, url } = article;
    this.#articles.push({ id, file, hash, language, title, url, passages: passages.length });
    for (const passage of passages) {
      this.#insert(this.#count, passage);
      this.#count += 1;
    }
  }

  clear(): void {
    this.#articles.length = 0;
    this.#count = 0;
    this.#db.exec('DELETE FROM staged');
  }

  *[Symbol.iterator](): Iterator<Passage> {
    yield* this.#db.prepare<[], Passage>(`SELECT ${COLUMNS} FROM staged ORDER BY place`).iterate();
  }

  /** Text of a place as it is embedded. */
  textAt(place: number): string {
    const passage = this.#textAt(place);
    return passage === undefined ? '' : embeddedText(passage);
  }

  /** All texts as they are embedded, in order. */
  *texts(): Iterable<string> {
    for (const passage of this) yield embeddedText(passage);
  }

  /** Removes the file. */
  close(): void {
    this.#db.close();
    rmSync(this.#path, { force: true });
  }
}
