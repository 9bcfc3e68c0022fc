import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'vite';
import { openBuild, withBuiltUrls } from '../scripts/lib/build.mjs';

/**
 * Tests import the sources; the threads and child processes these start cannot, and run what is
 * built of them, built first where it has to be.
 */
export async function builtThreads(root: string): Promise<Plugin> {
  const folder = await openBuild(root, (message) => void process.stderr.write(`${message}\n`));
  const isSource = (id: string): boolean =>
    ['src', 'evals'].some((name) => id.startsWith(`${join(root, name)}/`));
  const options = { root, builtUrl: pathToFileURL(folder).href };
  return {
    name: 'built-threads',
    enforce: 'pre',
    transform(code, id) {
      if (!isSource(id) || !code.includes('import.meta.url')) return null;
      return { code: withBuiltUrls(code, id, options), map: null };
    },
  };
}
