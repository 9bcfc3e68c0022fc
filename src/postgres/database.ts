import pg from 'pg';
import { AppError } from '../domain/errors.ts';
import { migrate, MEMBER_ROLE } from './migrate.ts';
import { toPostgresFault } from './postgres-fault.ts';

/** Whose rows a piece of work may see: one server's id, or one of these two. */
export type Scope = string;
/** Rows that belong to no server: direct messages, the shared corpus. */
export const NO_SERVER: Scope = '';
/** Rows of all servers: for work that looks a row up by its own id, and for tidying up. */
export const EVERY_SERVER: Scope = '*';

/** Connections of one process. Each answer needs one for milliseconds at a time. */
export const MAX_CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 10_000; // 10 seconds
/** A statement that takes longer is ended by the server; building an index is exempt. */
const STATEMENT_TIMEOUT_MS = 60_000; // 1 minute

/** What may be bound to a statement. */
export type SqlValue =
  string | number | boolean | null | Buffer | readonly (string | number | null)[];

/** Statements inside one piece of work. Values are bound, never part of the text. */
export interface Sql {
  /** `Row` is what the statement's columns are. */
  rows<Row>(text: string, ...values: readonly SqlValue[]): Promise<Row[]>;
  /** The first row; undefined when there is none. */
  row<Row>(text: string, ...values: readonly SqlValue[]): Promise<Row | undefined>;
  /** How many rows it changed. */
  change(text: string, ...values: readonly SqlValue[]): Promise<number>;
  /** Waits for others who hold the same name; let go of at the end of the work. */
  lock(name: string): Promise<void>;
}

/** Numbers of eight bytes as numbers: none that is stored exceeds 2^53. */
const TYPES: pg.CustomTypesConfig = {
  getTypeParser(oid, format): unknown {
    return oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format);
  },
};

/** One database for everything that is remembered. Opens itself, and its schema, at the first use. */
export class PostgresDatabase {
  /** The address without user and password. */
  readonly place: string;
  readonly #url: string;
  #pool: pg.Pool | null = null;
  #opening: Promise<pg.Pool> | null = null;
  #isClosed = false;

  /** `url` as `DATABASE_URL`; a secret. @throws AppError `config-invalid`, without repeating it */
  constructor(url: string) {
    this.#url = url;
    this.place = placeOf(url);
  }

  /** Opens now, so that a fault shows at the start. Idempotent. */
  async open(): Promise<void> {
    await this.#guard(() => this.#opened());
  }

  /**
   * Runs `work` in a transaction that sees the rows of `scope` alone, whatever its statements say:
   * the database itself leaves the others out. Rejects with AppError `storage-failed` | `disk-full`.
   */
  run<T>(scope: Scope, work: (sql: Sql) => Promise<T>): Promise<T> {
    const config = `set_config('cria.server', ${pg.escapeLiteral(cleanText(scope))}, true)`;
    return this.#transact(`SET LOCAL ROLE ${MEMBER_ROLE}; SELECT ${config}`, work);
  }

  /** As the owner of the tables, who sees everything and is not hurried: for building indexes. */
  runAsOwner<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#transact('SET LOCAL statement_timeout = 0', work);
  }

  /** A connection of its own, for what lasts as long as it does. End it with its `release(true)`. */
  async reserve(): Promise<pg.PoolClient> {
    return this.#guard(async () => (await this.#opened()).connect());
  }

  /** Waits for the work under way. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#opening?.catch(() => undefined);
    const pool = this.#pool;
    this.#pool = null;
    await pool?.end();
  }

  async #transact<T>(prelude: string, work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#guard(async () => {
      const client = await (await this.#opened()).connect();
      let isBroken = false;
      try {
        await client.query(`BEGIN; ${prelude}`);
        const result = await work(sqlOver(client));
        await client.query('COMMIT');
        return result;
      } catch (thrown) {
        await client.query('ROLLBACK').catch(() => (isBroken = true));
        throw thrown;
      } finally {
        client.release(isBroken);
      }
    });
  }

  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      if (this.#isClosed) {
        throw new AppError('storage-failed', `The database at ${this.place} has been closed.`);
      }
      return await work();
    } catch (thrown) {
      throw toPostgresFault(thrown, this.place);
    }
  }

  /** One opening at a time; one that failed is tried again by the next. */
  async #opened(): Promise<pg.Pool> {
    if (this.#pool !== null) return this.#pool;
    this.#opening ??= this.#connect();
    try {
      return await this.#opening;
    } catch (thrown) {
      this.#opening = null;
      throw thrown;
    }
  }

  async #connect(): Promise<pg.Pool> {
    const pool = new pg.Pool({
      connectionString: this.#url,
      max: MAX_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      application_name: 'cria',
      types: TYPES,
    });
    pool.on('error', () => undefined); // an idle connection that breaks is replaced at the next use
    try {
      const client = await pool.connect();
      try {
        await migrate(client, this.place);
      } finally {
        client.release();
      }
    } catch (thrown) {
      await pool.end();
      throw thrown;
    }
    this.#pool = pool;
    return pool;
  }
}

/** Statements over one connection. */
export function sqlOver(client: pg.ClientBase): Sql {
  const query = (text: string, values: readonly SqlValue[]): Promise<pg.QueryResult> =>
    client.query(text, values.map(cleaned));
  const rows = async <Row>(text: string, ...values: readonly SqlValue[]): Promise<Row[]> =>
    (await query(text, values)).rows as Row[];
  return {
    rows,
    row: async <Row>(text: string, ...values: readonly SqlValue[]) =>
      (await rows<Row>(text, ...values))[0],
    change: async (text, ...values) => (await query(text, values)).rowCount ?? 0,
    async lock(name) {
      await query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
    },
  };
}

function cleaned(value: SqlValue): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (!Array.isArray(value)) return value;
  return value.map((item: string | number | null) =>
    typeof item === 'string' ? cleanText(item) : item,
  );
}

/** The one character that PostgreSQL keeps in no text. */
function cleanText(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

function placeOf(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${hostname}${port === '' ? '' : `:${port}`}${pathname}`;
  } catch {
    throw new AppError(
      'config-invalid',
      'DATABASE_URL is no address. Expected something like postgres://user:password@db.lan/cria.',
    );
  }
}
