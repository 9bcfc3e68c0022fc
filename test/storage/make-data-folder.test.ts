import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeDataFolder } from '../../src/storage/make-data-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cria-data-'));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

test('makes every level, and again', () => {
  const path = join(folder, 'one', 'two');
  makeDataFolder(path);
  makeDataFolder(path);
  expect(existsSync(path)).toBe(true);
});

test.skipIf(process.platform !== 'linux')('ends at once below /proc, and says what to do', () => {
  expect(() => makeDataFolder('/proc/nope/deeper')).toThrow(
    expect.objectContaining({
      code: 'storage-failed',
      message: expect.stringMatching(
        /\/proc\/nope\/deeper cannot be used \(ENOENT.*Set DATA_DIR to a folder/u,
      ) as string,
    }),
  );
});

test('refuses a file in its way', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(() => makeDataFolder(join(file, 'data'))).toThrow(/Set DATA_DIR/u);
  expect(() => makeDataFolder(file)).toThrow(/Set DATA_DIR/u);
});
