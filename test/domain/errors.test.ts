import { describe, expect, it } from 'vitest';
import { AppError, toAppError } from '../../src/domain/errors.ts';

describe('AppError', () => {
  it('is not retryable and has no details unless told', () => {
    const error = new AppError('index-missing', 'There is no index.');
    expect(error).toMatchObject({
      name: 'AppError',
      code: 'index-missing',
      message: 'There is no index.',
      isRetryable: false,
      details: {},
    });
    expect('cause' in error).toBe(false);
  });

  it('keeps cause, details and whether it may be tried again', () => {
    const cause = new Error('ECONNREFUSED');
    const details = { model: 'llama3.2' };
    const error = new AppError('model-failed', 'x', { cause, details, isRetryable: true });
    expect(error).toMatchObject({ cause, details, isRetryable: true });
  });
});

describe('toAppError', () => {
  it('lets an AppError through as it is', () => {
    const error = new AppError('usage', 'x');
    expect(toAppError(error)).toBe(error);
  });

  it('reads an abort as cancelled', () => {
    const abort = AbortSignal.abort().reason as unknown;
    expect(toAppError(abort)).toMatchObject({ code: 'cancelled', cause: abort });
  });

  it.each([
    [new TypeError('x is not a function'), 'x is not a function'],
    ['a string', 'a string'],
    [undefined, 'undefined'],
  ])('wraps %s as internal and keeps it as the cause', (thrown, text) => {
    const error = toAppError(thrown);
    expect(error.code).toBe('internal');
    expect(error.message).toContain(text);
    expect(error.cause).toBe(thrown);
  });
});
