import { defineConfig } from 'vitest/config';

/** Tests against a real Ollama server (`OLLAMA_HOST`), run by `npm run test:live`. */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/live/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 180_000, // ms
    hookTimeout: 180_000, // ms
    fileParallelism: false,
    pool: 'forks',
  },
});
