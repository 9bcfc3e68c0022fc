import type { TryGeneration } from '../../src/application/knowledge/generation-trial.ts';
import type { IndexLease } from '../../src/application/knowledge/knowledge.ts';
import { KnowledgeService } from '../../src/application/knowledge/knowledge-service.ts';
import {
  KnowledgeSpaces,
  scopeOf,
  type KnowledgeScope,
} from '../../src/application/knowledge/knowledge-spaces.ts';
import { AppError } from '../../src/domain/errors.ts';
import type {
  BuildOptions,
  BuildProgress,
  BuildReport,
  CorpusChanges,
  CorpusFault,
  IndexPlan,
  IndexStore,
  IndexVersions,
  OpenOptions,
  PlanOptions,
  WholeBuildCause,
} from '../../src/domain/index-store.ts';
import type { RankedPassage } from '../../src/domain/passage.ts';
import type {
  GenerationInfo,
  ModelHealth,
  ModelState,
  PassageIndex,
} from '../../src/domain/ports.ts';
import { FakeEmbedder } from '../fakes/fake-embedder.ts';
import { FakeIndex, GENERATION } from '../fakes/fake-index.ts';
import { rankedPassages } from '../fakes/passages.ts';
import { RecordingLogger } from '../model/recording-logger.ts';

/** A health whose state a test sets; `next` is what the next refresh finds. */
export class ScriptedHealth implements ModelHealth {
  state: ModelState;
  next: ModelState | null = null;
  refreshes = 0;

  constructor(state: ModelState = { status: 'ready' }) {
    this.state = state;
  }

  current(): ModelState {
    return this.state;
  }

  async refresh(signal?: AbortSignal): Promise<ModelState> {
    this.refreshes += 1;
    if (signal?.aborted === true) throw new AppError('cancelled', 'aborted');
    this.state = this.next ?? this.state;
    return this.state;
  }
}

/** Generations in memory; `hold` keeps a build waiting until `letGo`. */
export class MemoryIndexStore implements IndexStore {
  /** How often everything was to be read again. */
  forgotten = 0;
  readonly builds: BuildOptions[] = [];
  readonly opened: FakeIndex[] = [];
  /** Id of what each opened index was aligned to; null for nothing. */
  readonly alignedTo: (string | null)[] = [];
  /** What is on disk; null: nothing yet. */
  onDisk: GenerationInfo | null = null;
  previous: GenerationInfo | null = null;
  aside: GenerationInfo | null = null;
  declined: string | null = null;
  openFault: AppError | null = null;
  buildFault: AppError | null = null;
  /** Faults of the next builds, one each. */
  readonly nextFaults: AppError[] = [];
  hash = 'corpus-1';
  /** What the next build puts into its generation. */
  passages: readonly RankedPassage[] = rankedPassages([{}]);
  changes: Pick<CorpusChanges, 'added' | 'changed' | 'removed'> = NO_CHANGES;
  faults: readonly CorpusFault[] = [
    { file: 'schlecht.md', line: 3, message: 'The file is not UTF-8 text.' },
  ];
  estimatedMs: number | null = null;
  /** Why the next plan is for a whole build, beside there being nothing yet. */
  wholeBuild: WholeBuildCause | null = null;
  /** What a build tells of its progress. */
  progress: readonly BuildProgress[] = [{ phase: 'embedding', done: 1, total: 3 }];
  readonly #contents = new Map<string, readonly RankedPassage[]>();
  readonly #name: string;
  #held: Promise<void> | null = null;
  #letGo: () => void = () => undefined;

  constructor(name = 'built') {
    this.#name = name;
  }

  hold(): void {
    this.#held = new Promise((resolve) => (this.#letGo = resolve));
  }

  letGo(): void {
    this.#held = null;
    this.#letGo();
  }

  async openCurrent(options: OpenOptions = {}): Promise<PassageIndex | null> {
    if (this.openFault !== null) throw this.openFault;
    if (this.onDisk === null) return null;
    this.alignedTo.push(options.alignTo?.generationId ?? null);
    const index = this.#index(this.onDisk);
    const isSame = options.alignTo?.embedder.digest === this.onDisk.embedder?.digest;
    if (options.alignTo !== undefined && isSame) index.centres = options.alignTo.centres;
    return index;
  }

  async plan(options: PlanOptions): Promise<IndexPlan> {
    if (options.signal?.aborted === true) throw new AppError('cancelled', 'aborted');
    const { onDisk, hash, wholeBuild, estimatedMs } = this;
    const digest = (await options.embedder?.describe())?.digest;
    const isSame = onDisk?.corpusHash === hash && onDisk.embedder?.digest === digest;
    return {
      ...{ ...this.changes, faults: this.faults, corpusHash: hash, estimatedMs },
      ...{ articles: 1, passages: this.passages.length, passagesReused: 0, passagesDropped: 0 },
      passagesToEmbed: isSame ? 0 : 1,
      wholeBuild: wholeBuild ?? (onDisk === null ? 'first' : null),
    };
  }

