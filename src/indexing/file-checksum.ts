import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 1_048_576; // 1 MiB

/** SHA-256 (hex) of a file, read in pieces. Blocks: worker only. Throws Node's own errors. */
export function checksumFile(path: string): string {
  const fd = openSync(path, 'r');
  try {
    const hash = createHash('sha256');
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (let read = 1; read > 0;) {
      read = readSync(fd, chunk, 0, CHUNK_BYTES, null);
      hash.update(chunk.subarray(0, read));
    }
    return hash.digest('hex');
  } finally {
    closeSync(fd);
  }
}

/** Waits until a file's content is on the disk. Blocks: worker only. */
export function syncFile(path: string): void {
  const fd = openSync(path, 'r+');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
