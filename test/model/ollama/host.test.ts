import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src/domain/errors.ts';
import { DEFAULT_HOST, normaliseHost } from '../../../src/model/ollama/host.ts';

describe('normaliseHost', () => {
  test.each([
    [undefined, DEFAULT_HOST],
    ['  ', DEFAULT_HOST],
    ['localhost', 'http://localhost:11434'],
    ['localhost:11434', 'http://localhost:11434'],
    ['localhost:80', 'http://localhost:80'],
    [':8080', 'http://127.0.0.1:8080'],
    ['0.0.0.0', 'http://127.0.0.1:11434'],
    ['0.0.0.0:11434', 'http://127.0.0.1:11434'],
    ['http://0.0.0.0:1234/', 'http://127.0.0.1:1234'],
    ['[::]:11434', 'http://[::1]:11434'],
    ['[::1]', 'http://[::1]:11434'],
    ['http://gpu.lan', 'http://gpu.lan:80'],
    ['https://gpu.lan', 'https://gpu.lan:443'],
    ['https://gpu.lan:8443/ollama/', 'https://gpu.lan:8443/ollama'],
    ['http://gpu.lan:11434/api/', 'http://gpu.lan:11434'],
    ['gpu.lan:11434/v1', 'http://gpu.lan:11434'],
    [' GPU.lan:11434 ', 'http://gpu.lan:11434'],
  ])('makes %j an address: %s', (given, expected) => {
    expect(normaliseHost(given)).toBe(expected);
    expect(normaliseHost(expected)).toBe(expected);
  });

  test.each([
    'ftp://gpu.lan',
    'http://',
    'http://gpu.lan:99999',
    'gpu lan',
    'http://gpu.lan?x=1',
    'http://gpu.lan/#x',
    'http://me:s3cret@gpu.lan',
  ])('refuses %j without repeating it', (given) => {
    let thrown: unknown;
    try {
      normaliseHost(given);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(AppError);
    expect((thrown as AppError).code).toBe('config-invalid');
    expect((thrown as AppError).message).not.toContain('s3cret');
    expect((thrown as AppError).message).toContain('OLLAMA_HOST');
  });
});
