import type { Passage } from '../../domain/passage.ts';
import type { PassageTerms } from '../../indexing/keywords/passage-terms.ts';
import type { Sql } from '../database.ts';
import { vectorText } from './generation-at.ts';

/** PostgreSQL's limits: https://www.postgresql.org/docs/current/textsearch-limitations.html */
const MAX_POSITION = 16_383;
const MAX_POSITIONS_OF_TERM = 255;

/** A passage with all that it is found by. */
export interface PassageRow {
  readonly label: number;
  readonly passage: Passage;
  readonly terms: PassageTerms;
  /** Null without one. */
  readonly vector: {
    readonly unit: Float32Array;
    readonly centre: number;
    readonly length: number;
  } | null;
}

/** Where rows go. */
export interface RowsAt {
  readonly lineage: number;
  readonly server: string;
  readonly ordinal: number;
}

/** Inserts some hundred passages in one statement. */
export async function insertPassages(
  sql: Sql,
  { lineage, server, ordinal }: RowsAt,
  rows: readonly PassageRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const column = <T>(value: (row: PassageRow) => T): T[] => rows.map(value);
  await sql.change(
    `INSERT INTO cria.passages (lineage, server_id, born, label, id, article_id, title, section,
       text, language, url, published, trail_terms, text_terms, part_terms, length, terms, embedding,
       centre, vector_length)
     SELECT $1, $2, $3, label, id, article_id, title, section, text, language, url, published, trail_terms,
       text_terms, part_terms, length, terms::tsvector, embedding::vector, centre, vector_length
     FROM unnest($4::int[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
       $11::text[], $12::text[], $13::text[], $14::text[], $15::int[], $16::text[], $17::text[],
       $18::smallint[], $19::real[], $20::text[])
       AS r (label, id, article_id, title, section, text, language, url, trail_terms, text_terms,
         part_terms, length, terms, embedding, centre, vector_length, published)`,
    lineage,
    server,
    ordinal,
    column(({ label }) => label),
    column(({ passage }) => passage.id),
    column(({ passage }) => passage.articleId),
    column(({ passage }) => passage.title),
    column(({ passage }) => passage.section),
    column(({ passage }) => passage.text),
    column(({ passage }) => passage.language),
    column(({ passage }) => passage.url),
    column(({ terms }) => terms.trail),
    column(({ terms }) => terms.text),
    column(({ terms }) => terms.parts),
    column(({ terms }) => terms.length),
    column(({ terms }) => searchTerms(terms)),
    column(({ vector }) => (vector === null ? null : vectorText(vector.unit))),
    column(({ vector }) => vector?.centre ?? null),
    column(({ vector }) => vector?.length ?? null),
    column(({ passage }) => passage.published ?? null),
  );
}

/** Terms as a tsvector reads them: the trail weighs most, parts of compounds least. */
export function searchTerms({ trail, text, parts }: Omit<PassageTerms, 'length'>): string {
  const places = new Map<string, string[]>();
  let position = 0;
  const add = (terms: string, weight: string): void => {
    for (const term of terms.split(' ')) {
      if (term === '') continue;
      position = Math.min(position + 1, MAX_POSITION);
      const found = places.get(term) ?? [];
      if (found.length < MAX_POSITIONS_OF_TERM) found.push(`${position}${weight}`);
      places.set(term, found);
    }
  };
  add(trail, 'A');
  add(text, 'B');
  add(parts, 'C');
  return [...places]
    .map(([term, found]) => `'${term.replaceAll(/['\\]/gu, '')}':${found.join(',')}`)
    .join(' ');
}
