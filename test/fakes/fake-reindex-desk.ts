import type {
  KnowledgeSpace,
  ReindexDesk,
  ReindexEvent,
  ReindexPreview,
  ReindexProgress,
  ReindexRequest,
  RunningReindex,
  SpaceReport,
} from '../../src/application/reindex-desk.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { BuildReport, IndexPlan } from '../../src/domain/index-store.ts';
import type { GenerationInfo } from '../../src/domain/ports.ts';

export function generation(id: string, more: Partial<GenerationInfo> = {}): GenerationInfo {
  return {
    id,
    builtAt: '2026-01-01T00:00:00.000Z',
    articles: 16,
    passages: 120,
    embedder: null,
    calibration: null,
    corpusHash: 'c',
    ...more,
  };
}

/** A plan that has nothing to do, unless told otherwise. */
export function plan(more: Partial<IndexPlan> = {}): IndexPlan {
  return {
    corpusHash: 'c',
    articles: 16,
    passages: 120,
    added: [],
    changed: [],
    removed: [],
    faults: [],
    passagesToEmbed: 0,
    passagesReused: 120,
    passagesDropped: 0,
    wholeBuild: null,
    estimatedMs: null,
    ...more,
  };
}

export function report(more: Partial<BuildReport> = {}): BuildReport {
  return {
    generation: generation('g2'),
    added: [],
    changed: [],
    removed: [],
    faults: [],
    passagesEmbedded: 5,
    passagesReused: 115,
    passagesDropped: 3,
    wholeBuild: null,
    outcome: 'current',
    durationMs: 12_400,
    ...more,
  };
}

/** A desk whose reindex does what the test says, with the rules of the real one. */
export class FakeReindexDesk implements ReindexDesk {
  /** What the next preview says; its id is counted. */
  plans: ReindexPreview['plans'] = [{ space: 'shared', plan: plan() }];
  golden: ReindexPreview['golden'] = null;
  estimatedMs: number | null = null;
  /** What rolling back, serving and discarding find. */
  previous: GenerationInfo | null = null;
  asideGeneration: GenerationInfo | null = null;
  readonly calls: string[] = [];
  readonly requests: ReindexRequest[] = [];
  readonly #previews = new Map<string, { guildId: string | null }>();
  readonly #followers = new Set<(event: ReindexEvent) => void>();
  #running: RunningReindex | null = null;
  #count = 0;

  async preview(request: ReindexRequest): Promise<ReindexPreview> {
    this.requests.push(request);
    this.#count += 1;
    const id = `preview${this.#count}`;
    this.#previews.set(id, { guildId: request.guildId });
    return { id, plans: this.plans, golden: this.golden, estimatedMs: this.estimatedMs };
  }

  previewed(id: string): { guildId: string | null } | null {
    return this.#previews.get(id) ?? null;
  }

  cancel(id: string): void {
    this.calls.push(`cancel ${id}`);
    this.#previews.delete(id);
  }

  running(): RunningReindex | null {
    return this.#running;
  }

  apply(request: ReindexRequest): AsyncIterable<ReindexEvent> {
    this.calls.push(this.#running === null ? 'begin' : 'join');
    this.requests.push(request);
    this.#running ??= { startedBy: request.userId, last: null };
    const waiting: ReindexEvent[] = [];
    let wake = (): void => undefined;
    const follow = (event: ReindexEvent): void => {
      waiting.push(event);
      wake();
    };
    this.#followers.add(follow);
    request.signal?.addEventListener('abort', () =>
      follow({ type: 'error', error: new AppError('cancelled', 'Nobody waits.') }),
    );
    const followers = this.#followers;
    return (async function* () {
      try {
        for (;;) {
          const event = waiting.shift();
          if (event === undefined) await new Promise<void>((resolve) => (wake = resolve));
          else {
            yield event;
            if (event.type !== 'progress') return;
          }
        }
      } finally {
        followers.delete(follow);
      }
    })();
  }

  /** The running reindex gets on. */
  progress(at: Partial<ReindexProgress> & Pick<ReindexProgress, 'progress'>): void {
    const whole = { space: 'shared', passagesPerSecond: null, remainingMs: null, ...at } as const;
    this.#running = { startedBy: this.#running?.startedBy ?? '', last: whole };
    this.#tell({ type: 'progress', at: whole });
  }

  /** The running reindex ends. */
  end(...reports: readonly (Partial<SpaceReport> & Pick<SpaceReport, 'report'>)[]): void {
    this.#running = null;
    const whole = reports.map((one) => ({ space: 'shared', gate: null, ...one }) as const);
    this.#tell({ type: 'end', reports: whole });
  }

  fail(error: AppError): void {
    this.#running = null;
    this.#tell({ type: 'error', error });
  }

  stop(): boolean {
    this.calls.push('stop');
    if (this.#running === null) return false;
    this.fail(new AppError('cancelled', 'The reindex was stopped.'));
    return true;
  }

  async rollBack(space: KnowledgeSpace, guildId: string | null): Promise<GenerationInfo> {
    this.calls.push(`roll back ${space} ${String(guildId)}`);
    return orMissing(this.previous);
  }

  async serveAside(space: KnowledgeSpace, guildId: string | null): Promise<GenerationInfo> {
    this.calls.push(`serve ${space} ${String(guildId)}`);
    return orMissing(this.asideGeneration);
  }

  async discardAside(space: KnowledgeSpace, guildId: string | null): Promise<void> {
    this.calls.push(`discard ${space} ${String(guildId)}`);
    this.asideGeneration = null;
  }

  #tell(event: ReindexEvent): void {
    for (const follow of [...this.#followers]) follow(event);
  }
}

function orMissing(found: GenerationInfo | null): GenerationInfo {
  if (found === null) throw new AppError('index-missing', 'There is none.');
  return found;
}
