import { AppError, toAppError } from '../domain/errors.ts';

/** SQLSTATE classes and codes; https://www.postgresql.org/docs/current/errcodes-appendix.html */
const FULL = new Set(['53100']); // disk_full
const LOGIN = /^28/u; // invalid_authorization_specification
const GONE = /^(?:08|57P|53300)/u; // connection_exception, operator_intervention, too_many_connections
const RIGHTS = '42501'; // insufficient_privilege
const NETWORK = /^E[A-Z]+$/u;
const SQLSTATE = /^[0-9A-Z]{5}$/u;
/** Said by the driver itself, without a code. */
const ENDED = /terminated|ended|timeout exceeded|not queryable/iu;

/**
 * Names what went wrong with the database: `disk-full` where it has no room, `storage-failed` for any
 * other fault of it or of the way there; anything else as `toAppError` has it. `place` is the
 * address without user and password; no message holds a stored value.
 */
export function toPostgresFault(thrown: unknown, place: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const code = codeOf(thrown);
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const details = { file: place };
  if (FULL.has(code)) {
    return new AppError('disk-full', `The database at ${place} has no space left. Free some.`, {
      ...{ cause: thrown, details },
      isRetryable: true,
    });
  }
  if (LOGIN.test(code)) {
    return new AppError(
      'storage-failed',
      `The database at ${place} refuses the login (${code}). Check user and password in DATABASE_URL.`,
      { cause: thrown, details },
    );
  }
  if (GONE.test(code) || NETWORK.test(code) || (code === '' && ENDED.test(text))) {
    return new AppError(
      'storage-failed',
      `The database at ${place} cannot be reached (${code === '' ? text : code}). Check that PostgreSQL runs there, and DATABASE_URL.`,
      { cause: thrown, details, isRetryable: true },
    );
  }
  if (code === RIGHTS) {
    return new AppError(
      'storage-failed',
      `The user of the database at ${place} lacks a right (${code}). It has to own the database, and the role cria_member and the extension vector have to be there: see docs/scale.md.`,
      { cause: thrown, details },
    );
  }
  if (!SQLSTATE.test(code)) return toAppError(thrown);
  // The text of such an error may repeat a value.
  return new AppError(
    'storage-failed',
    `The database at ${place} refused a statement (SQLSTATE ${code}).`,
    { cause: thrown, details },
  );
}

function codeOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return '';
  return typeof thrown.code === 'string' ? thrown.code : '';
}
