import {
  centreFor,
  dot,
  languageCentres,
  nearestCentre,
  takeOff,
  type LanguageCentre,
} from './language-centre.ts';
import type { SqliteDatabase } from './sqlite-file.ts';
import { normalise, VectorIndex, type Neighbour } from './vector-index.ts';
import type { VectorsShape } from './vectors-file-check.ts';

const SCHEMA = `
  CREATE TABLE centres (place INTEGER PRIMARY KEY, language TEXT NOT NULL, vector BLOB NOT NULL);
  CREATE TABLE vector_lengths (label INTEGER PRIMARY KEY, centre INTEGER NOT NULL, length REAL NOT NULL);
`;

/** Neighbours looked at for the best plain cosine. */
const SIMILARITY_NEIGHBOURS = 10;

/** Both scores of a passage for one query. */
export interface VectorScores {
  /** Cosine of the language-centred vectors. */
  readonly dense: number;
  /** Cosine of the vectors as the embedder made them. */
  readonly similarity: number;
}

interface Parts {
  readonly index: VectorIndex;
  readonly centres: readonly LanguageCentre[];
  /** Place in `centres` by label. */
  readonly centreOf: Uint16Array;
  /** Length of each vector after its centre was taken off, by label. */
  readonly lengths: Float32Array;
}

/**
 * The vectors of a generation, searched without the languages' head start. The graph holds centred
 * unit vectors; with centre and length the plain cosine comes back from them exactly:
 * `q · p = q · centre + length × (q · unit)`.
 */
export class PassageVectors {
  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Builds over at least one vector; `languages` in the same order. Blocks: worker only. */
  static build(vectors: readonly Float32Array[], languages: readonly string[]): PassageVectors {
    const units = vectors.map(normalise);
    const centres = languageCentres(units, languages);
    const centreOf = Uint16Array.from(languages, (language) =>
      centres.indexOf(centreFor(language, centres)),
    );
    const shared: LanguageCentre = { language: '', vector: new Float32Array(0) };
    const centred = units.map((unit, at) => takeOff(unit, centres[centreOf[at] ?? 0] ?? shared));
    const index = VectorIndex.build(centred.map(({ unit }) => unit));
    const lengths = Float32Array.from(centred, ({ length }) => length);
    return new PassageVectors({ index, centres, centreOf, lengths });
  }

  /** Loads what `save` and `writeScales` wrote. @throws AppError `index-corrupt` */
  static load(path: string, db: SqliteDatabase, shape: VectorsShape, ef: number): PassageVectors {
    const index = VectorIndex.load(path, shape, ef);
    const rows = db
      .prepare<[], { language: string; vector: Uint8Array }>(
        'SELECT language, vector FROM centres ORDER BY place',
      )
      .all();
    const centres = rows.map(({ language, vector }) => ({
      language,
      vector: new Float32Array(Uint8Array.from(vector).buffer),
    }));
    const centreOf = new Uint16Array(shape.count);
    const lengths = new Float32Array(shape.count);
    const scales = db.prepare<[], { label: number; centre: number; length: number }>(
      'SELECT label, centre, length FROM vector_lengths',
    );
    for (const { label, centre, length } of scales.iterate()) {
      centreOf[label] = centre;
      lengths[label] = length;
    }
    return new PassageVectors({ index, centres, centreOf, lengths });
  }

  get dimensions(): number {
    return this.#parts.index.dimensions;
  }

  get count(): number {
    return this.#parts.index.count;
  }

  /** Writes the graph; the rest goes into the database with `writeScales`. */
  save(path: string): void {
    this.#parts.index.save(path);
  }

  writeScales(db: SqliteDatabase): void {
    const { centres, centreOf, lengths } = this.#parts;
    db.exec(SCHEMA);
    db.transaction(() => {
      const insertCentre = db.prepare('INSERT INTO centres VALUES (?, ?, ?)');
      for (const [place, { language, vector }] of centres.entries()) {
        insertCentre.run(place, language, Buffer.from(vector.buffer.slice(0)));
      }
      const insert = db.prepare('INSERT INTO vector_lengths VALUES (?, ?, ?)');
      for (const [label, length] of lengths.entries()) {
        insert.run(label, centreOf[label] ?? 0, length);
      }
    })();
  }

  /** See `VectorIndex.tuneEf`. */
  tuneEf(): number {
    return this.#parts.index.tuneEf();
  }

  /** Nearest passages by falling centred cosine, at most `limit`. */
  search(query: Float32Array, limit: number): Neighbour[] {
    return this.#parts.index.search(this.#centred(query), limit);
  }

  /** Both scores of each label, in their order. */
  scores(query: Float32Array, labels: readonly number[]): VectorScores[] {
    const { index, centres, centreOf, lengths } = this.#parts;
    const unit = normalise(query);
    const centred = this.#centred(query);
    const offsets = centres.map(({ vector }) => dot(unit, vector));
    return labels.map((label) => {
      const stored = index.vectorOf(label);
      const similarity =
        (offsets[centreOf[label] ?? 0] ?? 0) + (lengths[label] ?? 0) * dot(unit, stored);
      return { dense: dot(centred, stored), similarity };
    });
  }

  /** Best plain cosine among the passages nearest to a query; 0 for none. */
  bestSimilarity(query: Float32Array): number {
    const labels = this.search(query, SIMILARITY_NEIGHBOURS).map(({ label }) => label);
    return Math.max(0, ...this.scores(query, labels).map(({ similarity }) => similarity));
  }

  /** Cosine between a stored vector and what a search for it finds first. */
  selfCosine(label: number): number {
    const { index } = this.#parts;
    const stored = index.vectorOf(label);
    if (stored.every((value) => value === 0)) return 1;
    return index.search(stored, 1)[0]?.cosine ?? 0;
  }

  #centred(query: Float32Array): Float32Array {
    const unit = normalise(query);
    return takeOff(unit, nearestCentre(unit, this.#parts.centres)).unit;
  }
}
