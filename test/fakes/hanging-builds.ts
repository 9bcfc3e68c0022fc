import { keepInDataFolder, type Keeping, type KeepingParts } from '../../src/compose-keeping.ts';
import type { Clock, Logger } from '../../src/domain/ports.ts';
import type { BuildCalls } from '../../src/indexing/building/build-calls.ts';
import { nodeFiles } from '../../src/indexing/files/durable-files.ts';
import { FolderGenerations } from '../../src/indexing/generation/folder-generations.ts';
import { GenerationFolders } from '../../src/indexing/generation/generation-folders.ts';
import { IndexOpener } from '../../src/indexing/index-opener.ts';
import type { GenerationKeeping } from '../../src/indexing/index-store.ts';
import { IndexWorkerClient } from '../../src/indexing/threads/index-worker-client.ts';
import { INDEX_WORKER } from '../../src/indexing/worker/worker-entry.ts';
import { newId } from '../../src/observability/new-id.ts';
import { join } from 'node:path';

const HANGING_WORKER = new URL('./hanging-worker.mjs', import.meta.url);

interface FoldersParts {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Name of the file at which the thread of a build hangs; null: none. Read at each build. */
  readonly hangsAt: () => string | null;
}

/** Generations in folders, built by a real thread that may hang for good. */
export function hangingFolders({ hangsAt, ...parts }: FoldersParts): GenerationKeeping {
  const folders = new GenerationFolders(parts.dataDir, nodeFiles);
  const opener = new IndexOpener(folders, parts.logger);
  return {
    generations: new FolderGenerations({ ...parts, folders, opener, newId }),
    startWorker: () => {
      const file = hangsAt();
      return file === null
        ? IndexWorkerClient.start<BuildCalls>(INDEX_WORKER, 'build')
        : IndexWorkerClient.start<BuildCalls>(HANGING_WORKER, 'build', { hangsAt: file });
    },
  };
}

/** The data folder, where the builds of some servers hang while `hanging` holds their ids. */
export function hangingBuilds(hanging: ReadonlySet<string>): (parts: KeepingParts) => Keeping {
  return (parts) => {
    const { clock, logger } = parts;
    const { dataDir } = parts.config;
    return {
      ...keepInDataFolder(parts),
      generationsOf: (guildId) =>
        hangingFolders({
          ...{ clock, logger },
          dataDir: guildId === null ? dataDir : join(dataDir, 'servers', guildId),
          hangsAt: () => (guildId !== null && hanging.has(guildId) ? 'hash odd.md' : null),
        }),
    };
  };
}
