import { KnowledgeService } from '../../src/application/knowledge-service.ts';
import { AppError } from '../../src/domain/errors.ts';
import type {
  BuildOptions,
  BuildReport,
  GenerationInfo,
  IndexStore,
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
  readonly builds: BuildOptions[] = [];
  readonly opened: FakeIndex[] = [];
  /** What is on disk; null: nothing yet. */
  onDisk: GenerationInfo | null = null;
  openFault: AppError | null = null;
  buildFault: AppError | null = null;
  hash = 'corpus-1';
  #held: Promise<void> | null = null;
  #letGo: () => void = () => undefined;

  hold(): void {
    this.#held = new Promise((resolve) => (this.#letGo = resolve));
  }

  letGo(): void {
    this.#held = null;
    this.#letGo();
  }

  async openCurrent(): Promise<PassageIndex | null> {
    if (this.openFault !== null) throw this.openFault;
    if (this.onDisk === null) return null;
    const index = new FakeIndex(rankedPassages([{}]), this.onDisk);
    this.opened.push(index);
    return index;
  }

  async build(options: BuildOptions): Promise<BuildReport> {
    this.builds.push(options);
    options.onProgress?.({ phase: 'embedding', done: 1, total: 3 });
    await this.#held;
    if (options.signal?.aborted === true) throw new AppError('cancelled', 'aborted');
    if (this.buildFault !== null) throw this.buildFault;
    const embedder = options.embedder === undefined ? null : await options.embedder.describe();
    this.openFault = null;
    this.onDisk = {
      ...GENERATION,
      id: `built-${this.builds.length}`,
      embedder,
      corpusHash: this.hash,
    };
    return {
      generation: this.onDisk,
      added: [],
      changed: [],
      removed: [],
      faults: [{ file: 'schlecht.md', line: 3, message: 'The file is not UTF-8 text.' }],
      passagesEmbedded: 0,
      passagesReused: 0,
      durationMs: 1,
    };
  }

  async corpusHash(): Promise<string> {
    return this.hash;
  }
}

/** Everything a knowledge service stands on, with a generation on disk by the fake embedder. */
export function knowledgeParts() {
  const store = new MemoryIndexStore();
  store.onDisk = { ...GENERATION, embedder: { ...GENERATION.embedder!, digest: 'fake-digest-1' } };
  const embedder = new FakeEmbedder();
  const health = new ScriptedHealth();
  const logger = new RecordingLogger();
  const knowledge = new KnowledgeService({ store, embedder, health, logger });
  return { store, embedder, health, logger, knowledge };
}
