import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/*
 * Layout of a file written by hnswlib's HierarchicalNSW (little endian, 64 bit): a header of 96
 * bytes, one element of equal size for every slot (level-0 links, vector, label), then for every
 * element a uint32 with the size of its upper-level links and those links. Source: `saveIndex` in
 * node_modules/hnswlib-node/src/hnswlib/hnswalg.h. Elements stand in the order in which their labels
 * were first added; Cria adds 0, 1, 2 ..., so a label is its element's place.
 */
const HEADER_BYTES = 96;
const COUNT_OFFSET = 16;
const ELEMENT_BYTES_OFFSET = 24;
const LABEL_OFFSET_OFFSET = 32;
const VECTOR_OFFSET_OFFSET = 40;
const SIZE_BYTES = 4;
const FLOAT_BYTES = 4;
const BLOCK_BYTES = 4_194_304; // 4 MiB

/** What a vectors file is expected to hold. */
export interface VectorsShape {
  /** Elements, those of deleted passages included. */
  readonly slots: number;
  readonly dimensions: number;
}

interface Layout {
  readonly elementBytes: number;
  /** Places inside an element. */
  readonly vectorAt: number;
  readonly labelAt: number;
}

/**
 * Whether a vectors file is complete and of this shape, judged without hnswlib, which does not
 * report a full disk while writing and crashes the process on a file that is cut off.
 */
export function isCompleteVectorsFile(path: string, shape: VectorsShape): boolean {
  const fd = openSync(path, 'r');
  try {
    return readLayout(fd, shape) !== null;
  } finally {
    closeSync(fd);
  }
}

/** Null when the file is not complete or not of this shape. */
function readLayout(fd: number, shape: VectorsShape): Layout | null {
  const { size } = fstatSync(fd);
  const header = Buffer.alloc(HEADER_BYTES);
  if (readSync(fd, header, 0, HEADER_BYTES, 0) !== HEADER_BYTES) return null;
  const count = Number(header.readBigUInt64LE(COUNT_OFFSET));
  const elementBytes = Number(header.readBigUInt64LE(ELEMENT_BYTES_OFFSET));
  const labelAt = Number(header.readBigUInt64LE(LABEL_OFFSET_OFFSET));
  const vectorAt = Number(header.readBigUInt64LE(VECTOR_OFFSET_OFFSET));
  if (count !== shape.slots || labelAt - vectorAt !== shape.dimensions * FLOAT_BYTES) return null;
  const isWhole = linksEndAt(fd, { start: HEADER_BYTES + count * elementBytes, count, size });
  return isWhole ? { elementBytes, vectorAt, labelAt } : null;
}

interface LinkArea {
  readonly start: number;
  readonly count: number;
  readonly size: number;
}

/** Walks the upper-level links and compares their end with the end of the file. */
function linksEndAt(fd: number, area: LinkArea): boolean {
  if (area.start > area.size) return false;
  const links = Buffer.alloc(area.size - area.start);
  if (readSync(fd, links, 0, links.length, area.start) !== links.length) return false;
  let at = 0;
  for (let element = 0; element < area.count; element += 1) {
    if (at + SIZE_BYTES > links.length) return false;
    at += SIZE_BYTES + links.readUInt32LE(at);
  }
  return at === links.length;
}

/**
 * Reads vectors by label straight from a vectors file: hnswlib hands a vector out number by number,
 * which takes fifty times as long, and keeping them a second time would double the memory.
 */
export class VectorsFile {
  readonly shape: VectorsShape;
  readonly #fd: number;
  #isOpen = true;
  readonly #layout: Layout;

  private constructor(fd: number, layout: Layout, shape: VectorsShape) {
    this.#fd = fd;
    this.#layout = layout;
    this.shape = shape;
  }

  /** Null when the file is not complete or not of this shape. Close it. Throws Node's own errors. */
  static open(path: string, shape: VectorsShape): VectorsFile | null {
    const fd = openSync(path, 'r');
    try {
      const layout = readLayout(fd, shape);
      if (layout !== null) return new VectorsFile(fd, layout, shape);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    closeSync(fd);
    return null;
  }

  /** The vector of a label; of a deleted passage too. */
  vectorOf(label: number): Float32Array {
    const vector = new Float32Array(this.shape.dimensions);
    const { elementBytes, vectorAt } = this.#layout;
    const position = HEADER_BYTES + label * elementBytes + vectorAt;
    readSync(this.#fd, new Uint8Array(vector.buffer), 0, vector.byteLength, position);
    return vector;
  }

  /** Calls for every slot in the order of labels; `vector` is only valid during the call. */
  forEach(visit: (label: number, vector: Float32Array) => void): void {
    const { elementBytes, vectorAt } = this.#layout;
    const perBlock = Math.max(Math.floor(BLOCK_BYTES / elementBytes), 1);
    const block = Buffer.alloc(perBlock * elementBytes);
    const vector = new Float32Array(this.shape.dimensions);
    const bytes = new Uint8Array(vector.buffer);
    for (let first = 0; first < this.shape.slots; first += perBlock) {
      readSync(this.#fd, block, 0, block.length, HEADER_BYTES + first * elementBytes);
      const end = Math.min(first + perBlock, this.shape.slots);
      for (let label = first; label < end; label += 1) {
        const at = (label - first) * elementBytes + vectorAt;
        block.copy(bytes, 0, at, at + bytes.length);
        visit(label, vector);
      }
    }
  }

  /** Whether every element has the label that its place stands for. */
  isInOrder(): boolean {
    const { elementBytes, labelAt } = this.#layout;
    const perBlock = Math.max(Math.floor(BLOCK_BYTES / elementBytes), 1);
    const block = Buffer.alloc(perBlock * elementBytes);
    for (let first = 0; first < this.shape.slots; first += perBlock) {
      readSync(this.#fd, block, 0, block.length, HEADER_BYTES + first * elementBytes);
      const end = Math.min(first + perBlock, this.shape.slots);
      for (let label = first; label < end; label += 1) {
        const written = block.readBigUInt64LE((label - first) * elementBytes + labelAt);
        if (written !== BigInt(label)) return false;
      }
    }
    return true;
  }

  /** Idempotent. */
  close(): void {
    if (this.#isOpen) closeSync(this.#fd);
    this.#isOpen = false;
  }
}
