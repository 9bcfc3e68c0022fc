import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { AppError } from '../../src/domain/errors.ts';
import { prepare } from '../../src/entry/prepare.ts';
import type { Runtime } from '../../src/entry/runtime.ts';

const BUSY = new AppError('index-busy', 'Another build is running.');

/** A process whose first index another one builds until `opensAfter` looks. */
function waiting(opensAfter: number) {
  const stderr = new PassThrough({ encoding: 'utf8' });
  const sleeps: number[] = [];
  let opened = 0;
  let now = 0;
  const isThere = (): boolean => opened > opensAfter;
  const runtime = {
    signal: new AbortController().signal,
    stderr,
    clock: {
      elapsed: () => now,
      sleep: (ms: number) => {
        sleeps.push(ms);
        now += ms;
        return Promise.resolve();
      },
    },
    cria: {
      health: { refresh: () => Promise.resolve({ status: 'ready' }) },
      knowledge: {
        open: () => Promise.resolve(void (opened += 1)),
        refresh: () => (isThere() ? Promise.resolve(null) : Promise.reject(BUSY)),
        state: () => ({ generation: isThere() ? {} : null, waiting: null }),
      },
    },
  };
  return { runtime: runtime as unknown as Runtime, stderr, sleeps };
}

test('waits for the first index of another process, and says so', async () => {
  const { runtime, stderr, sleeps } = waiting(20);
  expect(await prepare(runtime, { mayPull: false })).toBeNull();
  expect(sleeps).toHaveLength(20);
  const told = stderr.read() as string;
  expect(told).toContain('Another process is building the first index');
  expect(told).toContain('(30 s)');
});
