import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { builtThreads } from './built-threads.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Tests against a real Ollama server (`OLLAMA_HOST`), run by `npm run test:live`. */
export default defineConfig(async () => ({
  root,
  plugins: [await builtThreads(root)],
  test: {
    include: ['test/live/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 180_000, // ms
    hookTimeout: 180_000, // ms
    fileParallelism: false,
    pool: 'forks' as const,
  },
}));
