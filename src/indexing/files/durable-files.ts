import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The few file operations whose order and durability decide whether an index survives a crash. */
export interface DurableFiles {
  /** Makes a folder and its parents; no fault when it exists. */
  makeFolder(path: string): Promise<void>;
  /** Writes a file and waits until it is on the disk. */
  writeFile(path: string, text: string): Promise<void>;
  /** Renames and waits until the folder that holds the new name is on the disk. */
  rename(from: string, to: string): Promise<void>;
  /** Waits until a folder's list of names is on the disk. */
  syncFolder(path: string): Promise<void>;
  /** The text of a file; null when it does not exist. */
  readText(path: string): Promise<string | null>;
  /** Names in a folder; empty when it does not exist. */
  list(path: string): Promise<readonly string[]>;
  /** Removes a file or a whole folder; no fault when it is gone already. */
  remove(path: string): Promise<void>;
}

/** `DurableFiles` on the real file system; throws Node's own errors. */
export const nodeFiles: DurableFiles = {
  makeFolder: async (path) => {
    await mkdir(path, { recursive: true });
  },
  writeFile: async (path, text) => {
    const file = await open(path, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  rename: async (from, to) => {
    await rename(from, to);
    await syncFolder(dirname(to));
  },
  syncFolder,
  readText: (path) => orWhenMissing(readFile(path, 'utf8'), null),
  list: (path) => orWhenMissing(readdir(path), []),
  remove: (path) => rm(path, { recursive: true, force: true }),
};

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function orWhenMissing<T, U>(work: Promise<T>, fallback: U): Promise<T | U> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return fallback;
    throw error;
  }
}
