import { join } from 'node:path';
import { AppError, toAppError } from '../domain/errors.ts';
import type {
  BuildOptions,
  BuildReport,
  IndexPlan,
  IndexStore,
  IndexVersions,
  OpenOptions,
  PlanOptions,
} from '../domain/index-store.ts';
import type { Clock, GenerationInfo, Logger, NewId, PassageIndex } from '../domain/ports.ts';
import {
  buildGeneration,
  planGeneration,
  type BuildPlace,
  type BuiltGeneration,
} from './building/build-generation.ts';
import { takeBuildLock, type BuildLock } from './files/build-lock.ts';
import { isReadable, type BaseGeneration } from './building/build-start.ts';
import { compareArticles } from './building/compare-articles.ts';
import { hashCorpusFolder } from './corpus/corpus-hash.ts';
import { NO_POINTER, type CurrentPointer } from './generation/current-pointer.ts';
import { nodeFiles, type DurableFiles } from './files/durable-files.ts';
import { GenerationFolders } from './generation/generation-folders.ts';
import { IndexOpener } from './index-opener.ts';
import { IndexWorkerClient } from './worker/index-worker-client.ts';
import type { BuildCalls } from './worker/index-worker-protocol.ts';
import { generationInfo, type Manifest } from './generation/manifest.ts';
import { toStorageError } from './files/storage-fault.ts';

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
}

/** Makes the store of all generations below `dataDir`. Touches no file by itself. */
export function createIndexStore(options: IndexStoreOptions): IndexStore {
  return new FolderIndexStore(options);
}

type Worker = IndexWorkerClient<BuildCalls>;

class FolderIndexStore implements IndexStore {
  readonly #options: IndexStoreOptions;
  readonly #cacheDir: string;
  readonly #folders: GenerationFolders;
  readonly #opener: IndexOpener;

  constructor(options: IndexStoreOptions) {
    this.#options = options;
    this.#cacheDir = options.cacheDir ?? join(options.dataDir, 'cache');
    this.#folders = new GenerationFolders(options.dataDir, options.files ?? nodeFiles);
    this.#opener = new IndexOpener(this.#folders, options.logger);
  }

  async corpusHash(signal?: AbortSignal): Promise<string> {
    try {
      return await hashCorpusFolder(this.#options.knowledgeDir, signal);
    } catch (error) {
      throw signal?.aborted === true ? cancelled(error) : toAppError(error);
    }
  }

  async openCurrent(options: OpenOptions = {}): Promise<PassageIndex | null> {
    return this.#onDisk(undefined, () => this.#opener.openCurrent(options));
  }

  async versions(): Promise<IndexVersions> {
    return this.#onDisk(undefined, async () => {
      const pointer = (await this.#folders.pointer()) ?? NO_POINTER;
      return {
        current: await this.#infoOf(pointer.current),
        previous: await this.#infoOf(pointer.previous),
        aside: await this.#infoOf(pointer.aside),
        declinedCorpus: pointer.declined,
      };
    });
  }

