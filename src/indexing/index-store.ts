import { AppError, toAppError } from '../domain/errors.ts';
import type {
  BuildOptions,
  BuildReport,
  Clock,
  IndexStore,
  Logger,
  NewId,
  PassageIndex,
} from '../domain/ports.ts';
import { buildGeneration } from './build-generation.ts';
import { takeBuildLock, type BuildLock } from './build-lock.ts';
import { hashCorpusFolder } from './corpus-hash.ts';
import { nodeFiles, type DurableFiles } from './durable-files.ts';
import { GenerationFolders } from './generation-folders.ts';
import { IndexWorkerClient } from './index-worker-client.ts';
import { FORMAT_VERSION, generationInfo, type Manifest } from './manifest.ts';
import { toStorageError } from './storage-fault.ts';
import { ANALYSER_VERSION } from './text-analysis.ts';
import { WorkerPassageIndex } from './worker-passage-index.ts';

export interface IndexStoreOptions {
  /** Folder of the articles. */
  readonly knowledgeDir: string;
  /** Folder for the index, its cache and its lock; made when missing. */
  readonly dataDir: string;
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

class FolderIndexStore implements IndexStore {
  readonly #options: IndexStoreOptions;
  readonly #folders: GenerationFolders;
  /** How many indexes this process has open, by generation. */
  readonly #readers = new Map<string, number>();

  constructor(options: IndexStoreOptions) {
    this.#options = options;
    this.#folders = new GenerationFolders(options.dataDir, options.files ?? nodeFiles);
  }

  async corpusHash(signal?: AbortSignal): Promise<string> {
    try {
      return await hashCorpusFolder(this.#options.knowledgeDir, signal);
    } catch (error) {
      throw signal?.aborted === true ? cancelled(error) : toAppError(error);
    }
  }

  async openCurrent(): Promise<PassageIndex | null> {
    try {
      const candidates = await this.#folders.candidates();
      const opened = await this.#openFirst(candidates);
      if (opened !== null || candidates.length === 0) return opened;
      // Another process may have replaced and removed what CURRENT named a moment ago.
      const now = await this.#folders.candidates();
      const again = now[0] === candidates[0] ? null : await this.#openFirst(now);
      if (again !== null) return again;
      throw await this.#unusable(candidates);
    } catch (error) {
      throw toStorageError(error, this.#options.dataDir);
    }
  }

  async #openFirst(candidates: readonly string[]): Promise<PassageIndex | null> {
    for (const [place, id] of candidates.entries()) {
      try {
        const index = await this.#open(id);
        if (place > 0) this.#options.logger.warn({ id }, 'Serving the previous index generation');
        return index;
      } catch (error) {
        if (!(error instanceof AppError) || !UNUSABLE.has(error.code)) throw error;
        this.#options.logger.warn({ id, reason: error.message }, 'Index generation is not usable');
      }
    }
    return null;
  }

  async #open(id: string): Promise<PassageIndex> {
    this.#hold(id, 1);
    try {
      const manifest = await this.#folders.readManifest(id);
      const folder = this.#folders.folderOf(id);
      if (manifest === null) throw corrupt(folder);
      if (!isReadable(manifest)) throw mismatch(folder);
      const onClosed = (): void => this.#hold(id, -1);
      return await WorkerPassageIndex.open({ folder, manifest, onClosed });
    } catch (error) {
      this.#hold(id, -1);
      throw error;
    }
  }

  #hold(id: string, change: 1 | -1): void {
    const count = (this.#readers.get(id) ?? 0) + change;
    if (count > 0) this.#readers.set(id, count);
    else this.#readers.delete(id);
  }

