import { AppError } from '../../domain/errors.ts';
import type { LanguageCentre, PassageMatrix } from '../../domain/ports.ts';
import { dot, nearestCentre, takeOff } from '../../indexing/vectors/language-centre.ts';
import { PassageVectors, type VectorScores } from '../../indexing/vectors/passage-vectors.ts';
import { spread } from '../../indexing/vectors/spread.ts';
import { MatrixRows, normalise } from '../../indexing/vectors/vector-rows.ts';
import { NO_PASSAGE } from '../../indexing/vectors/vector-scales.ts';
import type { Sql } from '../database.ts';
import { readVector, vectorText, VISIBLE, type GenerationAt } from './generation-at.ts';

/** Of what HNSW finds with half the bits, so many times the limit are compared with all of them. */
const EXACT_AGAIN_FACTOR = 2;
/** Width of the search; https://github.com/pgvector/pgvector#query-options */
const EF_SEARCH = 200;
const MAX_EF_SEARCH = 1_000;

/** The vectors of an opened generation. */
export interface GenerationVectors {
  readonly centres: readonly LanguageCentre[];
  /** Nearest labels by falling centred cosine. */
  nearest(sql: Sql, query: Float32Array, limit: number): Promise<readonly number[]>;
  /** Cosine of a centred vector to the one nearest to it. */
  bestOf(sql: Sql, centred: Float32Array): Promise<number>;
  /** Both scores of those that have a vector, by label. */
  scores(
    sql: Sql,
    query: Float32Array,
    labels: readonly number[],
  ): Promise<ReadonlyMap<number, VectorScores>>;
  /** Those of at most `limit` passages, spread evenly over all that have one. */
  some(sql: Sql, limit: number): Promise<PassageMatrix>;
}

export interface VectorsOf {
  readonly at: GenerationAt;
  readonly dimensions: number;
  readonly centres: readonly LanguageCentre[];
  /** Whether there is a graph; without one every vector is compared. */
  readonly hasGraph: boolean;
}

/** Compares in the database. */
export function remoteVectors(of: VectorsOf): GenerationVectors {
  const { centres, dimensions } = of;
  const centred = (query: Float32Array): Float32Array => {
    requireDimensions(query, dimensions);
    const unit = normalise(query);
    return takeOff(unit, nearestCentre(unit, centres)).unit;
  };
  return {
    centres,
    async nearest(sql, query, limit) {
      const found = await nearestRows(sql, of, { vector: vectorText(centred(query)), limit });
      return found.map(({ label }) => label);
    },
    async bestOf(sql, vector) {
      const found = await nearestRows(sql, of, { vector: vectorText(vector), limit: 1 });
      return -(found[0]?.distance ?? 0);
    },
    async scores(sql, query, labels) {
      const unit = normalise(query);
      const offsets = centres.map((centre) => dot(unit, centre.vector));
      const rows = await sql.rows<ScoreRow>(
        `SELECT label, centre, vector_length, -(embedding <#> $2::vector) AS dense,
           -(embedding <#> $3::vector) AS plain
         FROM cria.passages WHERE lineage = $1 AND label = ANY($4) AND embedding IS NOT NULL`,
        of.at.lineage,
        vectorText(centred(query)),
        vectorText(unit),
        labels,
      );
      return new Map(
        rows.map(({ label, centre, vector_length: length, dense, plain }) => [
          label,
          { dense, similarity: (offsets[centre] ?? 0) + length * plain },
        ]),
      );
    },
    async some(sql, limit) {
      const labels = await sql.rows<{ label: number }>(
        `SELECT label FROM cria.passages WHERE ${VISIBLE} AND embedding IS NOT NULL ORDER BY label`,
        of.at.lineage,
        of.at.ordinal,
      );
      const rows = await sql.rows<{ id: string; bytes: Buffer }>(
        `SELECT id, vector_send(embedding) AS bytes FROM cria.passages
         WHERE lineage = $1 AND label = ANY($2) ORDER BY label`,
        of.at.lineage,
        spread(labels, limit).map(({ label }) => label),
      );
      const matrix = new Float32Array(rows.length * dimensions);
      rows.forEach(({ bytes }, at) => {
        readVector(bytes, matrix.subarray(at * dimensions, (at + 1) * dimensions));
      });
      return { ids: rows.map(({ id }) => id), dimensions, matrix };
    },
  };
}

