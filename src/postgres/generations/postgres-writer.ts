import { AppError } from '../../domain/errors.ts';
import type {
  GenerationContent,
  GenerationWriter,
  StoredGeneration,
  StoreNote,
  WrittenContent,
} from '../../domain/generation-store.ts';
import type { PostgresDatabase, Sql } from '../database.ts';
import { PairCounter } from '../../text/compared-pairs.ts';
import { generationAt, noteOf, VISIBLE, type GenerationAt } from './generation-at.ts';
import { buildGraph, hasGraph } from './graph.ts';
import { PostgresPassageIndex } from './postgres-index.ts';
import { startLineage, type Lineage } from './start-lineage.ts';
import { writeRows } from './write-rows.ts';

/** Up to this many passages every vector is compared, which takes some 10 ms. */
export const EXACT_SCAN_MAX_PASSAGES = 2_000;
/** Passages that are read at once. */
const PAGE_PASSAGES = 1_000;
const MIN_SELF_SIMILARITY = 0.999;

export interface PostgresWriterOptions {
  readonly database: PostgresDatabase;
  /** Default `EXACT_SCAN_MAX_PASSAGES`. */
  readonly exactScanMax?: number | undefined;
}

/** What the store tells the writer of the generation to be written. */
export interface PostgresTarget {
  readonly id: string;
  /** The server whose articles these are. */
  readonly server: string;
}

/**
 * Writes the rows of a generation: all of a new lineage, or those that differ from the base. Nobody
 * sees them before its row among the generations is pointed at. Each batch is a transaction of its
 * own: what a build that died has left is removed by the next.
 */
export function postgresWriter(options: PostgresWriterOptions): GenerationWriter {
  const { database, exactScanMax = EXACT_SCAN_MAX_PASSAGES } = options;
  return {
    isWhole: (stored) => database.runAsOwner((sql) => isWhole(sql, stored)),
    async write(content) {
      const target = targetOf(content.target);
      const lineage = await startLineage(database, target.server, content);
      const bestSimilarity = await writeRows(database, lineage, content);
      const counts = await database.runAsOwner((sql) => countRows(sql, lineage));
      await finish(database, { target, lineage, counts, content });
      await connectVectors(database, lineage, { counts, content, exactScanMax });
      return { note: noteOf(lineage), bestSimilarity } satisfies WrittenContent;
    },
    async verify(target, { record, note }) {
      const { server: scope } = targetOf(target);
      const at = generationAt(note);
      try {
        const index = await PostgresPassageIndex.open({ database, scope, at, record });
        await verifyIndex(database, index, { at, scope });
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'index-corrupt') throw error;
        throw unusable(database.place, error.message, error);
      }
    },
  };
}

/** Makes what the store gives to a build. */
export function targetNote({ id, server }: PostgresTarget): StoreNote {
  return { id, server };
}

function targetOf({ id, server }: StoreNote): PostgresTarget {
  if (typeof id === 'string' && typeof server === 'string') return { id, server };
  throw new AppError('internal', 'A target of another store was given to the one in PostgreSQL.');
}

interface RowCounts {
  readonly passages: number;
  readonly totalLength: number;
  readonly articles: number;
}

async function countRows(sql: Sql, { lineage, ordinal }: GenerationAt): Promise<RowCounts> {
  const passages = await sql.row<{ count: number; length: number }>(
    `SELECT count(*) AS count, coalesce(sum(length), 0) AS length FROM cria.passages
     WHERE ${VISIBLE}`,
    lineage,
    ordinal,
  );
  const articles = await sql.row<{ count: number }>(
    `SELECT count(*) AS count FROM cria.articles WHERE ${VISIBLE}`,
    lineage,
    ordinal,
  );
  return {
    passages: passages?.count ?? 0,
    totalLength: passages?.length ?? 0,
    articles: articles?.count ?? 0,
  };
}

async function isWhole(sql: Sql, { record, note }: StoredGeneration): Promise<boolean> {
  const counts = await countRows(sql, generationAt(note));
  return counts.passages === record.passages && counts.articles === record.articles.length;
}

interface Finishing {
  readonly target: PostgresTarget;
  readonly lineage: Lineage;
  readonly counts: RowCounts;
  readonly content: GenerationContent;
}

