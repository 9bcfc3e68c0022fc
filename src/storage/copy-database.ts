import Database from 'better-sqlite3';
import { toSqliteFault } from './sqlite-fault.ts';

/**
 * Copies a database while others read and write it: SQLite's own backup, a few pages at a time.
 * @throws AppError `storage-failed` | `disk-full`
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  let db: Database.Database | null = null;
  try {
    db = new Database(from, { readonly: true, fileMustExist: true });
    await db.backup(to);
  } catch (thrown) {
    throw toSqliteFault(thrown, from);
  } finally {
    db?.close();
  }
}
