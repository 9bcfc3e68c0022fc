import { openSync, closeSync, fstatSync, readSync } from 'node:fs';

/*
 * Layout of a file written by hnswlib's HierarchicalNSW (little endian, 64 bit): a header of 96
 * bytes, `count` elements of equal size (level-0 links, vector, label), then for every element a
 * uint32 with the size of its upper-level links and those links. Source: `saveIndex` in
 * node_modules/hnswlib-node/src/hnswlib/hnswalg.h.
 */
const HEADER_BYTES = 96;
const COUNT_OFFSET = 16;
const ELEMENT_BYTES_OFFSET = 24;
const LABEL_OFFSET_OFFSET = 32;
const VECTOR_OFFSET_OFFSET = 40;
const SIZE_BYTES = 4;
const FLOAT_BYTES = 4;

/** What a vectors file is expected to hold. */
export interface VectorsShape {
  readonly count: number;
  readonly dimensions: number;
}

/**
 * Whether a vectors file is complete and of this shape, judged without hnswlib, which does not
 * report a full disk while writing and crashes the process on a file that is cut off.
 */
export function isCompleteVectorsFile(path: string, shape: VectorsShape): boolean {
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    const header = Buffer.alloc(HEADER_BYTES);
    if (readSync(fd, header, 0, HEADER_BYTES, 0) !== HEADER_BYTES) return false;
    const count = Number(header.readBigUInt64LE(COUNT_OFFSET));
    const elementBytes = Number(header.readBigUInt64LE(ELEMENT_BYTES_OFFSET));
    const vectorBytes =
      Number(header.readBigUInt64LE(LABEL_OFFSET_OFFSET)) -
      Number(header.readBigUInt64LE(VECTOR_OFFSET_OFFSET));
    if (count !== shape.count || vectorBytes !== shape.dimensions * FLOAT_BYTES) return false;
    return linksEndAt(fd, { start: HEADER_BYTES + count * elementBytes, count, size });
  } finally {
    closeSync(fd);
  }
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
