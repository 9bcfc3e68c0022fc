import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../domain/errors.ts';
import {
  generationInfo,
  type GenerationRecord,
  type GenerationStore,
  type PendingGeneration,
  type PublishedAs,
  type StoredGeneration,
  type WrittenGeneration,
} from '../../domain/generation-store.ts';
import type { IndexVersions, OpenOptions } from '../../domain/index-store.ts';
import type {
  GenerationInfo,
  LanguageCentre,
  Logger,
  PassageIndex,
  ScoreScale,
} from '../../domain/ports.ts';
import { ANALYSER_VERSION } from '../../text/text-analysis.ts';
import type { PostgresDatabase, Scope, Sql } from '../database.ts';
import { generationAt, noteOf } from './generation-at.ts';
import { GENERATIONS_CHANNEL, noticeText } from './generations-notice.ts';
import { PostgresPassageIndex } from './postgres-index.ts';
import { targetNote } from './postgres-writer.ts';
import { takeSpaceLock, type SpaceLock } from './space-lock.ts';
import { tidySpace } from './tidy-space.ts';

export interface PostgresGenerationsOptions {
  readonly database: PostgresDatabase;
  /** The server whose articles these are; `NO_SERVER` for the shared ones. */
  readonly server: Scope;
  /** Of this process. */
  readonly instance: string;
  /** Folder for what a build needs on this machine until it ends. */
  readonly scratchRoot: string;
  readonly logger: Logger;
}

interface Pointer {
  readonly current: string | null;
  readonly previous: string | null;
  readonly aside: string | null;
  readonly declined: string | null;
}

const NO_POINTER: Pointer = { current: null, previous: null, aside: null, declined: null };

interface GenerationRow {
  readonly id: string;
  readonly lineage: number;
  readonly ordinal: number;
  readonly record: string;
}

/** The generations of one space in the database, and the row that says which of them counts. */
export class PostgresGenerations implements GenerationStore {
  readonly #options: PostgresGenerationsOptions;

  constructor(options: PostgresGenerationsOptions) {
    this.#options = options;
  }

  async openCurrent({ alignTo }: OpenOptions = {}): Promise<PassageIndex | null> {
    const candidates = await this.candidates();
    let fault: AppError | null = null;
    for (const [place, { record, note }] of candidates.entries()) {
      if (!isReadable(record)) {
        fault ??= mismatch(this.#options.database.place);
        continue;
      }
      try {
        const index = await this.#open({ record, note }, alignTo);
        if (place > 0) {
          this.#options.logger.warn({ id: record.id }, 'Serving the previous index generation');
        }
        return index;
      } catch (thrown) {
        if (!(thrown instanceof AppError) || thrown.code !== 'index-corrupt') throw thrown;
        this.#options.logger.warn(
          { id: record.id, reason: thrown.message },
          'Index generation is not usable',
        );
        fault ??= thrown;
      }
    }
    if (fault !== null) throw fault;
    return null;
  }

