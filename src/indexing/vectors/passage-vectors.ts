import { isWithoutVector, type LanguageCentre } from '../../domain/ports.ts';
import { centreFor, dot, nearestCentre, takeOff } from './language-centre.ts';
import type { SqliteDatabase } from '../files/sqlite-file.ts';
import { EXACT_SCAN_MAX_PASSAGES, notOfShape, VectorIndex } from './vector-index.ts';
import { MatrixRows, normalise, type Neighbour, type VectorRows } from './vector-rows.ts';
import { liveLabels, NO_PASSAGE, readScales, type VectorScales } from './vector-scales.ts';
import { VectorsFile, type VectorsShape } from './vectors-file.ts';

/** Neighbours looked at for the best plain cosine. */
const SIMILARITY_NEIGHBOURS = 10;

/** Both scores of a passage for one query. */
export interface VectorScores {
  /** Cosine of the language-centred vectors. */
  readonly dense: number;
  /** Cosine of the vectors as the embedder made them. */
  readonly similarity: number;
}

/** Where the vectors of a generation are, and how to search them. */
export interface VectorSource {
  /** The vectors file; its checksum has been verified. */
  readonly path: string;
  readonly db: SqliteDatabase;
  readonly shape: VectorsShape;
  readonly ef: number;
  /** Take these centres off instead of the generation's own. */
  readonly alignTo?: readonly LanguageCentre[];
}

interface Parts {
  readonly scales: VectorScales;
  readonly rows: VectorRows;
  /** Labels in use. */
  readonly count: number;
  readonly nearest: (unit: Float32Array, limit: number) => Neighbour[];
  readonly close: () => void;
}

/**
 * The vectors of a generation, searched without the languages' head start. They are centred unit
 * vectors; with centre and length the plain cosine comes back from them exactly:
 * `q · p = q · centre + length × (q · unit)`.
 */
export class PassageVectors {
  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Over vectors in memory that were just written, with the graph built from them. */
  static over(scales: VectorScales, rows: MatrixRows, graph: VectorIndex): PassageVectors {
    const count = liveLabels(scales).length;
    const nearest =
      count > EXACT_SCAN_MAX_PASSAGES
        ? (unit: Float32Array, limit: number) => graph.search(unit, limit)
        : scan(scales, rows);
    return new PassageVectors({ scales, rows, count, nearest, close: () => undefined });
  }

  /**
   * Loads what was written. A small index, or one on another's scale, is compared vector by vector
   * and never reaches hnswlib. Close it. @throws AppError `index-corrupt`
   */
  static load(source: VectorSource): PassageVectors {
    const { path, db, shape, ef, alignTo } = source;
    const own = readScales(db, shape.slots);
    const file = own === null ? null : VectorsFile.open(path, shape);
    if (own === null || file === null) throw notOfShape(path, shape);
    try {
      const count = liveLabels(own).length;
      if (count > EXACT_SCAN_MAX_PASSAGES && alignTo === undefined) {
        const graph = VectorIndex.load(path, shape, ef);
        const nearest: Parts['nearest'] = (unit, limit) => graph.search(unit, limit);
        return new PassageVectors({
          scales: own,
          rows: file,
          count,
          nearest,
          close: () => file.close(),
        });
      }
      const rows = MatrixRows.from(file);
      file.close();
      const scales = alignTo === undefined ? own : align(rows, own, { db, centres: alignTo });
      const nearest = scan(scales, rows);
      return new PassageVectors({ scales, rows, count, nearest, close: () => undefined });
    } catch (error) {
      file.close();
      throw error;
    }
  }

  get dimensions(): number {
    return this.#parts.rows.shape.dimensions;
  }

  get count(): number {
    return this.#parts.count;
  }

  /** What other indexes of the same embedder can be aligned to. */
  get centres(): readonly LanguageCentre[] {
    return this.#parts.scales.centres;
  }

  /** Nearest passages by falling centred cosine, at most `limit`. */
  search(query: Float32Array, limit: number): Neighbour[] {
    return this.#parts.nearest(this.#centred(query), limit);
  }

  /** Both scores of each label, in their order. */
  scores(query: Float32Array, labels: readonly number[]): VectorScores[] {
    const { rows, scales } = this.#parts;
    const unit = normalise(query);
    const centred = this.#centred(query);
    const offsets = scales.centres.map(({ vector }) => dot(unit, vector));
    return labels.map((label) => {
      const stored = rows.vectorOf(label);
      const offset = offsets[scales.centreOf[label] ?? 0] ?? 0;
      const similarity = offset + (scales.lengths[label] ?? 0) * dot(unit, stored);
      return { dense: dot(centred, stored), similarity };
    });
  }

  /** Best plain cosine among the passages nearest to a query; 0 for none. */
  bestSimilarity(query: Float32Array): number {
    const labels = this.search(query, SIMILARITY_NEIGHBOURS).map(({ label }) => label);
    return Math.max(0, ...this.scores(query, labels).map(({ similarity }) => similarity));
  }

  /** Whether a passage has no vector. */
  isBare(label: number): boolean {
    const { rows, scales } = this.#parts;
    return scales.centreOf[label] === NO_PASSAGE && isWithoutVector(rows.vectorOf(label));
  }

  /** The centred unit vector of a passage; only valid until the next call. */
  unitOf(label: number): Float32Array {
    return this.#parts.rows.vectorOf(label);
  }

  /** Cosine between a stored vector and what a search for it finds first. */
  selfCosine(label: number): number {
    const stored = this.#parts.rows.vectorOf(label);
    if (isWithoutVector(stored)) return 1;
    return this.#parts.nearest(stored, 1)[0]?.cosine ?? 0;
  }

  /** Closes the file. Idempotent. */
  close(): void {
    this.#parts.close();
  }

  #centred(query: Float32Array): Float32Array {
    const unit = normalise(query);
    return takeOff(unit, nearestCentre(unit, this.#parts.scales.centres)).unit;
  }
}

function scan({ centreOf }: VectorScales, rows: MatrixRows): Parts['nearest'] {
  const isLive = (label: number): boolean => centreOf[label] !== NO_PASSAGE;
  return (unit, limit) => rows.nearest(unit, limit, isLive);
}

interface Alignment {
  readonly db: SqliteDatabase;
  readonly centres: readonly LanguageCentre[];
}

/** Gives every vector its own centre back and takes the other index's centre off, in place. */
function align(rows: MatrixRows, own: VectorScales, { db, centres }: Alignment): VectorScales {
  const { slots, dimensions } = rows.shape;
  const centreOf = new Uint16Array(slots).fill(NO_PASSAGE);
  const lengths = new Float32Array(slots);
  const languages = db.prepare<[], { label: number; language: string }>(
    'SELECT label, language FROM passages',
  );
  for (const { label, language } of languages.iterate()) {
    if (own.centreOf[label] === NO_PASSAGE) continue; // it has no vector
    const before = own.centres[own.centreOf[label] ?? 0]?.vector ?? new Float32Array(dimensions);
    const length = own.lengths[label] ?? 0;
    const row = rows.vectorOf(label);
    const plain = row.map((value, at) => (before[at] ?? 0) + length * value);
    const centre = centreFor(language, centres);
    const centred = takeOff(plain, centre);
    row.set(centred.unit);
    lengths[label] = centred.length;
    centreOf[label] = centres.indexOf(centre);
  }
  return { centres, centreOf, lengths };
}
