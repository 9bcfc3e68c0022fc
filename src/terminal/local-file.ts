import { open, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, resolve } from 'node:path';
import type { GivenFile } from '../application/command.ts';
import { AppError } from '../domain/errors.ts';

/** A file of this machine, named by whoever sits in front of it; null when there is none. */
export async function localFile(path: string): Promise<GivenFile | null> {
  const full = resolve(path.replace(/^~(?=[/\\])/u, homedir()));
  const about = await stat(full).catch(() => null);
  if (about?.isFile() !== true) return null;
  return {
    name: basename(full),
    contentType: null,
    sizeBytes: about.size,
    read: (maxBytes, signal) => readBounded(full, maxBytes, signal),
  };
}

/** One byte more than allowed is asked for: the file may have grown since it was looked at. */
async function readBounded(
  path: string,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    const file = await open(path, 'r');
    // The stream closes the file, also when it is left early.
    for await (const chunk of file.createReadStream({ end: maxBytes })) {
      if (signal?.aborted === true) throw new AppError('cancelled', 'Reading was cancelled.');
      chunks.push(chunk as Buffer);
      bytes += (chunk as Buffer).byteLength;
    }
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    throw new AppError('address-failed', `${basename(path)} cannot be read.`, { cause: thrown });
  }
  if (bytes > maxBytes) {
    const details = { maxBytes };
    throw new AppError('document-too-large', `${basename(path)} is too large.`, { details });
  }
  return Buffer.concat(chunks);
}