  async plan(options: PlanOptions): Promise<IndexPlan> {
    return this.#onDisk(options.signal, () =>
      this.#withWorker(async (worker) => {
        const place = await this.#place(worker, options);
        return planGeneration(worker, place, options);
      }),
    );
  }

  async build(options: BuildOptions): Promise<BuildReport> {
    const { clock } = this.#options;
    const startedMs = clock.elapsed();
    const report = await this.#locked(options.signal, (lock) => this.#build(options, lock));
    return { ...report, durationMs: clock.elapsed() - startedMs };
  }

  async promoteAside(): Promise<GenerationInfo> {
    return this.#locked(undefined, async () => {
      const pointer = (await this.#folders.pointer()) ?? NO_POINTER;
      const { aside, current } = pointer;
      const manifest = await this.#usable(aside, 'There is no generation kept aside.');
      await this.#folders.point({ ...NO_POINTER, current: manifest.id, previous: current });
      await this.#pruneQuietly();
      return generationInfo(manifest);
    });
  }

  async discardAside(): Promise<void> {
    await this.#locked(undefined, async () => {
      const pointer = await this.#folders.pointer();
      if (pointer === null || pointer.aside === null) return;
      await this.#folders.point({ ...pointer, aside: null });
      await this.#pruneQuietly();
    });
  }

  async rollBack(): Promise<GenerationInfo> {
    return this.#locked(undefined, async () => {
      const pointer = (await this.#folders.pointer()) ?? NO_POINTER;
      const { current, previous, declined } = pointer;
      const manifest = await this.#usable(previous, 'There is no generation to go back to.');
      const left = current === null ? null : await this.#folders.readManifest(current);
      await this.#folders.point({
        ...pointer,
        current: manifest.id,
        previous: current,
        declined: left?.corpusHash ?? declined,
      });
      return generationInfo(manifest);
    });
  }

  async #infoOf(id: string | null): Promise<GenerationInfo | null> {
    const manifest = id === null ? null : await this.#folders.readManifest(id);
    return manifest !== null && isReadable(manifest) ? generationInfo(manifest) : null;
  }

  /** The manifest of a generation that can be opened. */
  async #usable(id: string | null, whenMissing: string): Promise<Manifest> {
    const manifest = id === null ? null : await this.#folders.readManifest(id);
    if (id === null || (await this.#infoOf(id)) === null || manifest === null) {
      throw new AppError('index-missing', whenMissing);
    }
    const index = await this.#opener.open(id);
    await index.close();
    return manifest;
  }

  async #build(options: BuildOptions, lock: BuildLock): Promise<Omit<BuildReport, 'durationMs'>> {
    await this.#folders.prune(await this.#kept()); // what a killed build left
    const id = this.#options.newId();
    return this.#withWorker(async (worker) => {
      try {
        return await this.#buildWith(worker, { id, options, lock });
      } catch (error) {
        await worker.close(); // before its files are removed
        await this.#folders.discard(id).catch(() => undefined); // the first fault is the one to tell
        throw error;
      }
    });
  }

  async #buildWith(
    worker: Worker,
    { id, options, lock }: { id: string; options: BuildOptions; lock: BuildLock },
  ): Promise<Omit<BuildReport, 'durationMs'>> {
    const { clock, logger } = this.#options;
    const place = await this.#place(worker, options);
    const nowMs = clock.now();
    const built = await buildGeneration(worker, {
      ...place,
      id,
      nowMs,
      builtAt: new Date(nowMs).toISOString(),
      elapsed: () => clock.elapsed(),
      makeFolder: () => this.#folders.makePartial(id),
      onStep: () => lock.touch(),
      options,
    });
    await worker.close(); // its memory is free for the check
    const cacheDir = this.#cacheDir;
    if (built.wasCacheReplaced) logger.warn({ cacheDir }, 'Damaged embedding cache was replaced');
    const files = built.withoutVector;
    if (files.length > 0) {
      const names = files.join(', ');
      logger.warn({ files }, `Words alone find a passage without a vector in: ${names}`);
    }
    const isAccepted = await this.#isAccepted(built, { options, lock });
    options.signal?.throwIfAborted();
    await this.#publish(built.manifest, { isAccepted, intact: place.intact });
    await this.#pruneQuietly();
    return {
      generation: generationInfo(built.manifest),
      ...compareArticles(place.intact?.manifest ?? null, built.manifest.articles),
      faults: built.faults,
      passagesEmbedded: built.passagesEmbedded,
      passagesReused: built.passagesReused,
      wholeBuild: built.wholeBuild,
      outcome: isAccepted ? 'current' : 'aside',
    };
  }

  /** Where to start: the newest generation whose files are as they were written. */
  async #place(worker: Worker, { embedder, signal }: PlanOptions): Promise<BuildPlace> {
    const info = embedder === undefined ? null : await embedder.describe(signal);
    const { knowledgeDir } = this.#options;
    const intact = await this.#findIntact(worker, signal);
    return { knowledgeDir, cacheDir: this.#cacheDir, intact, info };
  }

  async #findIntact(worker: Worker, signal?: AbortSignal): Promise<BaseGeneration | null> {
    for (const id of await this.#folders.candidates()) {
      const manifest = await this.#folders.readManifest(id);
      if (manifest === null) continue;
      const folder = this.#folders.folderOf(id);
      const { checksums } = manifest;
      const isIntact =
        !isReadable(manifest) || // nothing of it is read but its list of articles
        (await worker.call('isIntact', { folder, checksums }, { signal }));
      if (isIntact) return { folder, manifest };
    }
    return null;
  }

  async #isAccepted(
    { manifest }: BuiltGeneration,
    { options, lock }: { options: BuildOptions; lock: BuildLock },
  ): Promise<boolean> {
    const { accept, onProgress } = options;
    if (accept === undefined) return true;
    onProgress?.({ phase: 'checking', done: 0, total: 1 });
    const folder = this.#folders.partialOf(manifest.id);
    const index = await this.#opener.openFolder({
      folder,
      manifest,
      onSearch: () => void lock.touch(),
    });
    try {
      return await accept(index);
    } finally {
      await index.close();
      onProgress?.({ phase: 'checking', done: 1, total: 1 });
    }
  }

  async #publish(
    manifest: Manifest,
    { isAccepted, intact }: { isAccepted: boolean; intact: BaseGeneration | null },
  ): Promise<void> {
    const before = (await this.#folders.pointer()) ?? NO_POINTER;
    await this.#folders.complete(manifest);
    const { id, corpusHash } = manifest;
    const pointer: CurrentPointer = isAccepted
      ? { ...NO_POINTER, current: id, previous: intact?.manifest.id ?? null }
      : { ...before, aside: id, declined: corpusHash };
    await this.#folders.point(pointer);
  }

  async #kept(): Promise<ReadonlySet<string>> {
    const aside = (await this.#folders.pointer())?.aside ?? null;
    const named = [...(await this.#folders.candidates()), aside].filter((id) => id !== null);
    return new Set([...named, ...this.#opener.openIds()]);
  }

  /** What is served is settled already: what cannot be tidied up now is next time. */
  async #pruneQuietly(): Promise<void> {
    try {
      await this.#folders.prune(await this.#kept());
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.logger.warn({ reason }, 'Old index generations could not be removed');
    }
  }

  async #withWorker<T>(work: (worker: Worker) => Promise<T>): Promise<T> {
    const worker = IndexWorkerClient.startBuild();
    try {
      return await work(worker);
    } finally {
      await worker.close();
    }
  }

  async #locked<T>(
    signal: AbortSignal | undefined,
    work: (lock: BuildLock) => Promise<T>,
  ): Promise<T> {
    const { dataDir, clock, newId } = this.#options;
    return this.#onDisk(signal, async () => {
      const lock = await takeBuildLock({ dataDir, clock, newId });
      try {
        return await work(lock);
      } finally {
        await lock.release();
      }
    });
  }

  async #onDisk<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    try {
      signal?.throwIfAborted();
      return await work();
    } catch (error) {
      throw signal?.aborted === true
        ? cancelled(error)
        : toStorageError(error, this.#options.dataDir);
    }
  }
}

function cancelled(cause: unknown): AppError {
  return new AppError('cancelled', 'The work on the index was cancelled.', { cause });
}
