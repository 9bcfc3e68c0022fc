import { join } from 'node:path';
import type { GenerationStore } from '../domain/generation-store.ts';
import type { IndexStore } from '../domain/index-store.ts';
import type { Clock, Logger, NewId } from '../domain/ports.ts';
import type { BuildCalls } from './building/build-calls.ts';
import { CorpusIndexStore } from './building/corpus-index-store.ts';
import { StuckFiles } from './building/stuck-files.ts';
import { nodeFiles, type DurableFiles } from './files/durable-files.ts';
import { FolderGenerations } from './generation/folder-generations.ts';
import { GenerationFolders } from './generation/generation-folders.ts';
import { IndexOpener } from './index-opener.ts';
import { IndexWorkerClient } from './threads/index-worker-client.ts';
import { INDEX_WORKER } from './worker/worker-entry.ts';

/** What an index store needs. */
export interface IndexStoreOptions {
  /** Folder of the articles. */
  readonly knowledgeDir: string;
  /** Folder for the index and its lock; made when missing. */
  readonly dataDir: string;
  /** Folder of the embedding cache, which several stores may share. Default `<dataDir>/cache`. */
  readonly cacheDir?: string;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly newId: NewId;
  /** The real file system by default. */
  readonly files?: DurableFiles;
  /** Longest time one file may take to be read and cut. Default `MAX_FILE_MS`. */
  readonly maxFileMs?: number;
  /** Keeps the generations; by default folders below `dataDir` do. */
  readonly keeping?: GenerationKeeping | undefined;
}

/** Another store of generations: its end in the main thread, and the thread it builds in. */
export interface GenerationKeeping {
  readonly generations: GenerationStore;
  readonly startWorker: () => IndexWorkerClient<BuildCalls>;
}

/** Makes the store of all generations below `dataDir`. Touches no file by itself. */
export function createIndexStore(options: IndexStoreOptions): IndexStore {
  const { knowledgeDir, dataDir, logger, clock, newId, files = nodeFiles } = options;
  const keeping = options.keeping ?? inFolders(options, files);
  return new CorpusIndexStore({
    ...{ knowledgeDir, logger, clock, newId },
    cacheDir: options.cacheDir ?? join(dataDir, 'cache'),
    statesFile: join(dataDir, 'file-states.json'),
    stuck: new StuckFiles(dataDir, files, options.maxFileMs),
    ...keeping,
  });
}

function inFolders(
  { dataDir, logger, clock, newId }: IndexStoreOptions,
  files: DurableFiles,
): GenerationKeeping {
  const folders = new GenerationFolders(dataDir, files);
  const opener = new IndexOpener(folders, logger);
  return {
    generations: new FolderGenerations({ dataDir, folders, opener, logger, clock, newId }),
    startWorker: () => IndexWorkerClient.start(INDEX_WORKER, 'build'),
  };
}