  /** The error for a store none of whose generations can be opened. */
  async #unusable(candidates: readonly string[]): Promise<AppError> {
    const [first] = candidates;
    const manifest = first === undefined ? null : await this.#folders.readManifest(first);
    return manifest !== null && !isReadable(manifest)
      ? mismatch(this.#folders.root)
      : corrupt(this.#folders.root);
  }

  async build(options: BuildOptions): Promise<BuildReport> {
    const { dataDir, clock, newId } = this.#options;
    const startedMs = clock.elapsed();
    let lock: BuildLock | null = null;
    try {
      options.signal?.throwIfAborted();
      lock = await takeBuildLock({ dataDir, clock, newId });
      const report = await this.#buildLocked(options, lock);
      return { ...report, durationMs: clock.elapsed() - startedMs };
    } catch (error) {
      throw options.signal?.aborted === true ? cancelled(error) : toStorageError(error, dataDir);
    } finally {
      await lock?.release();
    }
  }

  async #buildLocked(
    options: BuildOptions,
    lock: BuildLock,
  ): Promise<Omit<BuildReport, 'durationMs'>> {
    const { clock, newId, knowledgeDir, dataDir, logger } = this.#options;
    const before = await this.#manifestBefore();
    await this.#folders.prune(await this.#kept()); // what a killed build left
    const id = newId();
    const nowMs = clock.now();
    const worker = IndexWorkerClient.startBuild();
    try {
      const built = await buildGeneration(worker, {
        id,
        builtAt: new Date(nowMs).toISOString(),
        nowMs,
        knowledgeDir,
        dataDir,
        makeFolder: () => this.#folders.makePartial(id),
        onStep: () => lock.touch(),
        options,
      });
      if (built.wasCacheReplaced) logger.warn({ dataDir }, 'Damaged embedding cache was replaced');
      options.signal?.throwIfAborted();
      await this.#folders.publish(built.manifest, before?.id ?? null);
      await this.#pruneQuietly();
      return {
        generation: generationInfo(built.manifest),
        ...compareArticles(before, built.manifest),
        faults: built.faults,
        passagesEmbedded: built.passagesEmbedded,
        passagesReused: built.passagesReused,
      };
    } catch (error) {
      await worker.close(); // before its files are removed
      await this.#folders.discard(id).catch(() => undefined); // the first fault is the one to tell
      throw error;
    } finally {
      await worker.close();
    }
  }

  /** Manifest of the newest generation on record that is whole, for comparison and as previous. */
  async #manifestBefore(): Promise<Manifest | null> {
    for (const id of await this.#folders.candidates()) {
      const manifest = await this.#folders.readManifest(id);
      if (manifest !== null) return manifest;
    }
    return null;
  }

  async #kept(): Promise<ReadonlySet<string>> {
    return new Set([...(await this.#folders.candidates()), ...this.#readers.keys()]);
  }

  /** The new generation is current already: what cannot be tidied up now is next time. */
  async #pruneQuietly(): Promise<void> {
    try {
      await this.#folders.prune(await this.#kept());
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.logger.warn({ reason }, 'Old index generations could not be removed');
    }
  }
}

const UNUSABLE: ReadonlySet<string> = new Set(['index-corrupt', 'index-mismatch']);

function isReadable(manifest: Manifest): boolean {
  return manifest.formatVersion === FORMAT_VERSION && manifest.analyserVersion === ANALYSER_VERSION;
}

function compareArticles(
  before: Manifest | null,
  after: Manifest,
): Pick<BuildReport, 'added' | 'changed' | 'removed'> {
  const old = new Map(before?.articles.map(({ id, hash }) => [id, hash]));
  const now = new Set(after.articles.map(({ id }) => id));
  return {
    added: after.articles.filter(({ id }) => !old.has(id)).map(({ id }) => id),
    changed: after.articles
      .filter(({ id, hash }) => old.has(id) && old.get(id) !== hash)
      .map(({ id }) => id),
    removed: [...old.keys()].filter((id) => !now.has(id)),
  };
}

function cancelled(cause: unknown): AppError {
  return new AppError('cancelled', 'The work on the index was cancelled.', { cause });
}

function corrupt(folder: string): AppError {
  return new AppError(
    'index-corrupt',
    `The index in ${folder} is damaged and cannot be used. Run "npm run reindex".`,
    { details: { folder } },
  );
}

function mismatch(folder: string): AppError {
  return new AppError(
    'index-mismatch',
    `The index in ${folder} was built by another version of Cria. Run "npm run reindex".`,
    { details: { folder } },
  );
}
