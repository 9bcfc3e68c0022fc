import { join } from 'node:path';
import {
  formatPointer,
  GENERATION_ID,
  NO_POINTER,
  parsePointer,
  type CurrentPointer,
} from './current-pointer.ts';
import type { DurableFiles } from '../files/durable-files.ts';
import { formatManifest, parseManifest, type Manifest } from './manifest.ts';

const MANIFEST_FILE = 'manifest.json';
const POINTER_FILE = 'CURRENT';
/** The same once more, for the day `CURRENT` itself is damaged: it knows what was refused. */
const POINTER_COPY_FILE = 'CURRENT.copy';
const PARTIAL_SUFFIX = '.partial';

/**
 * The folders of an index on disk: `<dataDir>/index/<id>/` for each generation, `<id>.partial/` for
 * the one being built, and the file `CURRENT` with the ids of those that count. Whatever changes what
 * is served is one replacement of `CURRENT`; only the holder of the build lock makes it.
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

  /**
   * What `CURRENT` says; null when nothing was ever made current. For a damaged `CURRENT` its copy
   * stands in, and for a damaged copy the two newest generations.
   */
  async pointer(): Promise<CurrentPointer | null> {
    const pointer = await this.#readPointer(POINTER_FILE);
    if (pointer !== 'damaged') return pointer;
    const copy = await this.#readPointer(POINTER_COPY_FILE);
    if (copy !== 'damaged' && copy !== null) return copy;
    const [current = null, previous = null] = await this.#newestFirst();
    return { ...NO_POINTER, current, previous };
  }

  /** Generations worth trying, best first; empty when none was ever made current. */
  async candidates(): Promise<readonly string[]> {
    const pointer = await this.#readPointer(POINTER_FILE);
    if (pointer === null) return [];
    if (pointer !== 'damaged') return namedBy(pointer);
    const copy = await this.#readPointer(POINTER_COPY_FILE);
    const newest = await this.#newestFirst();
    if (copy === 'damaged' || copy === null) return newest;
    const named = namedBy(copy);
    return [...named, ...newest.filter((id) => !named.includes(id) && id !== copy.aside)];
  }

  async #readPointer(file: string): Promise<CurrentPointer | 'damaged' | null> {
    const text = await this.#files.readText(join(this.root, file));
    return text === null ? null : parsePointer(text);
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

  /** The manifest of a finished generation; null when it is missing or damaged. */
  async readManifest(id: string): Promise<Manifest | null> {
    const text = await this.#files.readText(join(this.folderOf(id), MANIFEST_FILE));
    const manifest = text === null ? null : parseManifest(text);
    return manifest?.id === id ? manifest : null;
  }

  /** Makes the folder a generation is built in. */
  async makePartial(id: string): Promise<string> {
    const folder = this.partialOf(id);
    await this.#files.makeFolder(folder);
    return folder;
  }

  /** Adds the manifest to a finished partial folder and gives it its name. */
  async complete(manifest: Manifest): Promise<void> {
    const partial = this.partialOf(manifest.id);
    await this.#files.writeFile(join(partial, MANIFEST_FILE), formatManifest(manifest));
    await this.#files.syncFolder(partial);
    await this.#files.rename(partial, this.folderOf(manifest.id));
  }

  /** Replaces `CURRENT`: from one moment to the next, whatever happens. */
  async point(pointer: CurrentPointer): Promise<void> {
    const path = join(this.root, POINTER_FILE);
    await this.#files.writeFile(`${path}.new`, formatPointer(pointer));
    await this.#files.rename(`${path}.new`, path);
    await this.#writeCopy(pointer).catch(() => undefined); // what is served has changed already
  }

  async #writeCopy(pointer: CurrentPointer): Promise<void> {
    const path = join(this.root, POINTER_COPY_FILE);
    await this.#files.writeFile(`${path}.new`, formatPointer(pointer));
    await this.#files.rename(`${path}.new`, path);
  }

  /** Removes what a failed build left: its partial folder, or the finished one nothing points to. */
  async discard(id: string): Promise<void> {
    await this.#files.remove(this.partialOf(id));
    const pointer = await this.pointer();
    const isUsed = pointer !== null && [pointer.current, pointer.aside].includes(id);
    if (!isUsed) await this.#files.remove(this.folderOf(id));
  }

  /** Removes partial folders and generations other than `keep`. Only for the holder of the lock. */
  async prune(keep: ReadonlySet<string>): Promise<void> {
    for (const name of await this.#files.list(this.root)) {
      const isPartial =
        name.endsWith(PARTIAL_SUFFIX) && GENERATION_ID.test(name.slice(0, -PARTIAL_SUFFIX.length));
      const isOld = GENERATION_ID.test(name) && !keep.has(name);
      const isHalfPointer = [`${POINTER_FILE}.new`, `${POINTER_COPY_FILE}.new`].includes(name);
      if (isPartial || isOld || isHalfPointer) await this.#files.remove(join(this.root, name));
    }
  }
}

function namedBy({ current, previous }: CurrentPointer): string[] {
  return [current, previous].filter((id) => id !== null);
}
