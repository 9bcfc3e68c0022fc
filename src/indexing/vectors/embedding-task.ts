import { AppError } from '../../domain/errors.ts';
import {
  hashOf,
  type EmbeddingCache,
  type EmbeddingKind,
  type EmbeddingOwner,
} from './embedding-cache.ts';
import { MatrixRows } from './vector-rows.ts';

const TEXTS_PER_TRANSACTION = 500;

/** Texts by place, from 0. */
export interface TextSource {
  readonly count: number;
  texts(): Iterable<string>;
  textAt(place: number): string;
}

/** Whose vectors are wanted, and where they are kept. */
export interface EmbeddingSource {
  readonly kind: EmbeddingKind;
  readonly owner: EmbeddingOwner;
  readonly cache: EmbeddingCache;
}

/**
 * The vectors of many texts: first what the cache has, then what is embedded batch by batch. Texts are
 * fetched when they are needed, and each is asked for once, however often it occurs.
 */
export class EmbeddingTask {
  /** By place; complete when nothing is missing. */
  readonly rows: MatrixRows;
  /** Places without a cached vector; some may share a text. */
  readonly uncached: number;
  readonly #texts: TextSource;
  readonly #source: EmbeddingSource;
  /** Places of each missing text, in the order of the first ones. */
  readonly #missing: (readonly number[])[];
  /** Missing texts that have been handed out last. */
  #batch = 0;
  #done = 0;

  /** Throws SQLite's own errors. */
  constructor(texts: TextSource, source: EmbeddingSource) {
    const { dimensions } = source.owner;
    const shape = { slots: texts.count, dimensions };
    this.rows = new MatrixRows(new Float32Array(texts.count * dimensions), shape);
    this.#texts = texts;
    this.#source = source;
    this.#missing = [...this.#takeCached().values()];
    this.uncached = this.#missing.reduce((sum, places) => sum + places.length, 0);
  }

  /** In short transactions: other stores may share the cache, and wait only so long for it. */
  #takeCached(): Map<string, number[]> {
    const missing = new Map<string, number[]>();
    let place = 0;
    let some: string[] = [];
    const look = (): void => {
      this.#source.cache.inTransaction(() => {
        for (const text of some) this.#lookUp(text, place++, missing);
      });
      some = [];
    };
    for (const text of this.#texts.texts()) {
      some.push(text);
      if (some.length === TEXTS_PER_TRANSACTION) look();
    }
    look();
    return missing;
  }

  #lookUp(text: string, place: number, missing: Map<string, number[]>): void {
    const { owner, kind, cache } = this.#source;
    const key = hashOf(text).toString('latin1');
    const places = missing.get(key);
    const vector = places === undefined ? cache.get(owner, kind, text) : null;
    if (vector !== null) this.rows.vectorOf(place).set(vector);
    else if (places === undefined) missing.set(key, [place]);
    else places.push(place);
  }

  /** Distinct texts that are still to be embedded. */
  get left(): number {
    return this.#missing.length - this.#done;
  }

  /** The next texts without a vector, at most `limit`; none when all have one. */
  next(limit: number): readonly string[] {
    const groups = this.#missing.slice(this.#done, this.#done + limit);
    this.#batch = groups.length;
    return groups.map(([first = 0]) => this.#texts.textAt(first));
  }

  /**
   * Takes the vectors of the texts handed out last, in one row, and puts them into the cache.
   * @throws AppError `model-failed` when they are not what was asked for; SQLite's own errors
   */
  store(row: Float32Array): void {
    const { owner, kind, cache } = this.#source;
    const { dimensions } = owner;
    if (row.length !== this.#batch * dimensions || !row.every(Number.isFinite)) {
      throw new AppError(
        'model-failed',
        `The embedder returned ${row.length} usable numbers for ${this.#batch} texts; ${this.#batch * dimensions} finite ones were expected.`,
      );
    }
    const groups = this.#missing.slice(this.#done, this.#done + this.#batch);
    const entries = groups.map(([first = 0], at) => {
      const vector = row.slice(at * dimensions, (at + 1) * dimensions);
      return [this.#texts.textAt(first), vector] as const;
    });
    cache.put(owner, kind, entries);
    for (const [at, places] of groups.entries()) {
      const vector = entries[at]?.[1] ?? [];
      for (const place of places) this.rows.vectorOf(place).set(vector);
    }
    this.#done += this.#batch;
    this.#batch = 0;
  }
}
