import { AppError, toAppError } from '../domain/errors.ts';

/** Why an address is not fetched; `details.reason` of `address-refused`. */
export type RefusalReason = 'syntax' | 'scheme' | 'credentials' | 'port' | 'private' | 'robots';

/** An address that must not be fetched. Names the host at most: paths may hold secrets. */
export function refused(reason: RefusalReason, message: string): AppError {
  return new AppError('address-refused', message, { details: { reason } });
}

/** A page that could not be had. */
export function failed(
  message: string,
  options: {
    readonly cause?: unknown;
    readonly isRetryable?: boolean;
    readonly status?: number;
  } = {},
): AppError {
  const { cause, isRetryable = true, status } = options;
  return new AppError('address-failed', message, {
    cause,
    isRetryable,
    details: status === undefined ? {} : { status },
  });
}

export function bodyTooLarge(maxBytes: number): AppError {
  return new AppError('document-too-large', `The page has more than ${maxBytes} bytes.`, {
    details: { limit: 'bytes' },
  });
}

/** What a connection threw, in our words: name not found, connection refused, bad certificate ... */
export function toWebFault(thrown: unknown, host: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  const text = code === '' ? toAppError(thrown).message : code;
  return failed(`The page at ${host} could not be loaded: ${text}`, { cause: thrown });
}
