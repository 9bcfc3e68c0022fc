import type Database from 'better-sqlite3';
import { AppError } from '../domain/errors.ts';
import type { Clock } from '../domain/ports.ts';
import { MIGRATIONS, type Migration } from './migrations.ts';

/** "CRIA" in ASCII: tells our files from those of other programs. */
export const APPLICATION_ID = 0x43_52_49_41;

export interface MigrateOptions {
  readonly file: string;
  readonly clock: Clock;
  /** Default `MIGRATIONS`; tests stop earlier or add steps. */
  readonly migrations?: readonly Migration[];
}

/**
 * Brings the schema up to date, each step in a transaction of its own: a crash leaves the file at
 * the step before. Another process that does the same at the same time is waited for.
 * @throws AppError `storage-failed` when the file is newer than this program or not Cria's; nothing
 *   is changed then. SQLite's own errors pass.
 */
export function migrate(db: Database.Database, options: MigrateOptions): void {
  const { clock, migrations = MIGRATIONS } = options;
  checkSchema(db, options);
  for (const migration of migrations) {
    const step = db.transaction(() => {
      // Read again inside: another process may have taken this step meanwhile.
      if (versionOf(db) >= migration.version) return;
      if (migration.version === 1) begin(db);
      db.exec(migration.sql);
      db.prepare(
        'INSERT INTO schema_migrations (version, name, applied_at_ms) VALUES (?, ?, ?)',
      ).run(migration.version, migration.name, clock.now());
    });
    if (versionOf(db) < migration.version) step.immediate();
  }
  checkSchema(db, options);
}

/**
 * Reads whether this program may use the file; changes nothing.
 * @throws AppError `storage-failed` when the file is newer than this program or not Cria's
 */
export function checkSchema(
  db: Database.Database,
  { file, migrations = MIGRATIONS }: Omit<MigrateOptions, 'clock'>,
): void {
  refuseForeign(db, file);
  refuseNewer(versionOf(db), migrations.at(-1)?.version ?? 0, file);
}

/** Version of the schema in the file; 0 for an empty one. */
export function versionOf(db: Database.Database): number {
  if (!hasTable(db, 'schema_migrations')) return 0;
  const row = db.prepare('SELECT max(version) AS version FROM schema_migrations').get() as {
    version: number | null;
  };
  return row.version ?? 0;
}

function begin(db: Database.Database): void {
  db.pragma(`application_id = ${APPLICATION_ID}`);
  db.exec(
    `CREATE TABLE schema_migrations (
       version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at_ms INTEGER NOT NULL
     ) STRICT`,
  );
}

function hasTable(db: Database.Database, name: string): boolean {
  const row = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name);
  return row !== undefined;
}

function refuseForeign(db: Database.Database, file: string): void {
  const isOurs = db.pragma('application_id', { simple: true }) === APPLICATION_ID;
  const isEmpty = db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  if (isOurs || isEmpty) return;
  throw new AppError(
    'storage-failed',
    `The database ${file} was not made by Cria. Nothing was changed. Move it away or set another DATA_DIR.`,
    { details: { file } },
  );
}

function refuseNewer(found: number, known: number, file: string): void {
  if (found <= known) return;
  throw new AppError(
    'storage-failed',
    `The database ${file} was written by a newer Cria (schema ${found}; this version knows up to ${known}). Nothing was changed. Update Cria, or set another DATA_DIR.`,
    { details: { file, found, known } },
  );
}
