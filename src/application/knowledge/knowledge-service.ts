import type { AppError } from '../../domain/errors.ts';
import { throwIfAborted, toAppError } from '../../domain/errors.ts';
import type {
  BuildProgress,
  BuildReport,
  IndexPlan,
  IndexStore,
  IndexVersions,
} from '../../domain/index-store.ts';
import type {
  Embedder,
  GenerationInfo,
  Logger,
  ModelHealth,
  PassageIndex,
} from '../../domain/ports.ts';
import type { GateResult, TryGeneration } from './generation-trial.ts';
import type { IndexLease, KnowledgeState } from './knowledge.ts';

/** How to bring the index up to date. */
export interface RefreshOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: BuildProgress) => void;
  /** Builds without vectors, in seconds, though they could be had: to answer with something at once. */
  readonly onlyKeywords?: boolean;
}

/** What a build did, and how its generation was tried. */
export interface TriedReport extends BuildReport {
  /** Null where nothing could be compared. */
  readonly gate: GateResult | null;
}

/** What the service needs from the other rooms. */
export interface KnowledgeServiceParts {
  readonly store: IndexStore;
  readonly embedder: Embedder;
  readonly health: ModelHealth;
  readonly logger: Logger;
  /** Holds the generation whose scale of scores this one is opened on; see `OpenOptions.alignTo`. */
  readonly alignTo?: () => IndexLease | null;
  /** Tries every new generation before it serves; the very first one has nothing to be held against. */
  readonly tryGeneration?: TryGeneration;
}

/** Why a generation has to be built anew. */
export type BuildCause = 'none-yet' | 'corpus-changed' | 'embedder-changed' | 'vectors-missing';

interface TrialOptions {
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (progress: BuildProgress) => void;
}

interface Served {
  readonly index: PassageIndex;
  /** Id of the generation it was opened to stand beside; null when it stands alone. */
  readonly alignedTo: string | null;
  leases: number;
  isReplaced: boolean;
}

/** Serves one generation at a time, builds the next one beside it and swaps without a gap. */
export class KnowledgeService {
  readonly #parts: KnowledgeServiceParts;
  #served: Served | null = null;
  #building: BuildProgress | null = null;
  #running: Promise<TriedReport> | null = null;
  #opening: Promise<void> = Promise.resolve();
  #lastFault: AppError | null = null;
  #waiting: GenerationInfo | null = null;
  #embedderDigest: string | null = null;

  constructor(parts: KnowledgeServiceParts) {
    this.#parts = parts;
  }

  state(): KnowledgeState {
    return {
      generation: this.#served?.index.describe() ?? null,
      building: this.#building,
      waiting: this.#waiting,
      lastFault: this.#lastFault,
    };
  }

  /** As `IndexStore.forgetFiles`. */
  forgetFiles(): Promise<void> {
    return this.#parts.store.forgetFiles();
  }

  /** Holds the current generation; null while there is none. Give it back in `finally`. */
  acquire(): IndexLease | null {
    const served = this.#served;
    if (served === null) return null;
    served.leases += 1;
    let isReleased = false;
    return {
      index: served.index,
      usableEmbedder: () => this.#embedderOf(served.index),
      release: () => {
        if (isReleased) return;
        isReleased = true;
        served.leases -= 1;
        this.#closeWhenIdle(served);
      },
    };
  }

  /** As `IndexLease.usableEmbedder`, for the generation that is served now. */
  usableEmbedder(): Embedder | null {
    return this.#served === null ? null : this.#embedderOf(this.#served.index);
  }

