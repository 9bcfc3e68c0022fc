import { join } from 'node:path';
import type { DurableFiles } from './durable-files.ts';
import { parseManifest, type Manifest } from './manifest.ts';

/** The generations `CURRENT` names. */
export interface CurrentPointer {
  readonly current: string;
  /** Kept for a roll back; null when there is none. */
  readonly previous: string | null;
}

const MANIFEST_FILE = 'manifest.json';
const PARTIAL_SUFFIX = '.partial';
const GENERATION_ID = /^[a-z0-9]{12}$/u;

/**
 * The folders of an index on disk: `<dataDir>/index/<id>/` for each generation, `<id>.partial/` for
 * the one being built, and the file `CURRENT` with the ids of the current and the previous one.
 */
export class GenerationFolders {
  readonly root: string;
  readonly #files: DurableFiles;

  constructor(dataDir: string, files: DurableFiles) {
    this.root = join(dataDir, 'index');
    this.#files = files;
  }

  folderOf(id: string): string {
    return join(this.root, id);
  }

  partialOf(id: string): string {
    return join(this.root, id + PARTIAL_SUFFIX);
  }

  /** What `CURRENT` says; null without that file, 'damaged' when it is not readable as such. */
  async readCurrent(): Promise<CurrentPointer | 'damaged' | null> {
    const text = await this.#files.readText(join(this.root, 'CURRENT'));
    if (text === null) return null;
    const [current = '', previous = ''] = text.split('\n');
    const isRight =
      GENERATION_ID.test(current) && (previous === '' || GENERATION_ID.test(previous));
    return isRight ? { current, previous: previous === '' ? null : previous } : 'damaged';
  }

  /** The manifest of a finished generation; null when it is missing or damaged. */
  async readManifest(id: string): Promise<Manifest | null> {
    const text = await this.#files.readText(join(this.folderOf(id), MANIFEST_FILE));
    const manifest = text === null ? null : parseManifest(text);
    return manifest?.id === id ? manifest : null;
  }

  /** Generations worth trying, best first; empty when none was ever made current. */
  async candidates(): Promise<readonly string[]> {
    const pointer = await this.readCurrent();
    if (pointer === null) return [];
    if (pointer === 'damaged') return this.#newestFirst();
    const { current, previous } = pointer;
    return previous === null ? [current] : [current, previous];
  }

  async #newestFirst(): Promise<string[]> {
    const found: Manifest[] = [];
    for (const name of await this.#files.list(this.root)) {
      const manifest = GENERATION_ID.test(name) ? await this.readManifest(name) : null;
      if (manifest !== null) found.push(manifest);
    }
    return found
      .sort((a, b) => (a.builtAt < b.builtAt ? 1 : a.builtAt > b.builtAt ? -1 : 0))
      .map(({ id }) => id);
  }

  /** Makes the folder a generation is built in. */
  async makePartial(id: string): Promise<string> {
    const folder = this.partialOf(id);
    await this.#files.makeFolder(folder);
    return folder;
  }

  /** Adds the manifest to a finished partial folder, gives it its name and makes it current. */
  async publish(manifest: Manifest, previous: string | null): Promise<void> {
    const partial = this.partialOf(manifest.id);
    await this.#files.writeFile(join(partial, MANIFEST_FILE), JSON.stringify(manifest, null, 1));
    await this.#files.syncFolder(partial);
    await this.#files.rename(partial, this.folderOf(manifest.id));
    const pointer = join(this.root, 'CURRENT');
    await this.#files.writeFile(`${pointer}.new`, `${manifest.id}\n${previous ?? ''}\n`);
    await this.#files.rename(`${pointer}.new`, pointer);
  }

  /** Removes what a failed build left: its partial folder, or the finished one never made current. */
  async discard(id: string): Promise<void> {
    await this.#files.remove(this.partialOf(id));
    const pointer = await this.readCurrent();
    const isCurrent = pointer !== null && pointer !== 'damaged' && pointer.current === id;
    if (!isCurrent) await this.#files.remove(this.folderOf(id));
  }

  /** Removes partial folders and generations other than `keep`. Only for the holder of the lock. */
  async prune(keep: ReadonlySet<string>): Promise<void> {
    for (const name of await this.#files.list(this.root)) {
      const isPartial =
        name.endsWith(PARTIAL_SUFFIX) && GENERATION_ID.test(name.slice(0, -PARTIAL_SUFFIX.length));
      const isOld = GENERATION_ID.test(name) && !keep.has(name);
      if (isPartial || isOld) await this.#files.remove(join(this.root, name));
    }
  }
}
