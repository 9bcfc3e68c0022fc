import type { Passage } from '../../domain/passage.ts';
import type { ArticleSummary } from '../../domain/ports.ts';
import type { SqliteDatabase } from '../files/sqlite-file.ts';

/** Titles of all articles, by id. */
export function readArticleSummaries(db: SqliteDatabase): ArticleSummary[] {
  return db
    .prepare<[], ArticleSummary>('SELECT id, title, language, url FROM articles ORDER BY id')
    .all();
}

/** All passages of an article in their order; empty when there is no such article. */
export function readPassagesOf(db: SqliteDatabase, articleId: string): Passage[] {
  return db
    .prepare<[string, string], Passage>(
      `SELECT id, article_id AS articleId, title, section, text, language, url, published
       FROM passages WHERE article_id = ? ORDER BY CAST(substr(id, length(?) + 2) AS INTEGER)`,
    )
    .all(articleId, articleId);
}
