import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { IndexStore } from '../../src/domain/index-store.ts';
import type { Logger, PassageIndex } from '../../src/domain/ports.ts';
import { nodeFiles, type DurableFiles } from '../../src/indexing/files/durable-files.ts';
import { createIndexStore } from '../../src/indexing/index-store.ts';
import { cleanUpAfterTest } from '../clean-up.ts';
import { tempFolder, writeFiles } from './temp-folder.ts';

/** A store on folders of its own. */
export interface Bench {
  readonly knowledgeDir: string;
  readonly dataDir: string;
  readonly store: IndexStore;
  readonly warnings: string[];
}

/** Writes articles and makes a store over them. */
export async function bench(
  articles: Readonly<Record<string, string>>,
  files?: DurableFiles,
): Promise<Bench> {
  const knowledgeDir = await tempFolder();
  const dataDir = await tempFolder();
  await writeFiles(knowledgeDir, articles);
  return { knowledgeDir, dataDir, ...storeOn(knowledgeDir, dataDir, files) };
}

let nextId = 0;

/** A store like one of another process on the same folders. */
export function storeOn(
  knowledgeDir: string,
  dataDir: string,
  files: DurableFiles = nodeFiles,
): Pick<Bench, 'store' | 'warnings'> {
  const warnings: string[] = [];
  const silent = (): void => undefined;
  const logger: Logger = {
    debug: silent,
    info: silent,
    warn: (_, message) => warnings.push(message),
    error: silent,
  };
  let nowMs = 1_790_000_000_000;
  const store = createIndexStore({
    knowledgeDir,
    dataDir,
    logger,
    clock: { now: () => (nowMs += 1_000), elapsed: () => nowMs, sleep: () => Promise.resolve() },
    newId: () => `gen${String(nextId++).padStart(9, '0')}`,
    files,
  });
  return { store, warnings };
}

/** Opens what is current until the end of the test. */
export async function open(store: IndexStore): Promise<PassageIndex> {
  const index = await store.openCurrent();
  expect(index).not.toBeNull();
  cleanUpAfterTest(() => index!.close());
  return index!;
}

/** Names in the index folder but `CURRENT` and its copy. */
export async function generations(dataDir: string): Promise<string[]> {
  const pointers = ['CURRENT', 'CURRENT.copy'];
  return (await readdir(join(dataDir, 'index'))).filter((name) => !pointers.includes(name)).sort();
}
