import type { VectorsFile, VectorsShape } from './vectors-file.ts';

/** A passage's label and its cosine to the query. */
export interface Neighbour {
  readonly label: number;
  readonly cosine: number;
}

/** Vectors by label, in memory or in a file. */
export interface VectorRows {
  readonly shape: VectorsShape;
  vectorOf(label: number): Float32Array;
  /** Calls for every slot in the order of labels; `vector` is only valid during the call. */
  forEach(visit: (label: number, vector: Float32Array) => void): void;
}

/** Vectors in a row in memory. */
export class MatrixRows implements VectorRows {
  readonly shape: VectorsShape;
  readonly matrix: Float32Array;

  constructor(matrix: Float32Array, shape: VectorsShape) {
    this.matrix = matrix;
    this.shape = shape;
  }

  /** Takes all vectors of a file into memory. */
  static from(file: VectorsFile): MatrixRows {
    const { shape } = file;
    const matrix = new Float32Array(shape.slots * shape.dimensions);
    file.forEach((label, vector) => matrix.set(vector, label * shape.dimensions));
    return new MatrixRows(matrix, shape);
  }

  /** A view: what is written to it is written to the matrix. */
  vectorOf(label: number): Float32Array {
    const { dimensions } = this.shape;
    return this.matrix.subarray(label * dimensions, (label + 1) * dimensions);
  }

  forEach(visit: (label: number, vector: Float32Array) => void): void {
    for (let label = 0; label < this.shape.slots; label += 1) visit(label, this.vectorOf(label));
  }

  /** Compares every live vector with the query: exact. By falling cosine, at most `limit`. */
  nearest(unit: Float32Array, limit: number, isLive: (label: number) => boolean): Neighbour[] {
    const best = new BestNeighbours(limit);
    const { slots, dimensions } = this.shape;
    for (let label = 0; label < slots; label += 1) {
      if (isLive(label)) best.offer(label, dotAt(unit, this.matrix, label * dimensions));
    }
    return best.list();
  }
}

/** The nearest of many, kept sorted; equals stand in the order of their labels. */
export class BestNeighbours {
  readonly #limit: number;
  readonly #found: Neighbour[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  offer(label: number, cosine: number): void {
    const found = this.#found;
    const last = found[found.length - 1];
    const isFull = found.length >= this.#limit;
    if (this.#limit === 0 || (isFull && last !== undefined && cosine <= last.cosine)) return;
    let low = 0;
    let high = found.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((found[middle]?.cosine ?? 0) >= cosine) low = middle + 1;
      else high = middle;
    }
    found.splice(low, 0, { label, cosine });
    if (isFull) found.pop();
  }

  list(): Neighbour[] {
    return this.#found;
  }
}

/**
 * Dot product of a vector with a stretch of a longer one. Four sums at once: a single one would wait
 * for its own last addition.
 */
export function dotAt(a: Float32Array, b: Float32Array, offset: number): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  let at = 0;
  for (; at + 3 < a.length; at += 4) {
    const there = offset + at;
    first += (a[at] ?? 0) * (b[there] ?? 0);
    second += (a[at + 1] ?? 0) * (b[there + 1] ?? 0);
    third += (a[at + 2] ?? 0) * (b[there + 2] ?? 0);
    fourth += (a[at + 3] ?? 0) * (b[there + 3] ?? 0);
  }
  for (; at < a.length; at += 1) first += (a[at] ?? 0) * (b[offset + at] ?? 0);
  return first + second + third + fourth;
}

/** The vector at length 1; a zero vector stays as it is. */
export function normalise(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dotAt(vector, vector, 0));
  return length === 0 ? vector : vector.map((value) => value / length);
}
