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
 * The server of `CRIA_TEST_DATABASE_URL`, whose schema `cria` is emptied; else PGlite, a real
 * PostgreSQL in this process, behind a socket. Starting that takes some seconds: once a file.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const given = process.env['CRIA_TEST_DATABASE_URL'] ?? '';
  if (given !== '') return overUrl(given, { hasSessions: true, stop: async () => undefined });
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

async function overUrl(url: string, { hasSessions, stop }: Running): Promise<PostgresServer> {
  const run = async (statement: string): Promise<void> => {
    const client = new pg.Client(url);
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  await run('DROP SCHEMA IF EXISTS cria CASCADE');
  return {
    url,
    hasSessions,
    clear: () =>
      run(`DO $$ DECLARE name text; BEGIN
        FOR name IN SELECT tablename FROM pg_tables
          WHERE schemaname = 'cria' AND tablename <> 'migrations'
        LOOP EXECUTE format('TRUNCATE cria.%I CASCADE', name); END LOOP; END $$`),
    close: stop,
  };
}
