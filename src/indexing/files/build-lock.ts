import { link, mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../domain/errors.ts';
import type { Clock, NewId } from '../../domain/ports.ts';
import { errorCode } from './storage-fault.ts';

/** A lock whose holder gave no sign for so long is taken over. */
export const LOCK_STALE_MS = 600_000; // 10 minutes

const LOCK_FILE = 'build.lock';
const MAX_ATTEMPTS = 3;

/** Locks this process holds; a lock with our process id that is not among them is left over. */
const heldHere = new Set<string>();

export interface BuildLockOptions {
  readonly dataDir: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: NewId;
}

/** The right to build, for one process at a time. */
export interface BuildLock {
  /** Shows other processes that the build goes on; call it at least once in `LOCK_STALE_MS`. */
  touch(): Promise<void>;
  release(): Promise<void>;
}

interface LockText {
  readonly pid: number;
  readonly host: string;
}

/**
 * Takes `<dataDir>/build.lock`. One left behind by a process that is gone is taken over.
 * @throws AppError `index-busy` when another build is running; Node's own errors otherwise
 */
export async function takeBuildLock(options: BuildLockOptions): Promise<BuildLock> {
  const path = join(options.dataDir, LOCK_FILE);
  await mkdir(options.dataDir, { recursive: true });
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    if (await createLock(path)) {
      heldHere.add(path);
      const touch = (): Promise<void> => touchLock(path, options.clock.now());
      await touch();
      return { touch, release: () => releaseLock(path) };
    }
    const text = await readLock(path);
    if (text === null) continue; // released in between
    if (!(await isStale(path, text, options.clock.now()))) throw busy(path, text);
    await setAside(path, text, options.newId());
  }
  throw busy(path, '');
}

async function createLock(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    const text: LockText = { pid: process.pid, host: hostname() };
    try {
      await file.writeFile(JSON.stringify(text));
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function touchLock(path: string, nowMs: number): Promise<void> {
  const seconds = nowMs / 1_000;
  await utimes(path, seconds, seconds).catch(() => undefined); // taken over or removed by hand
}

async function releaseLock(path: string): Promise<void> {
  heldHere.delete(path);
  await rm(path, { force: true });
}

async function readLock(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

async function isStale(path: string, text: string, nowMs: number): Promise<boolean> {
  const touched = await stat(path).catch(() => null);
  if (touched === null || nowMs - touched.mtimeMs > LOCK_STALE_MS) return !heldHere.has(path);
  const holder = parseLock(text);
  if (holder?.host !== hostname()) return false;
  if (holder.pid === process.pid) return !heldHere.has(path);
  return !isAlive(holder.pid);
}

function parseLock(text: string): LockText | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    if (!('pid' in value) || !('host' in value)) return null;
    const { pid, host } = value;
    return typeof pid === 'number' && typeof host === 'string' ? { pid, host } : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH'; // EPERM: alive, but somebody else's
  }
}

/** Moves a stale lock away; a fresh one that took its place meanwhile is put back. */
async function setAside(path: string, staleText: string, id: string): Promise<void> {
  const aside = `${path}.${id}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  if ((await readLock(aside)) !== staleText) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

function busy(path: string, text: string): AppError {
  const pid = parseLock(text)?.pid ?? 0;
  return new AppError(
    'index-busy',
    `Another build is running (process ${pid}, lock ${path}). Wait for it; if there is none, remove the lock file.`,
    { isRetryable: true, details: { file: path, pid } },
  );
}
