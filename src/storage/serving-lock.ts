import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Held by the process that serves; the system lets go of it when that process ends, however it ends. */
const LOCK_FILE = 'serving.lock';

/**
 * Takes the right to serve from a data folder. Null: another process has it.
 * @throws better-sqlite3's errors for a folder that cannot be written
 */
export function takeServingLock(dataDir: string): { release(): void } | null {
  const file = new Database(join(dataDir, LOCK_FILE), { timeout: 0 });
  try {
    file.exec('BEGIN EXCLUSIVE');
    return { release: () => void file.close() };
  } catch (thrown) {
    file.close();
    if (thrown instanceof Database.SqliteError && thrown.code === 'SQLITE_BUSY') return null;
    throw thrown;
  }
}
