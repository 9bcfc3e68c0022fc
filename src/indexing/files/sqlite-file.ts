import Database from 'better-sqlite3';

/** An open SQLite file. */
export type SqliteDatabase = Database.Database;

const MAX_WAIT_FOR_LOCK_MS = 5_000;

/** Opens an existing file for reading only. Throws SQLite's own error. */
export function openReadOnly(path: string): SqliteDatabase {
  return new Database(path, { readonly: true, fileMustExist: true, timeout: MAX_WAIT_FOR_LOCK_MS });
}

/** Opens or makes a file that is written once, alone, and synced by the caller afterwards. */
export function openForBulkWrite(path: string): SqliteDatabase {
  const db = new Database(path, { timeout: MAX_WAIT_FOR_LOCK_MS });
  db.pragma('journal_mode = MEMORY');
  db.pragma('synchronous = OFF');
  return db;
}

/** Opens or makes a file that must survive a crash at any time. */
export function openDurable(path: string): SqliteDatabase {
  const db = new Database(path, { timeout: MAX_WAIT_FOR_LOCK_MS });
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  return db;
}

/** Makes a file that nobody needs after its process; a longer one than memory should hold. */
export function openScratch(path: string): SqliteDatabase {
  const db = new Database(path);
  db.pragma('journal_mode = MEMORY');
  db.pragma('synchronous = OFF');
  return db;
}