/** Notes the generation, with what its texts compare; it has no record before it is published. */
async function finish(
  database: PostgresDatabase,
  { target, lineage, counts, content }: Finishing,
): Promise<void> {
  const report = (): void => content.report(counts.passages, counts.passages);
  const pairs = await database.runAsOwner((sql) => readPairs(sql, lineage, report));
  await database.runAsOwner((sql) =>
    sql.change(
      `INSERT INTO cria.generations (id, server_id, lineage, ordinal, passages, total_length, pairs)
       VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb)`,
      target.id,
      target.server,
      lineage.lineage,
      lineage.ordinal,
      counts.passages,
      counts.totalLength,
      JSON.stringify(pairs),
    ),
  );
}

async function readPairs(sql: Sql, at: GenerationAt, report: () => void): Promise<unknown> {
  const counter = new PairCounter();
  let [articleId, section, label] = ['', '', -1];
  for (;;) {
    const rows = await sql.rows<PairText>(
      `SELECT article_id, label, title, section, text FROM cria.passages
       WHERE ${VISIBLE} AND (article_id, label) > ($3, $4)
       ORDER BY article_id, label LIMIT ${PAGE_PASSAGES}`,
      at.lineage,
      at.ordinal,
      articleId,
      label,
    );
    if (rows.length === 0) return counter.pairs();
    for (const row of rows) {
      if (row.article_id !== articleId) counter.addHeading(row.title);
      if (row.section !== section) counter.addHeading(row.section.split(' > ').at(-1) ?? '');
      counter.addText(row.text);
      [articleId, section, label] = [row.article_id, row.section, row.label];
    }
    report();
  }
}

interface PairText {
  readonly article_id: string;
  readonly label: number;
  readonly title: string;
  readonly section: string;
  readonly text: string;
}

/** Statistics, without which the planner misses the indexes; and a graph where there are many vectors. */
async function connectVectors(
  database: PostgresDatabase,
  { lineage }: Lineage,
  {
    counts,
    content,
    exactScanMax,
  }: Pick<Finishing, 'counts' | 'content'> & { readonly exactScanMax: number },
): Promise<void> {
  await database.runAsOwner(async (sql) => {
    for (const table of ['passages', 'articles', 'words'])
      await sql.change(`ANALYZE cria.${table}`);
  });
  const { vectors, base } = content;
  const dimensions = vectors?.dimensions ?? base?.record.embedder?.dimensions;
  if (dimensions === undefined || counts.passages <= exactScanMax) return;
  if (await database.runAsOwner((sql) => hasGraph(sql, lineage))) return;
  const client = await database.reserve();
  try {
    await buildGraph(client, lineage, dimensions);
  } finally {
    client.release(true);
  }
}

async function verifyIndex(
  database: PostgresDatabase,
  index: PostgresPassageIndex,
  { at, scope }: { readonly at: GenerationAt; readonly scope: string },
): Promise<void> {
  const first = await database.run(scope, (sql) =>
    sql.row<FirstPassage>(
      `SELECT title, section, text, embedding::text AS vector FROM cria.passages WHERE ${VISIBLE}
       ORDER BY (embedding IS NULL), label LIMIT 1`,
      at.lineage,
      at.ordinal,
    ),
  );
  if (first === undefined) throw unusable(database.place, 'it has no passage');
  const text = `${first.title} ${first.section} ${first.text}`;
  const { query, keywordOrder } = await index.search({ text, limit: 10 });
  if (query.unknown.length > 0) throw unusable(database.place, 'words of a passage are not found');
  if (query.words.length > 0 && keywordOrder.length === 0) {
    throw unusable(database.place, 'the keyword search finds nothing');
  }
  if (first.vector === null) return;
  const itself = Float32Array.from(JSON.parse(first.vector) as number[]);
  const found = await index.nearestStored(itself);
  if (found < MIN_SELF_SIMILARITY) throw unusable(database.place, 'a vector does not find itself');
}

interface FirstPassage {
  readonly title: string;
  readonly section: string;
  readonly text: string;
  readonly vector: string | null;
}

function unusable(place: string, reason: string, cause?: unknown): AppError {
  return new AppError(
    'storage-failed',
    `The index just written to ${place} failed its check: ${reason}. The index served before is untouched.`,
    { cause, details: { file: place } },
  );
}
