import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadEnvFile } from '../../src/entry/load-env-file.ts';
import { tempFolder, writeFiles } from '../indexing/temp-folder.ts';

const TEXT = 'DISCORD_TOKEN=abc\nCHAT_MODEL="größer" # why\n';

async function load(bytes: Uint8Array, environment: NodeJS.ProcessEnv = {}) {
  const folder = await tempFolder();
  await writeFiles(folder, { '.env': bytes });
  loadEnvFile(join(folder, '.env'), environment);
  return environment;
}

describe('loadEnvFile', () => {
  test.each([
    ['plain', Buffer.from(TEXT)],
    ['with a byte order mark', Buffer.from(`\uFEFF${TEXT}`)],
    ['with CRLF', Buffer.from(TEXT.replace(/\n/gu, '\r\n'))],
    ['in UTF-16', Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
    ['in Latin-1', Buffer.from(TEXT, 'latin1')],
  ])('reads a file %s', async (_, bytes) => {
    expect(await load(bytes)).toEqual({ DISCORD_TOKEN: 'abc', CHAT_MODEL: 'größer' });
  });

  test('what is set already stays', async () => {
    const environment = await load(Buffer.from(TEXT), { DISCORD_TOKEN: 'mine' });
    expect(environment['DISCORD_TOKEN']).toBe('mine');
  });

  test('nothing is wrong without a file; one that cannot be read is named', async () => {
    const folder = await tempFolder();
    const path = join(folder, '.env');
    expect(() => loadEnvFile(path, {})).not.toThrow();
    await mkdir(path);
    expect(() => loadEnvFile(path, {})).toThrow(
      expect.objectContaining({
        code: 'config-invalid',
        message: expect.stringContaining(path) as unknown,
      }) as Error,
    );
  });
});