  versions(): Promise<IndexVersions> {
    return this.#run(async (sql) => {
      const pointer = await this.#pointer(sql);
      const infoOf = async (id: string | null): Promise<GenerationInfo | null> => {
        const stored = id === null ? null : await this.#stored(sql, id);
        return stored !== null && isReadable(stored.record) ? generationInfo(stored.record) : null;
      };
      return {
        current: await infoOf(pointer.current),
        previous: await infoOf(pointer.previous),
        aside: await infoOf(pointer.aside),
        declinedCorpus: pointer.declined,
      };
    });
  }

  candidates(): Promise<readonly StoredGeneration[]> {
    return this.#run(async (sql) => {
      const { current, previous } = await this.#pointer(sql);
      const found: StoredGeneration[] = [];
      for (const id of [current, previous]) {
        const stored = id === null ? null : await this.#stored(sql, id);
        if (stored !== null) found.push(stored);
      }
      return found;
    });
  }

  promoteAside(): Promise<GenerationInfo> {
    return this.#locked('pointer', () =>
      this.#run(async (sql) => {
        const { aside, current } = await this.#pointer(sql);
        const record = await this.#usable(sql, aside, 'There is no generation kept aside.');
        await this.#point(sql, { ...NO_POINTER, current: record.id, previous: current });
        return generationInfo(record);
      }),
    );
  }

  discardAside(): Promise<void> {
    return this.#locked('pointer', () =>
      this.#run(async (sql) => {
        const pointer = await this.#pointer(sql);
        if (pointer.aside === null) return;
        await this.#point(sql, { ...pointer, aside: null });
        // Nobody serves it: the next build can go on from the one before.
        await sql.change('DELETE FROM cria.generations WHERE id = $1', pointer.aside);
      }),
    );
  }

  rollBack(): Promise<GenerationInfo> {
    return this.#locked('pointer', () =>
      this.#run(async (sql) => {
        const pointer = await this.#pointer(sql);
        const { current, previous, declined } = pointer;
        const record = await this.#usable(sql, previous, 'There is no generation to go back to.');
        const left = current === null ? null : await this.#stored(sql, current);
        await this.#point(sql, {
          ...pointer,
          current: record.id,
          previous: current,
          declined: left?.record.corpusHash ?? declined,
        });
        return generationInfo(record);
      }),
    );
  }

  async building<T>(id: string, work: (pending: PendingGeneration) => Promise<T>): Promise<T> {
    const { database, server, scratchRoot } = this.#options;
    return this.#locked('build', async (lock) => {
      await tidySpace(database, server); // what a killed build left
      await mkdir(scratchRoot, { recursive: true });
      const scratchDir = await mkdtemp(join(scratchRoot, 'build-'));
      try {
        return await work(this.#pending({ id, scratchDir, lock }));
      } catch (thrown) {
        await tidySpace(database, server).catch(() => undefined); // the first fault is the one to tell
        throw thrown;
      } finally {
        await rm(scratchDir, { recursive: true, force: true });
      }
    });
  }

  #pending({ id, scratchDir, lock }: Pending): PendingGeneration {
    const { server } = this.#options;
    return {
      target: targetNote({ id, server }),
      scratchDir,
      touch: () => lock.touch(),
      open: (written) => this.#open(written),
      publish: async (written, as) => {
        await lock.touch(); // without it somebody else may have begun
        await this.#run((sql) => this.#publish(sql, written, as));
      },
    };
  }

  async #publish(sql: Sql, { record, note }: WrittenGeneration, as: PublishedAs): Promise<void> {
    const before = await this.#pointer(sql);
    const { lineage, ordinal } = generationAt(note);
    await sql.change(
      'UPDATE cria.generations SET record = $4 WHERE id = $1 AND lineage = $2 AND ordinal = $3',
      record.id,
      lineage,
      ordinal,
      JSON.stringify(record),
    );
    await this.#point(
      sql,
      as.outcome === 'current'
        ? { ...NO_POINTER, current: record.id, previous: as.previous }
        : { ...before, aside: record.id, declined: record.corpusHash },
    );
  }

  #open(stored: WrittenGeneration, alignTo?: ScoreScale): Promise<PassageIndex> {
    const { database, server: scope } = this.#options;
    const { record, note } = stored;
    return PostgresPassageIndex.open({
      ...{ database, scope, record },
      at: generationAt(note),
      alignTo: centresOf(alignTo, record),
    });
  }

  async #usable(sql: Sql, id: string | null, whenMissing: string): Promise<GenerationRecord> {
    const stored = id === null ? null : await this.#stored(sql, id);
    if (stored !== null && isReadable(stored.record)) return stored.record;
    throw new AppError('index-missing', whenMissing);
  }

  async #pointer(sql: Sql): Promise<Pointer> {
    const row = await sql.row<Pointer>(
      'SELECT current, previous, aside, declined FROM cria.spaces WHERE server_id = $1',
      this.#options.server,
    );
    return row ?? NO_POINTER;
  }

  /** From one moment to the next, and everybody is told at that moment. */
  async #point(sql: Sql, { current, previous, aside, declined }: Pointer): Promise<void> {
    const { server, instance } = this.#options;
    await sql.change(
      `INSERT INTO cria.spaces (server_id, current, previous, aside, declined)
       VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (server_id) DO UPDATE SET current = excluded.current,
         previous = excluded.previous, aside = excluded.aside, declined = excluded.declined`,
      server,
      current,
      previous,
      aside,
      declined,
    );
    const named = [current, previous, aside].filter((id) => id !== null);
    await sql.change(
      `UPDATE cria.generations
       SET retired_at = CASE WHEN id = ANY($2) THEN NULL ELSE coalesce(retired_at, now()) END
       WHERE server_id = $1 AND record IS NOT NULL`,
      server,
      named,
    );
    const notice = noticeText({ server, instance });
    await sql.rows('SELECT pg_notify($1, $2)', GENERATIONS_CHANNEL, notice);
  }

  async #stored(sql: Sql, id: string): Promise<StoredGeneration | null> {
    const row = await sql.row<GenerationRow>(
      'SELECT id, lineage, ordinal, record FROM cria.generations WHERE id = $1 AND record IS NOT NULL',
      id,
    );
    if (row === undefined) return null;
    return { record: JSON.parse(row.record) as GenerationRecord, note: noteOf(row) };
  }

  #run<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#options.database.run(this.#options.server, work);
  }

  async #locked<T>(change: 'build' | 'pointer', work: (lock: SpaceLock) => Promise<T>): Promise<T> {
    const { database, server } = this.#options;
    const lock = await takeSpaceLock(database, server, change);
    try {
      return await work(lock);
    } finally {
      await lock.release();
    }
  }
}

interface Pending {
  readonly id: string;
  readonly scratchDir: string;
  readonly lock: SpaceLock;
}

/** Whether this version of Cria can search it: its words were taken apart in the same way. */
function isReadable({ analyserVersion }: GenerationRecord): boolean {
  return analyserVersion === ANALYSER_VERSION;
}

/** Centres to align a generation to; null when it stays as it is. */
function centresOf(
  scale: ScoreScale | undefined,
  { embedder }: GenerationRecord,
): readonly LanguageCentre[] | null {
  if (scale === undefined || embedder === null) return null;
  const { digest, dimensions } = scale.embedder;
  return digest === embedder.digest && dimensions === embedder.dimensions ? scale.centres : null;
}

function mismatch(place: string): AppError {
  return new AppError(
    'index-mismatch',
    `The index in ${place} was built by another version of Cria. Run "npm run reindex".`,
    { details: { file: place } },
  );
}
