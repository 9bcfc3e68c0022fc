import { createHash } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { openDurable, openReadOnly, type SqliteDatabase } from '../files/sqlite-file.ts';
import { errorCode } from '../files/storage-fault.ts';

/** Passages and questions get different prefixes, so the same text has two vectors. */
export type EmbeddingKind = 'passage' | 'query';

/** Whose vectors are meant. */
export interface EmbeddingOwner {
  /** `EmbedderInfo.digest`. */
  readonly digest: string;
  readonly dimensions: number;
}

/** A vector that was made elsewhere. */
export interface ShippedVector {
  readonly kind: EmbeddingKind;
  /** `hashOf` the text. */
  readonly textHash: Buffer;
  readonly vector: Float32Array;
}

export const MAX_CACHED_EMBEDDINGS = 500_000;

const FLOAT_BYTES = 4;
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS embeddings (
    digest TEXT NOT NULL, kind TEXT NOT NULL, text_hash BLOB NOT NULL,
    vector BLOB NOT NULL, used_at_ms INTEGER NOT NULL,
    PRIMARY KEY (digest, kind, text_hash)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS embeddings_by_use ON embeddings (used_at_ms);`;

interface VectorRow {
  readonly vector: Buffer;
}

type Key = [digest: string, kind: string, textHash: Buffer];

interface Statements {
  /** Bytes of a vector. */
  readonly find: Database.Statement<Key, number>;
  readonly get: Database.Statement<Key, VectorRow>;
  readonly use: Database.Statement<[number, ...Key, number]>;
}

/** Vectors by embedder and text, kept between builds. Throws SQLite's own errors. */
export class EmbeddingCache {
  readonly #db: SqliteDatabase;
  readonly #nowMs: number;
  #prepared: Statements | null = null;

  private constructor(db: SqliteDatabase, nowMs: number) {
    this.#db = db;
    this.#nowMs = nowMs;
  }

  /**
   * Opens or makes the cache; `nowMs` marks what is used from here on. A file that is no database
   * is replaced by an empty one: vectors can be made again.
   */
  static open(path: string, nowMs: number): { cache: EmbeddingCache; wasReplaced: boolean } {
    try {
      return { cache: new EmbeddingCache(openChecked(path), nowMs), wasReplaced: false };
    } catch (error) {
      if (!isDamage(error)) throw error;
      for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
      return { cache: new EmbeddingCache(openChecked(path), nowMs), wasReplaced: true };
    }
  }

  /**
   * Opens the cache for looking only: nothing is made, marked or replaced. Null when there is none
   * or it is damaged.
   */
  static openReadOnly(path: string): EmbeddingCache | null {
    if (!existsSync(path)) return null;
    try {
      const cache = new EmbeddingCache(openReadOnly(path), 0);
      cache.#statements();
      return cache;
    } catch (error) {
      if (isDamage(error) || errorCode(error) === 'SQLITE_CANTOPEN') return null;
      throw error;
    }
  }

  /** Whether there is a vector for a text. */
  has(owner: EmbeddingOwner, kind: EmbeddingKind, text: string): boolean {
    const { find } = this.#statements();
    return find.get(owner.digest, kind, hashOf(text)) === owner.dimensions * FLOAT_BYTES;
  }

  /** Prepared at the first use: a build asks for every passage. */
  #statements(): Statements {
    const where = 'WHERE digest = ? AND kind = ? AND text_hash = ?';
    this.#prepared ??= {
      find: this.#db.prepare<Key, number>(`SELECT length(vector) FROM embeddings ${where}`).pluck(),
      get: this.#db.prepare<Key, VectorRow>(`SELECT vector FROM embeddings ${where}`),
      use: this.#db.prepare<[number, ...Key, number]>(
        `UPDATE embeddings SET used_at_ms = ? ${where} AND used_at_ms < ?`,
      ),
    };
    return this.#prepared;
  }

  /** The vector of a text, or null when it is not there in the right length. Marks it as used. */
  get(owner: EmbeddingOwner, kind: EmbeddingKind, text: string): Float32Array | null {
    const key = [owner.digest, kind, hashOf(text)] as const;
    const { get, use } = this.#statements();
    const row = get.get(...key);
    if (row?.vector.length !== owner.dimensions * FLOAT_BYTES) return null;
    use.run(this.#nowMs, ...key, this.#nowMs);
    const bytes = Uint8Array.from(row.vector); // own memory, aligned for floats
    return new Float32Array(bytes.buffer);
  }

  /** Stores texts and their vectors, in the same order, in one transaction. */
  put(
    owner: EmbeddingOwner,
    kind: EmbeddingKind,
    entries: readonly (readonly [text: string, vector: Float32Array])[],
  ): void {
    const insert = this.#db.prepare('INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?, ?, ?)');
    this.#db.transaction(() => {
      for (const [text, vector] of entries) {
        insert.run(owner.digest, kind, hashOf(text), bytesOf(vector), this.#nowMs);
      }
    })();
  }

  /** Takes vectors that were made elsewhere, but for those it has; in one transaction. */
  fill(owner: EmbeddingOwner, shipped: readonly ShippedVector[]): void {
    const insert = this.#db.prepare('INSERT OR IGNORE INTO embeddings VALUES (?, ?, ?, ?, ?)');
    this.#db.transaction(() => {
      for (const { kind, textHash, vector } of shipped) {
        insert.run(owner.digest, kind, textHash, bytesOf(vector), this.#nowMs);
      }
    })();
  }

  /** Drops the entries used longest ago until at most `max` are left. Returns how many went. */
  trim(max = MAX_CACHED_EMBEDDINGS): number {
    const count =
      this.#db.prepare<[], number>('SELECT count(*) FROM embeddings').pluck().get() ?? 0;
    if (count <= max) return 0;
    const { changes } = this.#db
      .prepare(
        `DELETE FROM embeddings WHERE (digest, kind, text_hash) IN (
           SELECT digest, kind, text_hash FROM embeddings ORDER BY used_at_ms LIMIT ?)`,
      )
      .run(count - max);
    return changes;
  }

  /** Runs reads and their use marks as one transaction. */
  inTransaction<T>(work: () => T): T {
    return this.#db.transaction(work)();
  }

  close(): void {
    this.#db.close();
  }
}

function openChecked(path: string): SqliteDatabase {
  const db = openDurable(path);
  try {
    db.exec(SCHEMA);
    db.prepare('SELECT used_at_ms FROM embeddings LIMIT 1').get();
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
}

function bytesOf(vector: Float32Array): Buffer {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
}

function isDamage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code === 'SQLITE_ERROR';
}

/** What a text is known by. */
export function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
