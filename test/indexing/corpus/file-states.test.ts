import { readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { FileStates, RACY_MS } from '../../../src/indexing/corpus/file-states.ts';
import { tempFolder, writeFiles } from '../temp-folder.ts';

/** Long after everything that a test writes. */
const LATER_MS = Number.MAX_SAFE_INTEGER;

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await tempFolder();
  path = join(await tempFolder(), 'deep', 'states.json');
  await writeFiles(folder, { 'a.md': 'Eins.', 'sub/b\nb.md': 'Zwei.' });
});

const open = (nowMs = LATER_MS, root = folder): Promise<FileStates> =>
  FileStates.open(root, { path, nowMs });

/** Looks at both, finds `hash` in each, and remembers it. */
async function remember(nowMs = LATER_MS): Promise<void> {
  const states = await open(nowMs);
  for (const file of ['a.md', 'sub/b\nb.md']) {
    if (states.look(file) === null) states.note(file, `hash of ${file}`);
  }
  await states.save();
}

describe('FileStates', () => {
  test('tells what was read of files that are what they were, from either side', async () => {
    expect((await open()).look('a.md')).toBeNull();
    await remember();
    await remember(); // what is known is handed on
    const states = await open();
    expect(states.look('a.md')).toBe('hash of a.md');
    expect(await states.lookBeside('sub/b\nb.md')).toBe('hash of sub/b\nb.md');
    expect(states.look('gone.md')).toBeNull();
    expect(await states.lookBeside('gone.md')).toBeNull();
  });

  test('notices another content of the same length whose time was set back', async () => {
    await remember();
    const { atime, mtime } = await stat(join(folder, 'a.md'));
    await writeFile(join(folder, 'a.md'), 'Zwei.');
    await utimes(join(folder, 'a.md'), atime, mtime);
    expect((await open()).look('a.md')).toBeNull();
  });

  test('notices another file in its place', async () => {
    await remember();
    await writeFiles(folder, { 'new.md': 'Neun.' });
    await rename(join(folder, 'new.md'), join(folder, 'a.md'));
    expect((await open()).look('a.md')).toBeNull();
  });

  test('does not remember what was changed shortly before it looked, or after it began', async () => {
    const { ctimeMs } = await stat(join(folder, 'a.md'));
    for (const nowMs of [ctimeMs - 60_000, ctimeMs, ctimeMs + RACY_MS - 1]) {
      await remember(nowMs);
      expect((await open()).look('a.md')).toBeNull();
    }
    await remember(ctimeMs + RACY_MS + 60_000);
    expect((await open()).look('a.md')).toBe('hash of a.md');
  });

  test('what was read again counts, whatever was known', async () => {
    await remember();
    const states = await open();
    states.look('a.md');
    states.note('a.md', 'read again');
    await states.save();
    expect((await open()).look('a.md')).toBe('read again');
  });

  test('is nothing when damaged, cut, of another folder, or forgotten', async () => {
    await remember();
    const text = await readFile(path, 'utf8');
    expect((await open(LATER_MS, await tempFolder())).look('a.md')).toBeNull();
    for (const broken of ['', '\n', text.slice(0, -1), text.replace('hash of a', 'hash of b')]) {
      await writeFile(path, broken);
      expect((await open()).look('a.md')).toBeNull();
    }
    await writeFile(path, text);
    expect((await open()).look('a.md')).toBe('hash of a.md');
    await FileStates.forget(path);
    await FileStates.forget(path); // gone already
    expect((await open()).look('a.md')).toBeNull();
  });
});
