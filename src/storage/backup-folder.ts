import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError, throwIfAborted } from '../domain/errors.ts';
import { copyDatabase } from './copy-database.ts';
import { toSqliteFault } from './sqlite-fault.ts';

/** Lists what a backup holds; written last, so an interrupted backup has none. */
export const BACKUP_LIST = 'backup.json';
/** What can be made anew, what belongs to a running process, and what is half done. */
const LEFT_OUT = /^(?:alive|cache|.*\.(?:partial|lock|log|sqlite-wal|sqlite-shm|tmp))$/u;
const POINTER = /^CURRENT(?:\.copy)?$/u;
/** An index may be replaced while it is copied; then it is copied again. */
const ATTEMPTS = 3;

/** A file of a backup. */
interface Kept {
  /** Below the data folder, `/`-separated. */
  readonly path: string;
  readonly sha256: string;
}

export interface BackupReport {
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
}

/**
 * Copies a data folder while the bot runs: databases by SQLite's own backup, generations of an index,
 * which never change, as they are, and what points to them as it was before they were copied.
 * @throws AppError `storage-failed` | `disk-full` | `usage` (the target is there already) | `cancelled`
 */
export async function backUp(
  dataDir: string,
  target: string,
  signal: AbortSignal,
): Promise<BackupReport> {
  if ((await stat(target).catch(() => null)) !== null) throw isThere(target);
  const aside = `${target}.unfinished`;
  await guarded(dataDir, async () => {
    for (let attempt = 1; ; attempt += 1) {
      await rm(aside, { recursive: true, force: true });
      try {
        await copyFolder(dataDir, aside, signal);
        return;
      } catch (thrown) {
        const isGone = (thrown as NodeJS.ErrnoException).code === 'ENOENT';
        if (!isGone || attempt === ATTEMPTS) throw thrown;
      }
    }
  });
  const kept = await guarded(aside, () => listFiles(aside, signal));
  const bytes = await guarded(aside, () => sizeOf(aside, kept));
  await guarded(target, async () => {
    await writeFile(join(aside, BACKUP_LIST), `${JSON.stringify({ version: 1, files: kept })}\n`);
    await rename(aside, target);
  });
  return { folder: target, files: kept.length, bytes };
}

/**
 * Puts a backup in the place of a data folder, after every file was checked. What was there before is
 * moved aside, not deleted; resolves with where to, null when there was nothing. No bot may run on it.
 * @throws AppError `storage-failed` (no backup, or a damaged one) | `disk-full` | `cancelled`
 */
export async function restore(
  backup: string,
  dataDir: string,
  { signal, suffix }: { readonly signal: AbortSignal; readonly suffix: string },
): Promise<string | null> {
  const kept = await readList(backup);
  const aside = `${dataDir}.restoring`;
  await guarded(dataDir, async () => {
    await rm(aside, { recursive: true, force: true });
    await mkdir(aside, { recursive: true });
    for (const { path, sha256 } of kept) {
      throwIfAborted(signal);
      const from = join(backup, path);
      if ((await sha256Of(from)) !== sha256) throw damaged(backup, path);
      await mkdir(dirname(join(aside, path)), { recursive: true });
      await copyFile(from, join(aside, path));
    }
  });
  return guarded(dataDir, async () => {
    const isUsed = (await readdir(dataDir).catch(() => [])).length > 0;
    const before = isUsed ? `${dataDir}.${suffix}` : null;
    if (before === null) await rm(dataDir, { recursive: true, force: true });
    else await rename(dataDir, before);
    await rename(aside, dataDir);
    return before;
  });
}

/** Pointers are read first: whatever they name is still there when its turn comes, or all is tried again. */
async function copyFolder(from: string, to: string, signal: AbortSignal): Promise<void> {
  await mkdir(to, { recursive: true });
  const entries = (await readdir(from, { withFileTypes: true })).filter(
    ({ name }) => !LEFT_OUT.test(name),
  );
  const pointers = entries.filter(({ name }) => POINTER.test(name));
  const texts = await Promise.all(pointers.map(({ name }) => readFile(join(from, name))));
  const named = texts.join('\n');
  for (const entry of entries) {
    throwIfAborted(signal);
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      const isUnnamed = pointers.length > 0 && !named.includes(entry.name);
      if (!isUnnamed) await copyFolder(source, target, signal);
    } else if (entry.isFile() && !POINTER.test(entry.name)) await copyOne(source, target);
  }
  await Promise.all(pointers.map(({ name }, at) => writeFile(join(to, name), texts[at] ?? '')));
}

async function copyOne(from: string, to: string): Promise<void> {
  if (from.endsWith('.sqlite') && basename(from) !== 'passages.sqlite')
    await copyDatabase(from, to);
  else await copyFile(from, to);
}

async function listFiles(folder: string, signal: AbortSignal): Promise<readonly Kept[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const kept: Kept[] = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    throwIfAborted(signal);
    const path = join(entry.parentPath, entry.name);
    kept.push({ path: relative(folder, path).split(sep).join('/'), sha256: await sha256Of(path) });
  }
  return kept.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function sizeOf(folder: string, files: readonly Kept[]): Promise<number> {
  const sizes = await Promise.all(
    files.map(async ({ path }) => (await stat(join(folder, path))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function readList(backup: string): Promise<readonly Kept[]> {
  try {
    const list = JSON.parse(await readFile(join(backup, BACKUP_LIST), 'utf8')) as {
      files?: unknown;
    };
    if (Array.isArray(list.files) && list.files.every(isKept)) return list.files;
  } catch {
    // told below
  }
  throw new AppError(
    'storage-failed',
    `${backup} is no whole backup: ${BACKUP_LIST} is missing or unreadable.`,
  );
}

/** A path that leaves the backup is none of it. */
function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false;
  const { path, sha256 } = value as Partial<Record<keyof Kept, unknown>>;
  const isInside =
    typeof path === 'string' && !path.split('/').includes('..') && !path.startsWith('/');
  return isInside && typeof sha256 === 'string';
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function guarded<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw toSqliteFault(thrown, place);
  }
}

function isThere(target: string): AppError {
  const problem = `${target} is there already; name a new folder`;
  return new AppError('usage', `backup: ${problem}.`, { details: { problem } });
}

function damaged(backup: string, path: string): AppError {
  return new AppError(
    'storage-failed',
    `${backup} is damaged: ${path} is not what was backed up. The data folder was left as it is.`,
  );
}
