import { AppError } from '../../domain/errors.ts';

/** Which limit a document passed; `details.limit` of `document-too-large`. */
export type DocumentLimit =
  | 'bytes'
  | 'pages'
  | 'characters'
  | 'time'
  | 'memory'
  /** The process that read it was ended from outside. */
  | 'ended'
  | 'archive'
  | 'nesting'
  | 'elements'
  | 'queue'
  | 'server-queue';

const RETRYABLE: readonly DocumentLimit[] = ['queue', 'server-queue', 'memory', 'ended'];

/** A document that is, or takes, too much. */
export function tooLarge(
  limit: DocumentLimit,
  message: string,
  more: { readonly waiting?: number } = {},
): AppError {
  return new AppError('document-too-large', message, {
    details: { limit, ...more },
    isRetryable: RETRYABLE.includes(limit),
  });
}

/** A document of a known format that cannot be read: damaged, encrypted, without text. */
export function unreadable(message: string, cause?: unknown): AppError {
  return new AppError('document-unreadable', message, { cause });
}

/** A document of a format that no loader knows. */
export function unsupported(message: string): AppError {
  return new AppError('document-unsupported', message);
}

/** Whether recursion ran out of stack, the one `RangeError` that nesting causes. */
export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && /call stack/iu.test(error.message);
}
