import { hostname } from 'node:os';
import { readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LOCK_STALE_MS, takeBuildLock } from '../../../src/indexing/files/build-lock.ts';
import { tempFolder } from '../temp-folder.ts';

const NOW_MS = 1_790_000_000_000;
const NO_SUCH_PID = 4_194_304; // above Linux's largest

function options(dataDir: string, nowMs = NOW_MS) {
  let made = 0;
  return { dataDir, clock: { now: () => nowMs }, newId: () => `id${made++}` };
}

async function leaveLock(dataDir: string, text: string, touchedMs = NOW_MS): Promise<string> {
  const path = join(dataDir, 'build.lock');
  await writeFile(path, text);
  await utimes(path, touchedMs / 1_000, touchedMs / 1_000);
  return path;
}

describe('takeBuildLock', () => {
  test('lets one build in at a time', async () => {
    const folder = await tempFolder();
    const lock = await takeBuildLock(options(folder));
    await expect(takeBuildLock(options(folder))).rejects.toMatchObject({
      code: 'index-busy',
      isRetryable: true,
    });
    await lock.release();
    await (await takeBuildLock(options(folder))).release();
  });

  test('makes the data folder', async () => {
    const folder = join(await tempFolder(), 'a', 'b');
    await (await takeBuildLock(options(folder))).release();
  });

  test.each([
    ['a process that is gone', { pid: NO_SUCH_PID, host: hostname() }],
    ['an earlier process with our id', { pid: process.pid, host: hostname() }],
  ])('takes over from %s', async (_, holder) => {
    const folder = await tempFolder();
    const path = await leaveLock(folder, JSON.stringify(holder));
    const lock = await takeBuildLock(options(folder));
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      pid: process.pid,
      host: hostname(),
    });
    await lock.release();
  });

  test.each([
    ['a living process', JSON.stringify({ pid: process.ppid, host: hostname() })],
    ['another host', JSON.stringify({ pid: 1, host: 'elsewhere' })],
    ['somebody who has just begun to write it', ''],
  ])('waits for %s until it gives no more sign', async (_, text) => {
    const folder = await tempFolder();
    await leaveLock(folder, text);
    await expect(takeBuildLock(options(folder))).rejects.toMatchObject({ code: 'index-busy' });
    const later = options(folder, NOW_MS + LOCK_STALE_MS + 1_000);
    await (await takeBuildLock(later)).release();
  });

  test('a touched lock does not go stale', async () => {
    const folder = await tempFolder();
    let nowMs = NOW_MS;
    const moving = { ...options(folder), clock: { now: () => nowMs } };
    const lock = await takeBuildLock(moving);
    nowMs += LOCK_STALE_MS * 2;
    await lock.touch();
    await expect(takeBuildLock(moving)).rejects.toMatchObject({ code: 'index-busy' });
    await lock.release();
    await lock.touch(); // harmless afterwards
  });
});
