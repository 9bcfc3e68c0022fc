import { AppError, throwIfAborted, toAppError } from '../../domain/errors.ts';
import type { BuildProgress } from '../../domain/index-store.ts';
import type { Clock, ModelHealth } from '../../domain/ports.ts';
import { EmbeddingPace } from './embedding-pace.ts';
import type { KnowledgeService } from '../knowledge/knowledge-service.ts';
import type { KnowledgeSpaces } from '../knowledge/knowledge-spaces.ts';
import { isWork } from './plan-work.ts';
import type {
  ReindexEvent,
  ReindexProgress,
  ReindexRequest,
  RunningReindex,
  SpaceReport,
  SpaceVersions,
} from './reindex-desk.ts';
import type { KnowledgeSpace } from '../knowledge/knowledge.ts';
import { ReindexStream } from './reindex-stream.ts';

/** Listeners to one reindex. */
export const MAX_LISTENERS = 100;
/** How long a lost embedder is waited for before a reindex gives up; what was embedded is kept. */
export const EMBEDDER_PATIENCE_MS = 120_000; // 2 minutes
/** Between two looks for it. */
export const EMBEDDER_CHECK_MS = 5_000; // 5 seconds

/** What a reindex works with. */
export interface ReindexRunParts {
  readonly knowledge: KnowledgeSpaces;
  readonly health: ModelHealth;
  readonly clock: Clock;
  /** Whether the shared corpus is kept from this server; from none, by the operator, always. */
  readonly keepsShared: (guildId: string | null) => boolean;
}

/** One reindex, from its start to its end, and those who listen. */
export class ReindexRun {
  readonly #parts: ReindexRunParts;
  readonly #request: ReindexRequest;
  readonly #pace: EmbeddingPace;
  readonly #abort = new AbortController();
  readonly #listeners = new Map<ReindexStream, string | null>();
  readonly #reports: SpaceReport[] = [];
  readonly #versions: SpaceVersions[] = [];
  readonly #hasShared: boolean;
  #last: ReindexProgress | null = null;
  #space: KnowledgeSpace;

  constructor(request: ReindexRequest, parts: ReindexRunParts) {
    this.#request = request;
    this.#parts = parts;
    this.#pace = new EmbeddingPace(parts.clock);
    this.#hasShared = parts.keepsShared(request.guildId);
    this.#space = this.#hasShared ? 'shared' : 'server';
  }

  /** Whether it renews something that is kept from this server. */
  concerns(guildId: string | null): boolean {
    const isShared = this.#hasShared && this.#parts.keepsShared(guildId);
    return isShared || guildId === this.#request.guildId;
  }

  /** Whether it builds that server's own articles, or the shared ones for null. */
  renews(key: string | null): boolean {
    return key === null ? this.#hasShared : key === this.#request.guildId;
  }

  describe(): RunningReindex {
    return { last: this.#last };
  }

  stop(): void {
    this.#abort.abort(new AppError('cancelled', 'The reindex was stopped.'));
  }

  /** From the last progress on. */
  listen({ guildId, signal }: ReindexRequest): ReindexStream {
    const stream = new ReindexStream((left) => this.#listeners.delete(left), signal);
    if (this.#listeners.size >= MAX_LISTENERS) {
      const error = new AppError('index-busy', 'Too many wait for the same reindex.');
      stream.push({ type: 'error', error });
      return stream;
    }
    if (signal?.aborted === true) return stream;
    this.#listeners.set(stream, guildId);
    if (this.#last !== null) stream.push({ type: 'progress', at: this.#last });
    return stream;
  }

  /** Runs to its end, listened to or not; `onOver` is called before that is told. Never throws. */
  async run(onOver: () => void): Promise<void> {
    const end = await this.#outcome();
    onOver();
    this.#tell(end);
  }

  async #outcome(): Promise<ReindexEvent> {
    const { guildId } = this.#request;
    try {
      if (this.#hasShared) await this.#build('shared', null);
      if (guildId !== null && (await this.#parts.knowledge.hasArticles(guildId))) {
        await this.#build('server', guildId);
      }
      return { type: 'end', reports: this.#reports, versions: this.#versions };
    } catch (thrown) {
      const error: unknown = this.#abort.signal.aborted ? this.#abort.signal.reason : thrown;
      return { type: 'error', error: toAppError(error) };
    }
  }

  async #build(space: KnowledgeSpace, key: string | null): Promise<void> {
    this.#space = space;
    const { signal } = this.#abort;
    await this.#parts.knowledge.change(key, (service) =>
      this.#patiently(async () => {
        await service.settled(); // it may be what is asked for
        throwIfAborted(signal);
        if (await service.losesVectors(signal)) throw embedderAway();
        const onProgress = (progress: BuildProgress): void => this.#tellProgress(progress);
        if (isWork(await service.plan({ signal, onProgress }))) {
          this.#reports.push(await this.#rebuild(space, service, onProgress));
        }
        const { current, previous, aside } = await service.versions();
        this.#versions.push({ space, current, previous, aside });
      }),
    );
  }

  async #rebuild(
    space: KnowledgeSpace,
    service: KnowledgeService,
    onProgress: (progress: BuildProgress) => void,
  ): Promise<SpaceReport> {
    const { gate, ...report } = await service.rebuildChanged({
      signal: this.#abort.signal,
      onProgress,
    });
    return { space, report, gate };
  }

  /** Tries again when the embedder was lost and comes back; what is embedded by then is kept. */
  async #patiently(work: () => Promise<void>): Promise<void> {
    const { signal } = this.#abort;
    for (;;) {
      try {
        await work();
        return;
      } catch (thrown) {
        if (!AWAY.has(toAppError(thrown).code) || !(await this.#isBack(signal))) throw thrown;
      }
    }
  }

  async #isBack(signal: AbortSignal): Promise<boolean> {
    const { clock, health } = this.#parts;
    const startedMs = clock.elapsed();
    while (clock.elapsed() - startedMs < EMBEDDER_PATIENCE_MS) {
      await clock.sleep(EMBEDDER_CHECK_MS, signal);
      const { status } = await health.refresh(signal);
      if (status !== 'unreachable' && status !== 'embedder-missing') return true;
    }
    return false;
  }

  #tellProgress(progress: BuildProgress): void {
    const at = { space: this.#space, progress, ...this.#pace.note(progress) };
    if (this.#space === 'shared') this.#last = at;
    this.#tell({ type: 'progress', at });
  }

  #tell(event: ReindexEvent): void {
    for (const [stream, guildId] of [...this.#listeners]) {
      const seen = guildId === this.#request.guildId ? event : this.#seenFromElsewhere(event);
      if (seen !== null) stream.push(seen);
    }
  }

  /** Another server hears of the shared corpus alone. */
  #seenFromElsewhere(event: ReindexEvent): ReindexEvent | null {
    if (this.#space === 'shared') return event;
    if (event.type === 'progress') return null;
    const isShared = ({ space }: SpaceVersions | SpaceReport): boolean => space === 'shared';
    const [reports, versions] = [this.#reports.filter(isShared), this.#versions.filter(isShared)];
    return { type: 'end', reports, versions };
  }
}

const AWAY: ReadonlySet<string> = new Set([
  'model-unreachable',
  'model-timeout',
  'model-overloaded',
  'model-resting',
]);

function embedderAway(): AppError {
  return new AppError(
    'model-unreachable',
    'The embedding model does not answer, and the served index has vectors that a build now would lose. Start Ollama and try again.',
    { isRetryable: true },
  );
}
