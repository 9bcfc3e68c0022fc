import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/live/**'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 60_000, // ms; generous, for machines with other work
    pool: 'forks',
    // Much of the time is spent waiting for threads and processes to start.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
