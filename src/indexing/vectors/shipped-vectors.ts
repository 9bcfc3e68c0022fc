import { closeSync, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { errorCode } from '../files/storage-fault.ts';
import type { EmbeddingOwner, ShippedVector } from './embedding-cache.ts';

/** Folder of a corpus with vectors that were made before: files that end so. */
export const VECTORS_FOLDER = '.vectors';
export const VECTORS_ENDING = '.vectors';

/** A larger file is left aside; in bytes. */
const MAX_FILE_BYTES = 67_108_864; // 64 MiB
const MAX_HEADER_BYTES = 4_096;
const HASH_BYTES = 32;
const NUMBER_BYTES = 2;
/** What 1 is written as: coordinates of unit vectors, as whole numbers of 16 bits. */
const ONE = 32_767;

const Header = z.object({
  digests: z.array(z.string()),
  dimensions: z.number().int().positive().max(16_384),
  passages: z.number().int().nonnegative(),
  queries: z.number().int().nonnegative(),
});

/**
 * Vectors that came with a corpus for an embedder of the same digest; none where there are none. A
 * file has one line of JSON (`digests`, `dimensions`, `passages`, `queries`) and then, passages first,
 * 32 bytes of the text's SHA-256 and `dimensions` little-endian whole numbers of 16 bits each.
 * What is no such file is left aside: vectors can be made again.
 */
export function shippedVectors(knowledgeDir: string, owner: EmbeddingOwner): ShippedVector[] {
  const folder = join(knowledgeDir, VECTORS_FOLDER);
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(VECTORS_ENDING))
      .flatMap((name) => readVectors(join(folder, name), owner));
  } catch (error) {
    if (errorCode(error) === '') throw error;
    return [];
  }
}

function readVectors(path: string, owner: EmbeddingOwner): ShippedVector[] {
  const bytes = bytesOf(path);
  const end = bytes.subarray(0, MAX_HEADER_BYTES).indexOf('\n');
  if (end < 0) return [];
  const header = Header.safeParse(asJson(bytes.toString('utf8', 0, end)));
  if (!header.success) return [];
  const { digests, dimensions, passages, queries } = header.data;
  const width = HASH_BYTES + NUMBER_BYTES * dimensions;
  const isMeant = dimensions === owner.dimensions && digests.includes(owner.digest);
  if (!isMeant || bytes.length !== end + 1 + width * (passages + queries)) return [];
  return Array.from({ length: passages + queries }, (_, at) => {
    const start = end + 1 + at * width;
    const numbers = start + HASH_BYTES;
    return {
      kind: at < passages ? 'passage' : 'query',
      textHash: bytes.subarray(start, numbers),
      vector: Float32Array.from(
        { length: dimensions },
        (__, n) => bytes.readInt16LE(numbers + n * NUMBER_BYTES) / ONE,
      ),
    };
  });
}

function bytesOf(path: string): Buffer {
  const fd = openSync(path, 'r');
  try {
    return fstatSync(fd).size > MAX_FILE_BYTES ? Buffer.alloc(0) : readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
