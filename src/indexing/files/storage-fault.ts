import { AppError, toAppError } from '../../domain/errors.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);
const STORAGE = /^(?:E[A-Z]+|SQLITE_[A-Z_]+)$/u;

/**
 * Names what went wrong with a folder: `disk-full` when there is no room, `storage-failed` for any
 * other fault of the file system or of SQLite; anything else as `toAppError` has it.
 */
export function toStorageError(thrown: unknown, folder: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const code = errorCode(thrown);
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const options = { cause: thrown, details: { folder } };
  if (FULL.has(code)) {
    return new AppError(
      'disk-full',
      `No space is left for ${folder} (${text}). Free some and run "npm run reindex" again; the index served before is untouched.`,
      { ...options, isRetryable: true },
    );
  }
  if (STORAGE.test(code)) {
    return new AppError(
      'storage-failed',
      `The folder ${folder} cannot be used (${code}: ${text}). Check that it exists and may be written to.`,
      options,
    );
  }
  return toAppError(thrown);
}

/** The `code` of a Node or SQLite error; empty when there is none. */
export function errorCode(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return '';
  return typeof thrown.code === 'string' ? thrown.code : '';
}
