import type { ComparedPair } from '../../domain/ports.ts';
import { PairCounter } from '../../text/compared-pairs.ts';
import type { SqliteDatabase } from '../files/sqlite-file.ts';

/** Passages between two reports. */
const REPORT_EVERY = 50;

/** Finds what all passages compare and stores it beside them. Blocks: worker only. */
export function writePairs(db: SqliteDatabase, report: () => void): void {
  const counter = new PairCounter();
  let [articleId, section, read] = ['', '', 0];
  const rows = db.prepare<[], PairText>(
    'SELECT article_id AS articleId, title, section, text FROM passages ORDER BY article_id, label',
  );
  for (const row of rows.iterate()) {
    if (row.articleId !== articleId) counter.addHeading(row.title);
    if (row.section !== section) counter.addHeading(row.section.split(' > ').at(-1) ?? '');
    counter.addText(row.text);
    [articleId, section, read] = [row.articleId, row.section, read + 1];
    if (read % REPORT_EVERY === 0) report();
  }
  db.exec(`DROP TABLE IF EXISTS pairs;
    CREATE TABLE pairs (a TEXT NOT NULL, b TEXT NOT NULL, count INTEGER NOT NULL)`);
  const insert = db.prepare('INSERT INTO pairs VALUES (?, ?, ?)');
  db.transaction(() => {
    for (const { names, count } of counter.pairs()) insert.run(...names, count);
  })();
}

interface PairText {
  readonly articleId: string;
  readonly title: string;
  readonly section: string;
  readonly text: string;
}

/** What `writePairs` stored; empty for a generation from before there were pairs. */
export function readPairs(db: SqliteDatabase): ComparedPair[] {
  const table = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'pairs'").get();
  if (table === undefined) return [];
  const rows = db.prepare<[], { a: string; b: string; count: number }>(
    'SELECT a, b, count FROM pairs ORDER BY rowid',
  );
  return rows.all().map(({ a, b, count }) => ({ names: [a, b], count }));
}
