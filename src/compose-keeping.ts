import type { Config } from './config.ts';
import type { Clock, Logger } from './domain/ports.ts';
import type { Stores } from './domain/stores.ts';
import type { GenerationKeeping } from './indexing/index-store.ts';
import { createSqliteStores } from './storage/sqlite-stores.ts';

/** What is kept between two starts, and by what. */
export interface Keeping {
  readonly stores: Stores;
  /** Keeps the generations of a server's articles (null: the shared ones) elsewhere than in folders. */
  readonly generationsOf?: (guildId: string | null) => GenerationKeeping;
  /**
   * Tells when another process has a space serve another generation (null: the shared one), until
   * the signal aborts. Never rejects.
   */
  readonly watch?: (
    onChange: (guildId: string | null) => Promise<void>,
    signal: AbortSignal,
  ) => Promise<void>;
  /** Runs work while no other process runs any by that name. */
  readonly exclusively?: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  /** Takes the right to serve these shards, which one process at a time has. Null: another one has it. */
  readonly takeServing?: (
    shards: readonly number[],
  ) => Promise<{ release(): Promise<void> } | null>;
}

export interface KeepingParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** SQLite and folders below the data folder. Opens nothing. */
export function keepInDataFolder({ config, clock }: KeepingParts): Keeping {
  return { stores: createSqliteStores({ dataDir: config.dataDir, clock }) };
}

/**
 * What `STORE` says. What another store needs is loaded for it alone.
 * @throws AppError `config-invalid` for an unusable address
 */
export async function composeKeeping(parts: KeepingParts): Promise<Keeping> {
  const { config, clock, logger } = parts;
  const { store, databaseUrl: url, dataDir } = config;
  if (store === 'sqlite' || url === null) return keepInDataFolder(parts);
  const { createPostgresKeeping } = await import('./postgres/postgres-keeping.ts');
  return createPostgresKeeping({ url, dataDir, clock, logger });
}
