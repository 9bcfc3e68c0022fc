import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AppError } from '../domain/errors.ts';

/**
 * Makes the data folder, one level at a time: Node's own `recursive` spins for ever where the system
 * says "not found" to a new folder in one that is there, as below `/proc`.
 * @throws AppError `storage-failed` when the folder cannot be made or written
 */
export function makeDataFolder(dataDir: string): void {
  try {
    make(resolve(dataDir));
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unknown';
    throw new AppError(
      'storage-failed',
      `The data folder ${dataDir} cannot be used (${reason}). Set DATA_DIR to a folder that Cria may write to.`,
      { cause, details: { dataDir } },
    );
  }
}

function make(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const parent = dirname(folder);
  if (parent !== folder) make(parent);
  mkdirSync(folder);
}
