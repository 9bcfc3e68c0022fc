import hnswlib from 'hnswlib-node';
import { AppError } from '../../domain/errors.ts';
import type { Neighbour } from './vector-rows.ts';
import { isCompleteVectorsFile, type VectorsShape } from './vectors-file.ts';

/** Up to this many passages every vector is compared: exact, and about as fast as the graph. */
export const EXACT_SCAN_MAX_PASSAGES = 10_000;

const LINKS_PER_ELEMENT = 16; // hnswlib's M
const EF_CONSTRUCTION = 200;
const SEED = 100;

/**
 * hnswlib's graph over the vectors of one generation. Labels are 0, 1, 2 ...; vectors are kept
 * normalised, so their dot product is the cosine. Blocks: worker only.
 */
export class VectorIndex {
  readonly dimensions: number;
  readonly #graph: hnswlib.HierarchicalNSW;

  private constructor(graph: hnswlib.HierarchicalNSW, dimensions: number) {
    this.#graph = graph;
    this.dimensions = dimensions;
  }

  /** An empty graph with room for `slots` vectors. */
  static create({ slots, dimensions }: VectorsShape): VectorIndex {
    const graph = new hnswlib.HierarchicalNSW('cosine', dimensions);
    graph.initIndex(slots, LINKS_PER_ELEMENT, EF_CONSTRUCTION, SEED);
    return new VectorIndex(graph, dimensions);
  }

  /**
   * Loads a file whose checksum the caller has verified: hnswlib trusts what it reads.
   * @throws AppError `index-corrupt` when the file is not of this shape
   */
  static load(path: string, shape: VectorsShape, ef: number): VectorIndex {
    if (!isCompleteVectorsFile(path, shape)) throw notOfShape(path, shape);
    const graph = new hnswlib.HierarchicalNSW('cosine', shape.dimensions);
    graph.readIndexSync(path);
    graph.setEf(ef);
    return new VectorIndex(graph, shape.dimensions);
  }

  /** Makes room for labels below `slots`. */
  grow(slots: number): void {
    if (slots > this.#graph.getMaxElements()) this.#graph.resizeIndex(slots);
  }

  /** Adds a vector, or puts it in the place of the one with this label. New labels come in order. */
  set(label: number, vector: Float32Array): void {
    this.#graph.addPoint(Array.from(vector), label);
  }

  /** Hides a label from searches; its vector still leads them on. */
  hide(label: number): void {
    this.#graph.markDelete(label);
  }

  /** Writes the file. hnswlib does not report a full disk: check with `isCompleteVectorsFile`. */
  save(path: string): void {
    this.#graph.writeIndexSync(path);
  }

  /** Search width; larger finds more and takes longer. */
  setEf(ef: number): void {
    this.#graph.setEf(ef);
  }

  /** Nearest by falling cosine, at most `limit`. A limit beyond the search width widens it for once. */
  search(unit: Float32Array, limit: number): Neighbour[] {
    const width = Math.min(limit, this.#graph.getCurrentCount());
    const ef = this.#graph.getEf();
    if (width > ef) this.#graph.setEf(width);
    const { neighbors, distances } = this.#graph.searchKnn(Array.from(unit), width);
    if (width > ef) this.#graph.setEf(ef);
    return neighbors
      .map((label, index) => ({ label, cosine: 1 - (distances[index] ?? 1) }))
      .sort((a, b) => b.cosine - a.cosine || a.label - b.label);
  }
}

/** What is thrown for a vectors file of another shape. */
export function notOfShape(path: string, { slots, dimensions }: VectorsShape): AppError {
  return new AppError(
    'index-corrupt',
    `The vectors file ${path} does not hold ${slots} vectors of ${dimensions} numbers. Run "npm run reindex".`,
    { details: { file: path } },
  );
}
