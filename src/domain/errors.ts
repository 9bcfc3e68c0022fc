/** Every fault Cria can name. Each code has a sentence for users in `src/words`. */
export type ErrorCode =
  | 'config-invalid'
  | 'corpus-unreadable'
  | 'corpus-invalid'
  | 'index-missing'
  | 'index-corrupt'
  | 'index-mismatch'
  | 'index-busy'
  | 'document-unsupported'
  | 'document-unreadable'
  | 'document-too-large'
  | 'address-refused'
  | 'address-failed'
  | 'article-limit'
  | 'disk-full'
  | 'storage-failed'
  | 'model-unreachable'
  | 'model-missing'
  | 'model-failed'
  | 'model-timeout'
  | 'model-overloaded'
  | 'model-resting'
  | 'discord-token-invalid'
  | 'discord-failed'
  | 'usage'
  | 'cancelled'
  | 'internal';

/** What a person's wish ends in where nothing is broken: nothing for an operator to mend. */
export const EXPECTED_FAULTS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'document-unsupported',
  'document-unreadable',
  'document-too-large',
  'address-refused',
  'address-failed',
  'article-limit',
  'index-busy',
  'usage',
  'cancelled',
]);

/** What an AppError carries besides code and message. */
export interface AppErrorOptions {
  readonly cause?: unknown;
  /** Whether trying the same thing again later may work. Default false. */
  readonly isRetryable?: boolean | undefined;
  /** Names and numbers for the user's sentence, e.g. `{ model: 'llama3.2' }`. Never a secret. */
  readonly details?: Readonly<Record<string, string | number>> | undefined;
}

/**
 * The only error class that crosses rooms. `message` is for operators and says what is wrong, what
 * was expected and what to do next; the user's sentence is chosen by `code` in `src/words`.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly isRetryable: boolean;
  readonly details: Readonly<Record<string, string | number>>;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.isRetryable = options.isRetryable ?? false;
    this.details = options.details ?? {};
  }
}

/** Wraps anything thrown as an AppError; an AppError passes through, an abort becomes `cancelled`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return cancelled(thrown);
  }
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError('internal', `Unexpected fault: ${text}`, { cause: thrown });
}

/** What is thrown for work that somebody stopped; `what` begins its sentence. */
export function cancelled(cause: unknown, what = 'The operation'): AppError {
  return new AppError('cancelled', `${what} was cancelled.`, { cause });
}

/** @throws AppError `cancelled` when the signal has aborted, whatever its reason */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw cancelled(signal.reason);
}

/** An AppError on its way between threads, where classes do not survive. */
export type ErrorData = Pick<AppError, 'code' | 'message' | 'isRetryable' | 'details'>;

/** Whatever was thrown, for another thread. */
export function toErrorData(thrown: unknown): ErrorData {
  const { code, message, isRetryable, details } = toAppError(thrown);
  return { code, message, isRetryable, details };
}

/** What another thread threw. */
export function fromErrorData({ code, message, isRetryable, details }: ErrorData): AppError {
  return new AppError(code, message, { isRetryable, details });
}
