import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { AppError } from '../domain/errors.ts';
import { decodeText } from '../indexing/corpus/decode-text.ts';

/**
 * Puts the variables of a `.env` file into an environment that does not have them yet. Whatever an editor
 * saved it as is read: UTF-8 with a byte order mark, UTF-16, Latin-1. Without a file nothing happens.
 * @throws AppError `config-invalid` for a file that is there and cannot be read
 */
export function loadEnvFile(path: string, environment: NodeJS.ProcessEnv): void {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code === 'ENOENT') return;
    throw new AppError(
      'config-invalid',
      `The file ${path} is there and cannot be read (${code}). It has to be a text file that this user may read; mend it, or move it away and set the variables by themselves.`,
      { cause: error },
    );
  }
  for (const [name, value] of Object.entries(parseEnv(decodeText(bytes)))) {
    if (value !== undefined) environment[name] ??= value;
  }
}
