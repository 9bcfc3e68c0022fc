import hnswlib from 'hnswlib-node';
import { AppError } from '../domain/errors.ts';
import { isCompleteVectorsFile, type VectorsShape } from './vectors-file-check.ts';

/** Up to this many passages every vector is compared: exact, and about as fast as the graph. */
export const EXACT_SCAN_MAX_PASSAGES = 10_000;

const LINKS_PER_ELEMENT = 16; // hnswlib's M
const EF_CONSTRUCTION = 200;
const EF_STEPS = [50, 100, 200, 400] as const;
const MIN_RECALL = 0.99;
const RECALL_AT = 10;
const RECALL_SAMPLE = 100;
const COSINE_TOLERANCE = 1e-5; // hnswlib sums in another order
const SEED = 100;

/** A passage's label and its cosine to the query. */
export interface Neighbour {
  readonly label: number;
  readonly cosine: number;
}

/**
 * Vectors of one generation. Labels are 0, 1, 2 ... in the order of building; vectors are kept
 * normalised, so their dot product is the cosine.
 */
export class VectorIndex {
  readonly dimensions: number;
  readonly count: number;
  readonly #graph: hnswlib.HierarchicalNSW;
  /** All vectors in a row, for exact scans; null for a large index. */
  readonly #matrix: Float32Array | null;

  private constructor(graph: hnswlib.HierarchicalNSW, shape: VectorsShape) {
    this.#graph = graph;
    this.count = shape.count;
    this.dimensions = shape.dimensions;
    this.#matrix = shape.count <= EXACT_SCAN_MAX_PASSAGES ? readMatrix(graph, shape) : null;
  }

  /** Builds the graph over at least one vector, all of the same length. Blocks: worker only. */
  static build(vectors: readonly Float32Array[]): VectorIndex {
    const dimensions = vectors[0]?.length ?? 0;
    const graph = new hnswlib.HierarchicalNSW('cosine', dimensions);
    graph.initIndex(vectors.length, LINKS_PER_ELEMENT, EF_CONSTRUCTION, SEED);
    for (const [label, vector] of vectors.entries()) graph.addPoint(Array.from(vector), label);
    return new VectorIndex(graph, { count: vectors.length, dimensions });
  }

  /**
   * Loads a file whose checksum the caller has verified: hnswlib trusts what it reads.
   * @throws AppError `index-corrupt` when the file is not of this shape
   */
  static load(path: string, shape: VectorsShape, ef: number): VectorIndex {
    if (!isCompleteVectorsFile(path, shape)) {
      throw new AppError(
        'index-corrupt',
        `The vectors file ${path} does not hold ${shape.count} vectors of ${shape.dimensions} numbers. Run "npm run reindex".`,
        { details: { file: path } },
      );
    }
    const graph = new hnswlib.HierarchicalNSW('cosine', shape.dimensions);
    graph.readIndexSync(path);
    graph.setEf(ef);
    return new VectorIndex(graph, shape);
  }

  /** Writes the file. hnswlib does not report a full disk: check with `isCompleteVectorsFile`. */
  save(path: string): void {
    this.#graph.writeIndexSync(path);
  }

  /** Nearest passages by falling cosine, at most `limit`. */
  search(query: Float32Array, limit: number): Neighbour[] {
    const unit = normalise(query);
    return this.#matrix === null
      ? this.#searchGraph(unit, limit)
      : this.#scan(this.#matrix, unit, limit);
  }

  /** The stored (normalised) vector of a label. */
  vectorOf(label: number): Float32Array {
    return Float32Array.from(this.#graph.getPoint(label));
  }

  /** Exact cosine of each label, in their order. */
  cosines(query: Float32Array, labels: readonly number[]): number[] {
    const unit = normalise(query);
    return labels.map((label) => dot(unit, this.#graph.getPoint(label), 0));
  }

  /**
   * Finds the smallest search width whose recall against an exact scan is good, on a sample of the
   * index's own vectors, and sets it. Returns it; the widest when none is good enough.
   */
  tuneEf(): number {
    let chosen: number = EF_STEPS[EF_STEPS.length - 1] ?? 0;
    const sample = this.#sampleQueries();
    const floors = this.#exactFloors(sample);
    for (const ef of EF_STEPS) {
      this.#graph.setEf(ef);
      let hits = 0;
      for (const [index, query] of sample.entries()) {
        const floor = (floors[index] ?? 1) - COSINE_TOLERANCE;
        const found = this.#searchGraph(query, RECALL_AT);
        hits += found.filter(({ cosine }) => cosine >= floor).length;
      }
      if (hits >= MIN_RECALL * sample.length * Math.min(RECALL_AT, this.count)) {
        chosen = ef;
        break;
      }
    }
    this.#graph.setEf(chosen);
    return chosen;
  }

  #searchGraph(unit: Float32Array, limit: number): Neighbour[] {
    const width = Math.min(limit, this.count);
    if (width > this.#graph.getEf()) this.#graph.setEf(width);
    const { neighbors, distances } = this.#graph.searchKnn(Array.from(unit), width);
    return neighbors
      .map((label, index) => ({ label, cosine: 1 - (distances[index] ?? 1) }))
      .sort(byCosine);
  }

  #scan(matrix: Float32Array, unit: Float32Array, limit: number): Neighbour[] {
    const all: Neighbour[] = [];
    for (let label = 0; label < this.count; label += 1) {
      all.push({ label, cosine: dot(unit, matrix, label * this.dimensions) });
    }
    return all.sort(byCosine).slice(0, limit);
  }

  /** Midpoints of two stored vectors: near the data, yet not of it. */
  #sampleQueries(): Float32Array[] {
    const step = Math.max(Math.floor(this.count / RECALL_SAMPLE), 1);
    const queries: Float32Array[] = [];
    for (let label = 0; label < this.count && queries.length < RECALL_SAMPLE; label += step) {
      const a = this.#graph.getPoint(label);
      const b = this.#graph.getPoint((label + Math.ceil(step / 2)) % this.count);
      queries.push(normalise(Float32Array.from(a, (value, index) => value + (b[index] ?? 0))));
    }
    return queries;
  }

  /** For each query the cosine of its last true neighbour (equals count), in one pass. */
  #exactFloors(queries: readonly Float32Array[]): number[] {
    const best: number[][] = queries.map(() => []);
    for (let label = 0; label < this.count; label += 1) {
      const point = this.vectorOf(label);
      for (const [index, query] of queries.entries()) {
        const list = best[index] ?? [];
        const cosine = dot(query, point, 0);
        if (list.length === RECALL_AT && cosine <= (list[RECALL_AT - 1] ?? 0)) continue;
        list.push(cosine);
        list.sort((a, b) => b - a);
        list.length = Math.min(list.length, RECALL_AT);
      }
    }
    return best.map((list) => list[list.length - 1] ?? 1);
  }
}

function readMatrix(graph: hnswlib.HierarchicalNSW, shape: VectorsShape): Float32Array {
  const matrix = new Float32Array(shape.count * shape.dimensions);
  for (let label = 0; label < shape.count; label += 1) {
    matrix.set(graph.getPoint(label), label * shape.dimensions);
  }
  return matrix;
}

function dot(a: Float32Array, b: ArrayLike<number>, offset: number): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) {
    sum += (a[index] ?? 0) * (b[offset + index] ?? 0);
  }
  return sum;
}

/** The vector at length 1; a zero vector stays as it is. */
export function normalise(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector, 0));
  return length === 0 ? vector : vector.map((value) => value / length);
}

function byCosine(a: Neighbour, b: Neighbour): number {
  return b.cosine - a.cosine || a.label - b.label;
}
