import { randomBytes } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import pg from 'pg';

/** A PostgreSQL to test with. */
export interface PostgresServer {
  /** As `DATABASE_URL`. */
  readonly url: string;
  /** Whether its connections have a session each: advisory locks and LISTEN need that. */
  readonly hasSessions: boolean;
  /** Empties it, so that the next test begins anew. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A database of its own on the server of `CRIA_TEST_DATABASE_URL`; else PGlite, a real PostgreSQL in
 * this process, behind a socket. Starting that takes some seconds: once a file.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const given = process.env['CRIA_TEST_DATABASE_URL'] ?? '';
  if (given !== '') {
    const name = `cria_test_${randomBytes(6).toString('hex')}`;
    await runOn(given, `CREATE DATABASE ${name}`);
    const url = new URL(given);
    url.pathname = `/${name}`;
    const stop = (): Promise<void> => runOn(given, `DROP DATABASE ${name} WITH (FORCE)`);
    return overUrl(url.href, { hasSessions: true, stop });
  }
  const db = await PGlite.create({ extensions: { vector } });
  const server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1', maxConnections: 50 });
  await server.start();
  const stop = async (): Promise<void> => {
    await server.stop();
    await db.close();
  };
  const url = `postgres://postgres@${server.getServerConn()}/postgres`;
  return overUrl(url, { hasSessions: false, stop });
}

interface Running {
  readonly hasSessions: boolean;
  readonly stop: () => Promise<void>;
}

async function runOn(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(statement);
  await client.end();
}

function overUrl(url: string, { hasSessions, stop }: Running): PostgresServer {
  return {
    url,
    hasSessions,
    clear: () =>
      runOn(
        url,
        `DO $$ DECLARE name text; BEGIN
        FOR name IN SELECT tablename FROM pg_tables
          WHERE schemaname = 'cria' AND tablename <> 'migrations'
        LOOP EXECUTE format('TRUNCATE cria.%I CASCADE', name); END LOOP; END $$`,
      ),
    close: stop,
  };
}
