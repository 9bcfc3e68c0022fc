import type { IndexStore } from '../../src/domain/index-store.ts';
import { createIndexStore } from '../../src/indexing/index-store.ts';
import {
  createPostgresKeeping,
  type PostgresKeeping,
} from '../../src/postgres/postgres-keeping.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { tempFolder, writeFiles } from '../indexing/temp-folder.ts';
import { RecordingLogger } from '../model/recording-logger.ts';

export interface PostgresBench {
  readonly store: IndexStore;
  readonly keeping: PostgresKeeping;
  readonly knowledgeDir: string;
  readonly logger: RecordingLogger;
  readonly clock: ManualClock;
  /** The store of a server's own articles over another folder. */
  storeOf(guildId: string, knowledgeDir: string): IndexStore;
}

let nextId = 0;

/** The database as one process has it, with a store over articles in a folder of their own. */
export async function postgresBench(
  url: string,
  articles: Readonly<Record<string, string>>,
  options: { readonly exactScanMax?: number } = {},
): Promise<PostgresBench> {
  const knowledgeDir = await tempFolder();
  const dataDir = await tempFolder();
  await writeFiles(knowledgeDir, articles);
  const logger = new RecordingLogger();
  const clock = new ManualClock();
  const keeping = createPostgresKeeping({ url, dataDir, clock, logger, ...options });
  const make = (guildId: string | null, folder: string): IndexStore =>
    createIndexStore({
      ...{ knowledgeDir: folder, dataDir, logger, clock },
      newId: () => `gen${String(nextId++).padStart(9, '0')}`,
      keeping: keeping.generationsOf(guildId),
    });
  return { store: make(null, knowledgeDir), keeping, knowledgeDir, logger, clock, storeOf: make };
}
