import type { AppError } from '../domain/errors.ts';
import { toAppError } from '../domain/errors.ts';
import type {
  BuildProgress,
  BuildReport,
  Embedder,
  GenerationInfo,
  IndexStore,
  Logger,
  ModelHealth,
  PassageIndex,
} from '../domain/ports.ts';

/** A generation held open for one use. */
export interface IndexLease {
  readonly index: PassageIndex;
  /** Gives it back; a replaced generation closes when its last lease is given back. Idempotent. */
  release(): void;
}

/** What is served right now, and what is being built. */
export interface KnowledgeState {
  /** Null while there is none. */
  readonly generation: GenerationInfo | null;
  /** Null while nothing is built. */
  readonly building: BuildProgress | null;
  /** Why the last build failed; null after a success. */
  readonly lastFault: AppError | null;
}

/** How to bring the index up to date. */
export interface RefreshOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: BuildProgress) => void;
}

/** What the service needs from the other rooms. */
export interface KnowledgeServiceParts {
  readonly store: IndexStore;
  readonly embedder: Embedder;
  readonly health: ModelHealth;
  readonly logger: Logger;
}

/** Why a generation has to be built anew. */
export type BuildCause = 'none-yet' | 'corpus-changed' | 'embedder-changed' | 'vectors-missing';

interface Served {
  readonly index: PassageIndex;
  leases: number;
  isReplaced: boolean;
}

/** Serves one generation at a time, builds the next one beside it and swaps without a gap. */
export class KnowledgeService {
  readonly #parts: KnowledgeServiceParts;
  #served: Served | null = null;
  #building: BuildProgress | null = null;
  #running: Promise<BuildReport> | null = null;
  #lastFault: AppError | null = null;
  #embedderDigest: string | null = null;

  constructor(parts: KnowledgeServiceParts) {
    this.#parts = parts;
  }

  state(): KnowledgeState {
    return {
      generation: this.#served?.index.describe() ?? null,
      building: this.#building,
      lastFault: this.#lastFault,
    };
  }

  /** Holds the current generation; null while there is none. Give it back in `finally`. */
  acquire(): IndexLease | null {
    const served = this.#served;
    if (served === null) return null;
    served.leases += 1;
    let isReleased = false;
    return {
      index: served.index,
      release: () => {
        if (isReleased) return;
        isReleased = true;
        served.leases -= 1;
        this.#closeWhenIdle(served);
      },
    };
  }

  /**
   * The embedder, if the served generation was built with it and its server is there; null means
   * keyword search only.
   */
  usableEmbedder(): Embedder | null {
    const built = this.#served?.index.describe().embedder ?? null;
    if (built === null || built.digest !== this.#embedderDigest) return null;
    const { status } = this.#parts.health.current();
    return status === 'unreachable' || status === 'embedder-missing' ? null : this.#parts.embedder;
  }

  /**
   * Opens what is on disk. A damaged index is reported in `state().lastFault` and left for
   * `refresh` to replace.
   */
  async open(): Promise<void> {
    try {
      const index = await this.#parts.store.openCurrent();
      if (index !== null) this.#swap(index);
    } catch (thrown) {
      this.#lastFault = toAppError(thrown);
      this.#parts.logger.warn(
        { code: this.#lastFault.code, reason: this.#lastFault.message },
        'The index on disk cannot be used; it will be built anew.',
      );
    }
  }

  /**
   * Builds a generation if the served one is missing, out of date or incomplete; null when it is
   * fine. Callers at the same time share one build.
   * @throws AppError as `IndexStore.build`
   */
  async refresh(options: RefreshOptions = {}): Promise<BuildReport | null> {
    const cause = await this.buildCause(options.signal);
    if (cause === null) return null;
    this.#parts.logger.info({ cause }, 'Building the index.');
    return this.rebuild(options);
  }

  /** What `refresh` would build for; null for nothing. */
  async buildCause(signal?: AbortSignal): Promise<BuildCause | null> {
    const digest = await this.#currentDigest(signal);
    const served = this.#served?.index.describe() ?? null;
    if (served === null) return 'none-yet';
    if ((await this.#parts.store.corpusHash(signal)) !== served.corpusHash) return 'corpus-changed';
    if (digest === null) return null;
    if (served.embedder === null) return 'vectors-missing';
    return served.embedder.digest === digest ? null : 'embedder-changed';
  }

  /** Builds a new generation now and serves it. A second caller joins the build under way. */
  async rebuild(options: RefreshOptions = {}): Promise<BuildReport> {
    this.#running ??= this.#build(options).finally(() => {
      this.#running = null;
      this.#building = null;
    });
    return this.#running;
  }

  /** Closes the served generation once its last lease is given back. */
  async close(): Promise<void> {
    await this.#running?.catch(() => undefined);
    const served = this.#served;
    this.#served = null;
    if (served === null) return;
    served.isReplaced = true;
    if (served.leases === 0) await served.index.close();
  }

  async #build(options: RefreshOptions): Promise<BuildReport> {
    const { store, embedder, logger } = this.#parts;
    try {
      const hasEmbedder = (await this.#currentDigest(options.signal)) !== null;
      const report = await store.build({
        ...(hasEmbedder ? { embedder } : {}),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
        onProgress: (progress) => {
          this.#building = progress;
          options.onProgress?.(progress);
        },
      });
      const index = await store.openCurrent();
      if (index !== null) this.#swap(index);
      this.#lastFault = null;
      for (const fault of report.faults) logger.warn({ ...fault }, 'An article was left out.');
      return report;
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code !== 'cancelled') this.#lastFault = error;
      throw error;
    }
  }

  /** Digest of the embedder as the server has it now; null when there is no embedder to be had. */
  async #currentDigest(signal?: AbortSignal): Promise<string | null> {
    const { embedder, health } = this.#parts;
    const { status } = health.current();
    if (status === 'unreachable' || status === 'embedder-missing') return null;
    try {
      this.#embedderDigest = (await embedder.describe(signal)).digest;
      return this.#embedderDigest;
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'cancelled') throw error;
      this.#parts.logger.warn(
        { code: error.code, reason: error.message },
        'The embedding model does not answer; searching by keyword only.',
      );
      return null;
    }
  }

  #swap(index: PassageIndex): void {
    const previous = this.#served;
    this.#served = { index, leases: 0, isReplaced: false };
    if (previous === null) return;
    previous.isReplaced = true;
    this.#closeWhenIdle(previous);
  }

  #closeWhenIdle(served: Served): void {
    if (!served.isReplaced || served.leases > 0) return;
    served.index.close().catch((thrown: unknown) => {
      this.#parts.logger.warn({ reason: toAppError(thrown).message }, 'Closing an index failed.');
    });
  }
}