  /** Whether the served generation is on the scale of what `alignTo` holds now. */
  isAligned(): boolean {
    if (this.#served === null) return false;
    const lease = this.#parts.alignTo?.() ?? null;
    const beside = lease?.index.describe().id ?? null;
    lease?.release();
    return this.#served.alignedTo === beside;
  }

  /**
   * Whether a build now would lose the vectors that are served, because the embedder is not there.
   */
  async losesVectors(signal?: AbortSignal): Promise<boolean> {
    const hasVectors = (this.#served?.index.describe().embedder ?? null) !== null;
    return hasVectors && (await this.#currentDigest(signal)) === null;
  }

  /**
   * Opens what is on disk. A damaged index is reported in `state().lastFault` and left for
   * `refresh` to replace.
   */
  async open(): Promise<void> {
    try {
      await this.#openCurrent();
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
   * fine, or when the corpus is one that was declined. Callers at the same time share one build.
   * @throws AppError as `IndexStore.build`
   */
  async refresh(options: RefreshOptions = {}): Promise<TriedReport | null> {
    const cause = await this.refreshCause(options.signal);
    if (cause === null) return null;
    this.#parts.logger.info({ cause }, 'Building the index.');
    return this.rebuild(options);
  }

  /** What `refresh` would build for: as `buildCause`, but null for a declined corpus. */
  async refreshCause(signal?: AbortSignal): Promise<BuildCause | null> {
    const cause = await this.buildCause(signal);
    if (cause !== 'corpus-changed' || !(await this.#isDeclined(signal))) return cause;
    this.#parts.logger.info({}, 'This corpus was declined; it is built when somebody asks for it.');
    return null;
  }

  /** Why the served generation is not what a build would make now; null when it is. */
  async buildCause(signal?: AbortSignal): Promise<BuildCause | null> {
    const digest = await this.#currentDigest(signal);
    const served = this.#served?.index.describe() ?? null;
    if (served === null) return 'none-yet';
    if ((await this.#parts.store.corpusHash(signal)) !== served.corpusHash) return 'corpus-changed';
    if (digest === null) return null;
    if (served.embedder === null) return 'vectors-missing';
    return served.embedder.digest === digest ? null : 'embedder-changed';
  }

  /**
   * Builds a new generation now and serves it, or keeps it aside when it does not pass its trial. A second caller joins the
   * build under way. @throws AppError as `IndexStore.build`
   */
  async rebuild(options: RefreshOptions = {}): Promise<TriedReport> {
    this.#running ??= this.#build(options).finally(() => {
      this.#running = null;
      this.#building = null;
    });
    return this.#running;
  }

  /**
   * As `rebuild`, but never joins a build that may have read the corpus before it was changed: waits
   * for it and builds again. @throws AppError as `IndexStore.build`
   */
  async rebuildChanged(options: RefreshOptions = {}): Promise<TriedReport> {
    await this.settled();
    throwIfAborted(options.signal);
    return this.rebuild(options);
  }

  /** Waits for the build under way, however it ends. */
  async settled(): Promise<void> {
    while (this.#running !== null) await this.#running.catch(() => undefined);
  }

  /**
   * What a build would do; where nothing is served, something in any case. @throws AppError as
   * `IndexStore.plan`
   */
  async plan(options: RefreshOptions = {}): Promise<IndexPlan> {
    const hasEmbedder = (await this.#currentDigest(options.signal)) !== null;
    const { store, embedder } = this.#parts;
    const plan = await store.plan({ ...options, ...(hasEmbedder ? { embedder } : {}) });
    return this.#served === null ? { ...plan, wholeBuild: plan.wholeBuild ?? 'first' } : plan;
  }

  /** What is on disk. @throws AppError as `IndexStore.versions` */
  versions(): Promise<IndexVersions> {
    return this.#parts.store.versions();
  }

  /** Serves the generation before. @throws AppError as `IndexStore.rollBack` */
  async rollBack(): Promise<GenerationInfo> {
    const info = await this.#parts.store.rollBack();
    await this.#openCurrent();
    return info;
  }

  /** Serves the generation that was kept aside. @throws AppError as `IndexStore.promoteAside` */
  async promoteAside(): Promise<GenerationInfo> {
    const info = await this.#parts.store.promoteAside();
    await this.#openCurrent();
    return info;
  }

  /** @throws AppError as `IndexStore.discardAside` */
  async discardAside(): Promise<void> {
    await this.#parts.store.discardAside();
    this.#waiting = null;
  }

  /** Closes the served generation once its last lease is given back. */
  async close(): Promise<void> {
    await this.#running?.catch(() => undefined);
    await this.#opening.catch(() => undefined);
    const served = this.#served;
    this.#served = null;
    if (served === null) return;
    served.isReplaced = true;
    if (served.leases === 0) await served.index.close();
  }

  async #build(options: RefreshOptions): Promise<TriedReport> {
    const { store, embedder } = this.#parts;
    let gate: GateResult | null = null;
    const onProgress = (progress: BuildProgress): void => {
      this.#building = progress;
      options.onProgress?.(progress);
    };
    try {
      const hasEmbedder =
        options.onlyKeywords !== true && (await this.#currentDigest(options.signal)) !== null;
      const report = await store.build({
        ...(hasEmbedder ? { embedder } : {}),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
        accept: async (candidate) => {
          gate = await this.#try(candidate, { signal: options.signal, onProgress });
          return gate?.isPassed ?? true;
        },
        onProgress,
      });
      if (report.outcome === 'current') await this.#openCurrent();
      this.#lastFault = null;
      this.#tell(report);
      return { ...report, gate };
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code !== 'cancelled') this.#lastFault = error;
      throw error;
    }
  }

  async #try(
    candidate: PassageIndex,
    { signal, onProgress }: TrialOptions,
  ): Promise<GateResult | null> {
    const { tryGeneration } = this.#parts;
    const served = tryGeneration === undefined ? null : this.acquire();
    if (tryGeneration === undefined || served === null) return null;
    try {
      return await tryGeneration(served, candidate, {
        ...(signal === undefined ? {} : { signal }),
        onProgress: (done, total) => onProgress({ phase: 'checking', done, total }),
      });
    } finally {
      served.release();
    }
  }

  #tell({ faults, outcome, generation }: BuildReport): void {
    const { logger } = this.#parts;
    for (const { isNote, ...fault } of faults) {
      if (isNote === true) logger.info(fault, 'A part of the corpus was left aside.');
      else logger.warn(fault, 'An article was left out.');
    }
    if (outcome === 'current') return;
    logger.warn(
      { id: generation.id },
      'The new index does worse on the golden questions: it waits, and the one before keeps serving.',
    );
    this.#waiting = generation;
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

  #embedderOf(index: PassageIndex): Embedder | null {
    const built = index.describe().embedder;
    if (built === null || built.digest !== this.#embedderDigest) return null;
    const { status } = this.#parts.health.current();
    return status === 'unreachable' || status === 'embedder-missing' ? null : this.#parts.embedder;
  }

  async #isDeclined(signal: AbortSignal | undefined): Promise<boolean> {
    const { declinedCorpus } = await this.#parts.store.versions();
    return (
      declinedCorpus !== null && declinedCorpus === (await this.#parts.store.corpusHash(signal))
    );
  }

  /** One after another, so that the newest is what is served in the end. */
  #openCurrent(): Promise<void> {
    const opening = this.#opening.catch(() => undefined).then(() => this.#openNow());
    this.#opening = opening;
    return opening;
  }

  async #openNow(): Promise<void> {
    const { store, alignTo } = this.#parts;
    const beside = alignTo?.() ?? null;
    try {
      const scale = (await beside?.index.scale()) ?? null;
      const index = await store.openCurrent(scale === null ? {} : { alignTo: scale });
      this.#waiting = (await store.versions()).aside;
      if (index !== null) this.#swap(index, beside?.index.describe().id ?? null);
    } finally {
      beside?.release();
    }
  }

  #swap(index: PassageIndex, alignedTo: string | null): void {
    const previous = this.#served;
    this.#served = { index, alignedTo, leases: 0, isReplaced: false };
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
