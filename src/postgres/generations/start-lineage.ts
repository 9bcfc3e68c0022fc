import type { GenerationContent } from '../../domain/generation-store.ts';
import type { LanguageCentre } from '../../domain/ports.ts';
import { languageCentres } from '../../indexing/vectors/language-centre.ts';
import { MatrixRows } from '../../indexing/vectors/vector-rows.ts';
import { normaliseAll } from '../../indexing/vectors/write-vectors.ts';
import type { PostgresDatabase, Sql } from '../database.ts';
import { generationAt, VISIBLE, type GenerationAt } from './generation-at.ts';

/** Where the rows of a generation go, and what its vectors are centred by. */
export interface Lineage extends GenerationAt {
  readonly server: string;
  readonly centres: readonly LanguageCentre[];
  /** First label that no passage of the lineage had. */
  readonly nextLabel: number;
}

/**
 * The lineage a generation belongs to: that of its base as its next generation; a copy of it where the
 * base is not its newest, as after a roll-back; or a new one for what is written as a whole.
 * Brings the vectors of `content` to length 1.
 */
export async function startLineage(
  database: PostgresDatabase,
  server: string,
  content: GenerationContent,
): Promise<Lineage> {
  const { base } = content;
  const rows = rowsOf(content);
  if (rows !== null) normaliseAll(rows);
  if (base === null) {
    const centres = rows === null ? [] : languageCentres(viewsOf(rows), languagesOf(content));
    return database.runAsOwner(async (sql) => {
      const lineage = await insertLineage(sql, server, centres);
      return { lineage, ordinal: 1, server, centres, nextLabel: 0 };
    });
  }
  return database.runAsOwner(async (sql) => {
    const at = await continuable(sql, server, generationAt(base.note));
    const centres = await readCentres(sql, at.lineage);
    const row = await sql.row<{ next: number }>(
      'SELECT coalesce(max(label), -1) + 1 AS next FROM cria.passages WHERE lineage = $1',
      at.lineage,
    );
    return { ...at, ordinal: at.ordinal + 1, server, centres, nextLabel: row?.next ?? 0 };
  });
}

/** Vectors of what has to be written; null for none. */
export function rowsOf({ vectors, articles }: GenerationContent): MatrixRows | null {
  if (vectors === null) return null;
  const { matrix, dimensions } = vectors;
  const slots = articles.reduce((sum, { passages }) => sum + passages, 0);
  return new MatrixRows(matrix, { slots, dimensions });
}

function viewsOf(rows: MatrixRows): Float32Array[] {
  return Array.from({ length: rows.shape.slots }, (_, label) => rows.vectorOf(label));
}

function languagesOf({ articles }: GenerationContent): string[] {
  return articles.flatMap(({ language, passages }) => new Array<string>(passages).fill(language));
}

async function insertLineage(
  sql: Sql,
  server: string,
  centres: readonly LanguageCentre[],
): Promise<number> {
  const row = await sql.row<{ id: number }>(
    'INSERT INTO cria.lineages (server_id, centres) VALUES ($1, $2::jsonb) RETURNING id',
    server,
    JSON.stringify(centres.map(({ language, vector }) => ({ language, vector: [...vector] }))),
  );
  return row?.id ?? 0;
}

async function readCentres(sql: Sql, lineage: number): Promise<readonly LanguageCentre[]> {
  const row = await sql.row<{ centres: { language: string; vector: number[] }[] }>(
    "SELECT coalesce(centres, '[]') AS centres FROM cria.lineages WHERE id = $1",
    lineage,
  );
  return (row?.centres ?? []).map(({ language, vector }) => {
    return { language, vector: Float32Array.from(vector) };
  });
}

/** The base itself where nothing came after it, else a copy of it. */
async function continuable(sql: Sql, server: string, base: GenerationAt): Promise<GenerationAt> {
  const { lineage, ordinal } = base;
  const later = await sql.row(
    'SELECT 1 FROM cria.generations WHERE lineage = $1 AND ordinal > $2',
    lineage,
    ordinal,
  );
  if (later === undefined) return base;
  const copy = await insertLineage(sql, server, await readCentres(sql, lineage));
  for (const [table, columns] of Object.entries(COPIED)) {
    await sql.change(
      `INSERT INTO cria.${table} (lineage, server_id, born, ${columns})
       SELECT $3, server_id, 1, ${columns} FROM cria.${table} WHERE ${VISIBLE}`,
      lineage,
      ordinal,
      copy,
    );
  }
  return { lineage: copy, ordinal: 1 };
}

const COPIED = {
  articles: 'id, title, language, url, hash',
  passages: `label, id, article_id, title, section, text, language, url, published, trail_terms, text_terms,
    part_terms, length, terms, embedding, centre, vector_length`,
  words: 'kind, word, key, count, named',
};
