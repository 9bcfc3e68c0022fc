import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder below the system's temporary one; everything a run writes is in it. */
export interface TempHome {
  readonly path: string;
  makeFolder(name: string): Promise<string>;
  remove(): Promise<void>;
}

/** The folder goes with `remove`, and at the latest when the process ends by itself. */
export async function makeTempHome(): Promise<TempHome> {
  const path = await mkdtemp(join(tmpdir(), 'cria-bench-'));
  const removeNow = (): void => rmSync(path, { recursive: true, force: true });
  process.once('exit', removeNow);
  return {
    path,
    makeFolder: async (name) => {
      const folder = join(path, name);
      await mkdir(folder, { recursive: true });
      return folder;
    },
    remove: async () => {
      await rm(path, { recursive: true, force: true });
      process.off('exit', removeNow);
    },
  };
}
