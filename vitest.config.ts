import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { builtThreads } from './.config/built-threads.ts';

export default defineConfig(async () => ({
  plugins: [await builtThreads(import.meta.dirname)],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/live/**'],
    globalSetup: ['test/global-setup.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 60_000, // ms; generous, for machines with other work
    hookTimeout: 60_000, // ms
    retry: 1, // a race that a busy machine loses; a fault fails twice, and the report names both
    expect: { poll: { timeout: 20_000 } }, // ms; a browser takes its time
    pool: 'forks' as const,
    isolate: false, // files of a worker share their modules: no test changes one
    // Much of the time is spent waiting for threads and processes to start.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
}));
