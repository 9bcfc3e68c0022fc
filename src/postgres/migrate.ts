import type pg from 'pg';
import { AppError } from '../domain/errors.ts';
import { MIGRATIONS, type Migration } from './migrations.ts';

/** Role that all work but building is done in; it owns nothing and sees what policies let it. */
export const MEMBER_ROLE = 'cria_member';
/** "CRIA" in ASCII: two processes that start at once take turns. */
const MIGRATION_LOCK = 0x43_52_49_41;
/** First version whose `NULLS NOT DISTINCT`, `MERGE` and public schema are as the schema needs them. */
const MINIMUM_SERVER = 150_000;

/**
 * Brings the schema `cria` up to date, each step in a transaction of its own. A process that does the
 * same at the same time is waited for.
 *
 * Own code instead of node-pg-migrate: that one finds its steps as files in a folder, which the
 * compiled program does not have, and brings glob and yargs along.
 * @throws AppError `storage-failed` for a server or schema this program cannot use; nothing is changed
 *   then. PostgreSQL's own errors pass.
 */
export async function migrate(
  client: pg.ClientBase,
  place: string,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  await refuseOld(client, place);
  const known = migrations.at(-1)?.version ?? 0;
  const found = await versionOf(client);
  if (found > known) {
    throw new AppError(
      'storage-failed',
      `The database at ${place} was written by a newer Cria (schema ${found}; this version knows up to ${known}). Nothing was changed. Update Cria, or set another DATABASE_URL.`,
      { details: { file: place, found, known } },
    );
  }
  for (const migration of migrations) {
    if (migration.version > found) await step(client, migration);
  }
}

async function step(client: pg.ClientBase, { version, name, sql }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query('SET LOCAL statement_timeout = 0');
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    // Read again inside: another process may have taken this step meanwhile.
    if ((await versionOf(client)) < version) {
      await client.query(sql);
      await client.query('INSERT INTO cria.migrations (version, name) VALUES ($1, $2)', [
        version,
        name,
      ]);
    }
    await client.query('COMMIT');
  } catch (thrown) {
    await client.query('ROLLBACK').catch(() => undefined); // the first fault is the one to tell
    throw thrown;
  }
}

/** Version of the schema; 0 where there is none. */
async function versionOf(client: pg.ClientBase): Promise<number> {
  const table = await client.query<{ name: string | null }>(
    "SELECT to_regclass('cria.migrations')::text AS name",
  );
  if ((table.rows[0]?.name ?? null) === null) return 0;
  const found = await client.query<{ version: number | null }>(
    'SELECT max(version) AS version FROM cria.migrations',
  );
  return found.rows[0]?.version ?? 0;
}

async function refuseOld(client: pg.ClientBase, place: string): Promise<void> {
  const { rows } = await client.query<{ version: string }>(
    "SELECT current_setting('server_version_num') AS version",
  );
  const version = Number(rows[0]?.version);
  if (version >= MINIMUM_SERVER) return;
  throw new AppError(
    'storage-failed',
    `The PostgreSQL at ${place} is too old (${version}); Cria needs 15 or later with the extension "vector".`,
    { details: { file: place } },
  );
}