interface Wanted {
  readonly vector: string;
  readonly limit: number;
}

interface NearRow {
  readonly label: number;
  /** Negative cosine. */
  readonly distance: number;
}

async function nearestRows(sql: Sql, of: VectorsOf, { vector, limit }: Wanted): Promise<NearRow[]> {
  const { lineage, ordinal } = of.at;
  const from = `SELECT label, embedding <#> $3::vector AS distance FROM cria.passages
    WHERE ${VISIBLE} AND embedding IS NOT NULL`;
  const inOrder = 'ORDER BY distance, label LIMIT $4';
  if (!of.hasGraph) {
    return sql.rows<NearRow>(`${from} ${inOrder}`, lineage, ordinal, vector, limit);
  }
  const wanted = limit * EXACT_AGAIN_FACTOR;
  await sql.rows(
    `SELECT set_config('hnsw.ef_search', $1, true),
       set_config('hnsw.iterative_scan', 'strict_order', true)`,
    String(Math.min(Math.max(EF_SEARCH, wanted), MAX_EF_SEARCH)),
  );
  const type = `halfvec(${of.dimensions})`;
  // The lineage as a literal: the graph is over its rows alone.
  return sql.rows<NearRow>(
    `WITH found AS MATERIALIZED (
       ${from} AND lineage = ${lineage} ORDER BY embedding::${type} <#> $3::${type} LIMIT $5
     ) SELECT label, distance FROM found ${inOrder}`,
    lineage,
    ordinal,
    vector,
    limit,
    wanted,
  );
}

interface ScoreRow {
  readonly label: number;
  readonly centre: number;
  readonly vector_length: number;
  readonly dense: number;
  readonly plain: number;
}

interface VectorRow {
  readonly id: string;
  readonly label: number;
  readonly language: string;
  readonly centre: number;
  readonly vector_length: number;
  readonly bytes: Buffer;
}

/**
 * Puts a generation on the scale of another one, which changes every vector: they are read once and
 * compared here. For the small index of one server.
 */
export async function alignedVectors(
  sql: Sql,
  { at, dimensions, centres }: VectorsOf,
  alignTo: readonly LanguageCentre[],
): Promise<GenerationVectors> {
  const found = await sql.rows<VectorRow>(
    `SELECT id, label, language, centre, vector_length, vector_send(embedding) AS bytes
     FROM cria.passages WHERE ${VISIBLE} AND embedding IS NOT NULL ORDER BY label`,
    at.lineage,
    at.ordinal,
  );
  const slots = (found.at(-1)?.label ?? -1) + 1;
  const rows = new MatrixRows(new Float32Array(slots * dimensions), { slots, dimensions });
  const centreOf = new Uint16Array(slots).fill(NO_PASSAGE);
  const lengths = new Float32Array(slots);
  for (const { label, centre, vector_length: length, bytes } of found) {
    readVector(bytes, rows.vectorOf(label));
    centreOf[label] = centre;
    lengths[label] = length;
  }
  const own = { centres, centreOf, lengths };
  const vectors = PassageVectors.aligned(own, rows, { languages: found, centres: alignTo });
  const has = new Set(found.map(({ label }) => label));
  return {
    centres: alignTo,
    nearest(_sql, query, limit) {
      requireDimensions(query, dimensions);
      return Promise.resolve(vectors.search(query, limit).map(({ label }) => label));
    },
    bestOf: () => Promise.resolve(1), // it was checked when it was written
    scores(_sql, query, labels) {
      const known = labels.filter((label) => has.has(label));
      const scores = vectors.scores(query, known);
      const pairs = known.flatMap((label, place) => pairOf(label, scores[place]));
      return Promise.resolve(new Map(pairs));
    },
    some(_sql, limit) {
      const some = spread(found, limit);
      const matrix = new Float32Array(some.length * dimensions);
      some.forEach(({ label }, at) => matrix.set(rows.vectorOf(label), at * dimensions));
      return Promise.resolve({ ids: some.map(({ id }) => id), dimensions, matrix });
    },
  };
}

function pairOf(label: number, scores: VectorScores | undefined): [number, VectorScores][] {
  return scores === undefined ? [] : [[label, scores]];
}

function requireDimensions(query: Float32Array, dimensions: number): void {
  if (query.length === dimensions) return;
  throw new AppError(
    'internal',
    `The query vector has ${query.length} numbers, the index ${dimensions}: another embedder made it.`,
  );
}
