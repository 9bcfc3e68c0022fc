import { AppError, toAppError } from '../domain/errors.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);
const DAMAGED = /^SQLITE_(?:NOTADB|CORRUPT)/u;
const BUSY = /^SQLITE_(?:BUSY|LOCKED)/u;
const STORAGE = /^(?:E[A-Z]+|SQLITE_[A-Z_]+)$/u;

/**
 * Names what went wrong with the database: `disk-full` when there is no room, `storage-failed` for
 * any other fault of the file system or of SQLite; anything else as `toAppError` has it. The
 * message names the file and never a stored value.
 */
export function toSqliteFault(thrown: unknown, file: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const code = codeOf(thrown);
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const options = { cause: thrown, details: { file } };
  if (FULL.has(code)) {
    return new AppError('disk-full', `No space is left for ${file} (${text}). Free some.`, {
      ...options,
      isRetryable: true,
    });
  }
  if (DAMAGED.test(code)) {
    return new AppError(
      'storage-failed',
      `The database ${file} is damaged (${code}: ${text}). Nothing was deleted. Put a backup in its place, or move it away together with its -wal and -shm files; a new one is then made without the old answers and settings.`,
      options,
    );
  }
  if (BUSY.test(code)) {
    return new AppError(
      'storage-failed',
      `The database ${file} is locked by another process (${code}). Only one Cria should use a data folder.`,
      { ...options, isRetryable: true },
    );
  }
  if (!STORAGE.test(code)) return toAppError(thrown);
  return new AppError(
    'storage-failed',
    `The database ${file} cannot be used (${code}: ${text}). Check that its folder exists and may be written to.`,
    options,
  );
}

function codeOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return '';
  return typeof thrown.code === 'string' ? thrown.code : '';
}
