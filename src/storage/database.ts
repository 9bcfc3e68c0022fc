import Database from 'better-sqlite3';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../domain/errors.ts';
import type { Clock } from '../domain/ports.ts';
import { checkSchema, migrate } from './migrate.ts';
import { toSqliteFault } from './sqlite-fault.ts';

/** Name of the file in the data folder. */
export const DATABASE_FILE = 'cria.sqlite';
/** How long another process that holds the file is waited for. The event loop stands meanwhile. */
export const BUSY_TIMEOUT_MS = 2_000; // 2 seconds
/** Only the user the bot runs as may read it: it holds questions and, for minutes, tokens. */
const FILE_MODE = 0o600;

/** What may be bound to a statement. */
export type SqlValue = string | number | Buffer | null;

export interface DatabaseOptions {
  readonly dataDir: string;
  readonly clock: Clock;
}

/** The one open database file. Opens itself at the first use; every fault comes out as AppError. */
export class SqliteStore {
  readonly file: string;
  readonly #options: DatabaseOptions;
  readonly #statements = new Map<string, Database.Statement<SqlValue[]>>();
  #db: Database.Database | null = null;
  #isClosed = false;

  constructor(options: DatabaseOptions) {
    this.#options = options;
    this.file = join(options.dataDir, DATABASE_FILE);
  }

  /**
   * Runs `work` at once and answers with a promise, as the ports want it.
   * Rejects with AppError `storage-failed` | `disk-full`.
   */
  run<T>(work: () => T): Promise<T> {
    try {
      this.#open();
      return Promise.resolve(work());
    } catch (thrown) {
      return Promise.reject(toSqliteFault(thrown, this.file));
    }
  }

  /** As `run`, in a transaction that holds the write lock from its beginning. */
  transact<T>(work: () => T): Promise<T> {
    return this.run(() => this.#open().transaction(work).immediate());
  }

  /** Runs one statement inside `run` or `transact`; how many rows it changed. */
  change(sql: string, ...values: SqlValue[]): number {
    return this.#prepared(sql).run(...values).changes;
  }

  /** First row; undefined when there is none. `Row` is what the statement's columns are. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as the driver's own
  row<Row>(sql: string, ...values: SqlValue[]): Row | undefined {
    return this.#prepared(sql).get(...values) as Row | undefined;
  }

  rows<Row>(sql: string, ...values: SqlValue[]): Row[] {
    return this.#prepared(sql).all(...values) as Row[];
  }

  /** Moves the log into the file and empties it, so that deleted text is gone from both. */
  checkpoint(): void {
    this.#open().pragma('wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    this.#isClosed = true;
    this.#statements.clear();
    this.#db?.close();
    this.#db = null;
  }

  #prepared(sql: string): Database.Statement<SqlValue[]> {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#open().prepare<SqlValue[]>(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #open(): Database.Database {
    if (this.#isClosed) {
      throw new AppError('storage-failed', `The database ${this.file} has been closed already.`);
    }
    this.#db ??= openFile(this.file, this.#options);
    return this.#db;
  }
}

function openFile(file: string, { dataDir, clock }: DatabaseOptions): Database.Database {
  mkdirSync(dataDir, { recursive: true });
  closeSync(openSync(file, 'a', FILE_MODE)); // SQLite gives -wal and -shm the same mode
  const db = new Database(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    checkSchema(db, { file }); // first, so that a strange file is left as it is
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma('foreign_keys = ON');
    db.pragma('secure_delete = ON'); // overwrites what is deleted
    migrate(db, { file, clock });
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}
