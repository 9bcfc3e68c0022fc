import { AppError } from '../../domain/errors.ts';
import {
  generationInfo,
  type GenerationStore,
  type PendingGeneration,
  type PublishedAs,
  type StoredGeneration,
  type WrittenGeneration,
} from '../../domain/generation-store.ts';
import type { IndexVersions, OpenOptions } from '../../domain/index-store.ts';
import type { Clock, GenerationInfo, Logger, NewId, PassageIndex } from '../../domain/ports.ts';
import { takeBuildLock, type BuildLock } from '../files/build-lock.ts';
import { toStorageError } from '../files/storage-fault.ts';
import { NO_POINTER } from './current-pointer.ts';
import type { GenerationFolders } from './generation-folders.ts';
import { FilePartsShape, FORMAT_VERSION, isReadable, type Manifest } from './manifest.ts';

/** Opens generations, and knows which ones this process has open. */
export interface GenerationOpener {
  openIds(): readonly string[];
  /** As `IndexStore.openCurrent`. */
  openCurrent(options: OpenOptions): Promise<PassageIndex | null>;
  /** @throws AppError `index-corrupt` | `index-mismatch` */
  open(id: string): Promise<PassageIndex>;
  /** Opens a generation wherever it is. @throws AppError `index-corrupt` */
  openFolder(from: {
    readonly folder: string;
    readonly manifest: Manifest;
    /** Called before each search. */
    readonly onSearch?: () => void;
  }): Promise<PassageIndex>;
}

/** What the store stands on. */
export interface FolderGenerationsParts {
  /** Folder for the index and its lock; made when missing. */
  readonly dataDir: string;
  readonly folders: GenerationFolders;
  readonly opener: GenerationOpener;
  readonly logger: Logger;
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: NewId;
}

/** Generations in folders, one file that says which of them counts, and a lock file. */
export class FolderGenerations implements GenerationStore {
  readonly #parts: FolderGenerationsParts;

  constructor(parts: FolderGenerationsParts) {
    this.#parts = parts;
  }

  async openCurrent(options: OpenOptions = {}): Promise<PassageIndex | null> {
    return this.#onDisk(() => this.#parts.opener.openCurrent(options));
  }

  async versions(): Promise<IndexVersions> {
    return this.#onDisk(async () => {
      const pointer = (await this.#parts.folders.pointer()) ?? NO_POINTER;
      return {
        current: await this.#infoOf(pointer.current),
        previous: await this.#infoOf(pointer.previous),
        aside: await this.#infoOf(pointer.aside),
        declinedCorpus: pointer.declined,
      };
    });
  }

  async promoteAside(): Promise<GenerationInfo> {
    const { folders } = this.#parts;
    return this.#locked(async () => {
      const { aside, current } = (await folders.pointer()) ?? NO_POINTER;
      const manifest = await this.#usable(aside, 'There is no generation kept aside.');
      await folders.point({ ...NO_POINTER, current: manifest.id, previous: current });
      await this.#pruneQuietly();
      return generationInfo(manifest);
    });
  }

  async discardAside(): Promise<void> {
    const { folders } = this.#parts;
    await this.#locked(async () => {
      const pointer = await folders.pointer();
      if (pointer === null || pointer.aside === null) return;
      await folders.point({ ...pointer, aside: null });
      await this.#pruneQuietly();
    });
  }

  async rollBack(): Promise<GenerationInfo> {
    const { folders } = this.#parts;
    return this.#locked(async () => {
      const pointer = (await folders.pointer()) ?? NO_POINTER;
      const { current, previous, declined } = pointer;
      const manifest = await this.#usable(previous, 'There is no generation to go back to.');
      const left = current === null ? null : await folders.readManifest(current);
      await folders.point({
        ...pointer,
        current: manifest.id,
        previous: current,
        declined: left?.corpusHash ?? declined,
      });
      return generationInfo(manifest);
    });
  }

  async candidates(): Promise<readonly StoredGeneration[]> {
    const { folders } = this.#parts;
    return this.#onDisk(async () => {
      const manifests = await Promise.all(
        (await folders.candidates()).map((id) => folders.readManifest(id)),
      );
      return manifests.flatMap((manifest) => {
        if (manifest === null) return [];
        const { formatVersion, slots, ef, checksums, ...record } = manifest;
        const folder = folders.folderOf(record.id);
        return [{ record, note: { folder, formatVersion, slots, ef, checksums } }];
      });
    });
  }

  async building<T>(id: string, work: (pending: PendingGeneration) => Promise<T>): Promise<T> {
    const { folders } = this.#parts;
    return this.#locked(async (lock) => {
      await folders.prune(await this.#kept()); // what a killed build left
      try {
        return await work(this.#pending(await folders.makePartial(id), lock));
      } catch (error) {
        await folders.discard(id).catch(() => undefined); // the first fault is the one to tell
        throw error;
      }
    });
  }

  #pending(folder: string, lock: BuildLock): PendingGeneration {
    return {
      target: { folder },
      scratchDir: folder,
      touch: () => lock.touch(),
      open: (written) =>
        this.#parts.opener.openFolder({
          folder,
          manifest: manifestOf(written),
          onSearch: () => void lock.touch(),
        }),
      publish: (written, as) => this.#publish(manifestOf(written), as),
    };
  }

  async #publish(manifest: Manifest, as: PublishedAs): Promise<void> {
    const { folders } = this.#parts;
    const before = (await folders.pointer()) ?? NO_POINTER;
    await folders.complete(manifest);
    const { id, corpusHash } = manifest;
    await folders.point(
      as.outcome === 'current'
        ? { ...NO_POINTER, current: id, previous: as.previous }
        : { ...before, aside: id, declined: corpusHash },
    );
    await this.#pruneQuietly();
  }

  async #infoOf(id: string | null): Promise<GenerationInfo | null> {
    const manifest = id === null ? null : await this.#parts.folders.readManifest(id);
    return manifest !== null && isReadable(manifest) ? generationInfo(manifest) : null;
  }

  /** The manifest of a generation that can be opened. */
  async #usable(id: string | null, whenMissing: string): Promise<Manifest> {
    const manifest = id === null ? null : await this.#parts.folders.readManifest(id);
    if (id === null || manifest === null || !isReadable(manifest)) {
      throw new AppError('index-missing', whenMissing);
    }
    const index = await this.#parts.opener.open(id);
    await index.close();
    return manifest;
  }

  async #kept(): Promise<ReadonlySet<string>> {
    const { folders, opener } = this.#parts;
    const aside = (await folders.pointer())?.aside ?? null;
    const named = [...(await folders.candidates()), aside].filter((id) => id !== null);
    return new Set([...named, ...opener.openIds()]);
  }

  /** What is served is settled already: what cannot be tidied up now is next time. */
  async #pruneQuietly(): Promise<void> {
    try {
      await this.#parts.folders.prune(await this.#kept());
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#parts.logger.warn({ reason }, 'Old index generations could not be removed');
    }
  }

  async #locked<T>(work: (lock: BuildLock) => Promise<T>): Promise<T> {
    const { dataDir, clock, newId } = this.#parts;
    return this.#onDisk(async () => {
      const lock = await takeBuildLock({ dataDir, clock, newId });
      try {
        return await work(lock);
      } finally {
        await lock.release();
      }
    });
  }

  async #onDisk<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toStorageError(error, this.#parts.dataDir);
    }
  }
}

function manifestOf({ record, note }: WrittenGeneration): Manifest {
  return { ...record, ...FilePartsShape.parse(note), formatVersion: FORMAT_VERSION };
}
