import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = dirname(fileURLToPath(new URL('../assets/page.html', import.meta.url)));
/** Preact, its hooks and htm in one module, as the package ships it. */
const PREACT = join(
  dirname(createRequire(import.meta.url).resolve('htm')),
  '../preact/standalone.module.js',
);

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Everything the browser may load; nothing is looked up by what it asks for. */
export const ASSETS = [
  'api.mjs',
  'app.mjs',
  'composer.mjs',
  'corpus.mjs',
  'dialogs.mjs',
  'icon.svg',
  'inspector.mjs',
  'login.mjs',
  'map.mjs',
  'messages.mjs',
  'nodes.mjs',
  'option-fields.mjs',
  'page.css',
  'panels.css',
  'preact.mjs',
  'state.mjs',
  'stream.mjs',
] as const;

/** An asset with its content type; null for none. */
export async function asset(
  name: string,
): Promise<{ readonly type: string; readonly bytes: Uint8Array } | null> {
  if (!(ASSETS as readonly string[]).includes(name)) return null;
  return { type: typeOf(name), bytes: await readFile(pathOf(name)) };
}

/** The page itself, or where the password is asked for. */
export async function document(name: 'page.html' | 'login.html'): Promise<string> {
  return readFile(join(FOLDER, name), 'utf8');
}

function pathOf(name: string): string {
  return name === 'preact.mjs' ? PREACT : join(FOLDER, name);
}

function typeOf(name: string): string {
  return TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
}
