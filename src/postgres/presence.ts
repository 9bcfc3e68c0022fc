import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { PostgresDatabase } from './database.ts';

/**
 * Shows other processes that this one lives: by a lock that a connection of its own holds, and that
 * the server lets go of when the process ends, however it ends.
 */
export class Presence {
  /** Names this process among those that use the database. */
  readonly instance = randomUUID();
  readonly #database: PostgresDatabase;
  #client: Promise<pg.PoolClient> | null = null;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  /** Resolves when the others can see it. */
  async show(): Promise<void> {
    this.#client ??= this.#take();
    try {
      await this.#client;
    } catch (thrown) {
      this.#client = null;
      throw thrown;
    }
  }

  /** Idempotent. */
  async close(): Promise<void> {
    const client = await this.#client?.catch(() => null);
    this.#client = null;
    await client?.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
    client?.release(true);
  }

  async #take(): Promise<pg.PoolClient> {
    const client = await this.#database.reserve();
    client.on('error', () => {
      this.#client = null; // shown anew with the next reply
      client.release(true);
    });
    await client.query(`SELECT pg_advisory_lock(${lockOf('$1')})`, [this.instance]);
    return client;
  }
}

function lockOf(instance: string): string {
  return `hashtextextended('cria process ' || ${instance}, 0)`;
}

/** Condition that no process of that name lives; `instance` is an expression of a row. */
export function isGone(instance: string): string {
  return `NOT EXISTS (
    SELECT 1 FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database
    WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND d.datname = current_database()
      AND (l.classid::bigint << 32 | l.objid::bigint) = ${lockOf(instance)})`;
}
