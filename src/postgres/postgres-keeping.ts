import { join } from 'node:path';
import type { GenerationStore } from '../domain/generation-store.ts';
import type { Clock, Logger } from '../domain/ports.ts';
import type { Stores } from '../domain/stores.ts';
import type { BuildCalls } from '../indexing/building/build-calls.ts';
import { IndexWorkerClient } from '../indexing/threads/index-worker-client.ts';
import { EVERY_SERVER, NO_SERVER, PostgresDatabase } from './database.ts';
import { PostgresGenerations } from './generations/postgres-generations.ts';
import { Presence } from './presence.ts';
import { createPostgresStores } from './postgres-stores.ts';
import { takeShards } from './serving-shards.ts';
import { watchGenerations } from './watch-generations.ts';

const BUILD_WORKER = new URL('./generations/build-worker.ts', import.meta.url);

export interface PostgresKeepingOptions {
  /** As `DATABASE_URL`; a secret. */
  readonly url: string;
  /** Folder for what a build needs on this machine until it ends. */
  readonly dataDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Up to so many passages every vector is compared; by default as the writer has it. */
  readonly exactScanMax?: number;
}

/** Everything that is kept in one PostgreSQL. */
export interface PostgresKeeping {
  readonly database: PostgresDatabase;
  readonly stores: Stores;
  /** The generations of a server's own articles; null: of the shared ones. */
  generationsOf(guildId: string | null): {
    readonly generations: GenerationStore;
    readonly startWorker: () => IndexWorkerClient<BuildCalls>;
  };
  /** Tells what other processes have a space serve (null: the shared one). Never rejects. */
  watch(onChange: (guildId: string | null) => Promise<void>, signal: AbortSignal): Promise<void>;
  /** Runs work while no other process runs any by that name. */
  exclusively<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** As `takeShards`. */
  takeServing(shards: readonly number[]): Promise<{ release(): Promise<void> } | null>;
}

/** Opens nothing. @throws AppError `config-invalid` for an unusable address */
export function createPostgresKeeping(options: PostgresKeepingOptions): PostgresKeeping {
  const { url, dataDir, clock, logger, exactScanMax } = options;
  const database = new PostgresDatabase(url);
  const presence = new Presence(database);
  const { instance } = presence;
  return {
    database,
    stores: createPostgresStores(database, presence),
    generationsOf: (guildId) => ({
      generations: new PostgresGenerations({
        ...{ database, instance, logger },
        server: guildId ?? NO_SERVER,
        scratchRoot: join(dataDir, 'building'),
      }),
      startWorker: () => IndexWorkerClient.start(BUILD_WORKER, 'build', { url, exactScanMax }),
    }),
    watch: (onChange, signal) =>
      watchGenerations(
        {
          ...{ database, instance, clock, logger },
          onChange: (server) => onChange(server === null || server === NO_SERVER ? null : server),
        },
        signal,
      ),
    takeServing: (shards) => takeShards(database, shards),
    exclusively: (name, work) =>
      database.run(EVERY_SERVER, async (sql) => {
        await sql.lock(`cria ${name}`);
        return work();
      }),
  };
}
