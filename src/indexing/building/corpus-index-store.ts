import { AppError, toAppError } from '../../domain/errors.ts';
import {
  generationInfo,
  type GenerationStore,
  type PendingGeneration,
  type StoredGeneration,
  type WrittenGeneration,
} from '../../domain/generation-store.ts';
import type {
  BuildOptions,
  BuildReport,
  IndexPlan,
  IndexStore,
  IndexVersions,
  OpenOptions,
  PlanOptions,
} from '../../domain/index-store.ts';
import type { Clock, GenerationInfo, Logger, NewId, PassageIndex } from '../../domain/ports.ts';
import { hashCorpusFolder } from '../corpus/corpus-hash.ts';
import { FileStates, type FileStatesPlace } from '../corpus/file-states.ts';
import type { IndexWorkerClient } from '../threads/index-worker-client.ts';
import type { BuildCalls } from './build-calls.ts';
import { buildGeneration, planGeneration, type BuildPlace } from './build-generation.ts';
import { compareArticles } from './compare-articles.ts';
import type { StuckFiles } from './stuck-files.ts';

/** What the store of a corpus folder stands on. */
export interface CorpusIndexStoreParts {
  /** Folder of the articles. */
  readonly knowledgeDir: string;
  /** Folder of the embedding cache. */
  readonly cacheDir: string;
  /** File that says what the files of the corpus were at the last build. */
  readonly statesFile: string;
  readonly generations: GenerationStore;
  readonly stuck: StuckFiles;
  /** Starts a thread that builds. */
  readonly startWorker: () => IndexWorkerClient<BuildCalls>;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly newId: NewId;
}

type Worker = IndexWorkerClient<BuildCalls>;

/** Builds generations from a folder of articles, whatever keeps them. */
export class CorpusIndexStore implements IndexStore {
  readonly #parts: CorpusIndexStoreParts;

  constructor(parts: CorpusIndexStoreParts) {
    this.#parts = parts;
  }

  openCurrent(options: OpenOptions = {}): Promise<PassageIndex | null> {
    return this.#parts.generations.openCurrent(options);
  }

  versions(): Promise<IndexVersions> {
    return this.#parts.generations.versions();
  }

  promoteAside(): Promise<GenerationInfo> {
    return this.#parts.generations.promoteAside();
  }

  discardAside(): Promise<void> {
    return this.#parts.generations.discardAside();
  }

  rollBack(): Promise<GenerationInfo> {
    return this.#parts.generations.rollBack();
  }

  async corpusHash(signal?: AbortSignal): Promise<string> {
    const { knowledgeDir } = this.#parts;
    const options = { states: this.#states(), ...(signal === undefined ? {} : { signal }) };
    return cancellable(signal, () => hashCorpusFolder(knowledgeDir, options));
  }

  forgetFiles(): Promise<void> {
    return FileStates.forget(this.#parts.statesFile);
  }

  async plan(options: PlanOptions): Promise<IndexPlan> {
    return cancellable(options.signal, () =>
      this.#withWorker(async (worker) => {
        const place = await this.#place(worker, options);
        return planGeneration(worker, place, options);
      }),
    );
  }

  async build(options: BuildOptions): Promise<BuildReport> {
    const { clock, newId, generations } = this.#parts;
    const startedMs = clock.elapsed();
    const id = newId();
    const report = await cancellable(options.signal, () =>
      generations.building(id, (pending) =>
        // Closed before what it wrote is removed, should it fail.
        this.#withWorker((worker) => this.#build(worker, { id, pending, options })),
      ),
    );
    return { ...report, durationMs: clock.elapsed() - startedMs };
  }

  async #build(
    worker: Worker,
    { id, pending, options }: { id: string; pending: PendingGeneration; options: BuildOptions },
  ): Promise<Omit<BuildReport, 'durationMs'>> {
    const { clock, logger, cacheDir } = this.#parts;
    const place = await this.#place(worker, options);
    const nowMs = clock.now();
    const built = await buildGeneration(worker, {
      ...place,
      ...{ id, nowMs, pending, options },
      builtAt: new Date(nowMs).toISOString(),
      elapsed: () => clock.elapsed(),
      onStep: () => pending.touch(),
    });
    await worker.close(); // its memory is free for the check
    if (built.wasCacheReplaced) logger.warn({ cacheDir }, 'Damaged embedding cache was replaced');
    const files = built.withoutVector;
    if (files.length > 0) {
      const names = files.join(', ');
      logger.warn({ files }, `Words alone find a passage without a vector in: ${names}`);
    }
    const isAccepted = await isAcceptable(built.written, { pending, options });
    options.signal?.throwIfAborted();
    const before = place.intact?.record ?? null;
    const outcome = isAccepted ? 'current' : 'aside';
    await pending.publish(built.written, { outcome, previous: before?.id ?? null });
    const { record } = built.written;
    return {
      generation: generationInfo(record),
      ...compareArticles(before, record.articles),
      faults: built.faults,
      passagesEmbedded: built.passagesEmbedded,
      passagesReused: built.passagesReused,
      wholeBuild: built.wholeBuild,
      outcome,
    };
  }

  async #withWorker<T>(work: (worker: Worker) => Promise<T>): Promise<T> {
    const worker = this.#parts.startWorker();
    try {
      return await work(worker);
    } finally {
      await worker.close();
    }
  }

  /** Where to start: the newest generation that is as it was written. */
  async #place(worker: Worker, { embedder, signal }: PlanOptions): Promise<BuildPlace> {
    const info = embedder === undefined ? null : await embedder.describe(signal);
    const { knowledgeDir, cacheDir, stuck } = this.#parts;
    const intact = await this.#findIntact(worker, signal);
    return { knowledgeDir, cacheDir, states: this.#states(), stuck, intact, info };
  }

  #states(): FileStatesPlace {
    const { statesFile: path, clock } = this.#parts;
    return { path, nowMs: clock.now() };
  }

  async #findIntact(worker: Worker, signal?: AbortSignal): Promise<StoredGeneration | null> {
    for (const stored of await this.#parts.generations.candidates()) {
      if (await worker.call('isWhole', stored, { signal })) return stored;
    }
    return null;
  }
}

async function isAcceptable(
  written: WrittenGeneration,
  { pending, options }: { pending: PendingGeneration; options: BuildOptions },
): Promise<boolean> {
  const { accept, onProgress } = options;
  if (accept === undefined) return true;
  onProgress?.({ phase: 'checking', done: 0, total: 1 });
  const index = await pending.open(written);
  try {
    return await accept(index);
  } finally {
    await index.close();
    onProgress?.({ phase: 'checking', done: 1, total: 1 });
  }
}

async function cancellable<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  try {
    signal?.throwIfAborted();
    return await work();
  } catch (error) {
    if (signal?.aborted !== true) throw toAppError(error);
    throw new AppError('cancelled', 'The work on the index was cancelled.', { cause: error });
  }
}