  async build(options: BuildOptions): Promise<BuildReport> {
    this.builds.push(options);
    for (const progress of this.progress) options.onProgress?.(progress);
    await this.#held;
    if (options.signal?.aborted === true) throw new AppError('cancelled', 'aborted');
    const fault = this.nextFaults.shift() ?? this.buildFault;
    if (fault !== null) throw fault;
    const generation = await this.#generation(options.embedder);
    const candidate = new FakeIndex(this.passages, generation);
    const isAccepted = (await options.accept?.(candidate)) ?? true;
    await candidate.close();
    this.openFault = null;
    if (isAccepted) {
      this.previous = this.onDisk;
      this.onDisk = generation;
    } else {
      this.aside = generation;
      this.declined = this.hash;
    }
    return {
      ...{ generation, ...this.changes, faults: this.faults },
      ...{ passagesEmbedded: 0, passagesReused: 0, passagesDropped: 0, wholeBuild: null },
      ...{ outcome: isAccepted ? 'current' : 'aside', durationMs: 1 },
    };
  }

  async versions(): Promise<IndexVersions> {
    const { onDisk, previous, aside, declined } = this;
    return { current: onDisk, previous, aside, declinedCorpus: declined };
  }

  async promoteAside(): Promise<GenerationInfo> {
    if (this.aside === null) throw new AppError('index-missing', 'There is none aside.');
    this.previous = this.onDisk;
    this.onDisk = this.aside;
    this.aside = this.declined = null;
    return this.onDisk;
  }

  async discardAside(): Promise<void> {
    this.aside = null;
  }

  async rollBack(): Promise<GenerationInfo> {
    if (this.previous === null) throw new AppError('index-missing', 'There is none before.');
    this.declined = this.onDisk?.corpusHash ?? null;
    [this.onDisk, this.previous] = [this.previous, this.onDisk];
    return this.onDisk;
  }

  async forgetFiles(): Promise<void> {
    this.forgotten += 1;
  }

  async corpusHash(): Promise<string> {
    return this.hash;
  }

  async #generation(embedder: BuildOptions['embedder']): Promise<GenerationInfo> {
    const id = `${this.#name}-${this.builds.length}`;
    this.#contents.set(id, this.passages);
    const info = embedder === undefined ? null : await embedder.describe();
    return { ...GENERATION, id, embedder: info, corpusHash: this.hash };
  }

  #index(info: GenerationInfo): FakeIndex {
    const index = new FakeIndex(this.#contents.get(info.id) ?? rankedPassages([{}]), info);
    this.opened.push(index);
    return index;
  }
}

const NO_CHANGES = { added: [], changed: [], removed: [] };

/** Everything a knowledge service stands on, with a generation on disk by the fake embedder. */
export function knowledgeParts(tryGeneration: TryGeneration = async () => null) {
  const store = new MemoryIndexStore();
  store.onDisk = { ...GENERATION, embedder: { ...GENERATION.embedder!, digest: 'fake-digest-1' } };
  const embedder = new FakeEmbedder();
  const health = new ScriptedHealth();
  const logger = new RecordingLogger();
  const knowledge = new KnowledgeService({ store, embedder, health, logger, tryGeneration });
  return { store, embedder, health, logger, knowledge };
}

/** The same with spaces over it: a store in memory for each server that has articles. */
export function spaceParts(tryGeneration?: TryGeneration) {
  const parts = knowledgeParts(tryGeneration);
  const { embedder, health, logger, knowledge: shared } = parts;
  const servers = new Map<string, MemoryIndexStore>();
  const withArticles = new Set<string>();
  const storeOf = (guildId: string): MemoryIndexStore => {
    const store = servers.get(guildId) ?? new MemoryIndexStore(`own-${guildId}`);
    servers.set(guildId, store);
    return store;
  };
  const spaces = new KnowledgeSpaces({
    shared,
    logger,
    hasArticles: async (guildId) => withArticles.has(guildId),
    serverService: (guildId) => {
      const store = storeOf(guildId);
      const alignTo = (): IndexLease | null => shared.acquire();
      return new KnowledgeService({ store, embedder, health, logger, alignTo });
    },
  });
  return { ...parts, spaces, servers, withArticles, storeOf };
}

/** What a server's questions are shared by. */
export async function scopeSeen(
  spaces: KnowledgeSpaces,
  guildId: string | null,
): Promise<KnowledgeScope> {
  const lease = await spaces.acquire(guildId);
  try {
    return scopeOf(guildId, lease, spaces.state());
  } finally {
    lease?.release();
  }
}
