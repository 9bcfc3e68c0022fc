import type {
  DiscardOutcome,
  ReindexDesk,
  ReindexEvent,
  ReindexPreview,
  ReindexProgress,
  ReindexRequest,
  RunningReindex,
  SpacePlan,
  SpaceReport,
  SpaceVersions,
  SwapOutcome,
} from '../../src/application/reindexing/reindex-desk.ts';
import type { KnowledgeSpace } from '../../src/application/knowledge/knowledge.ts';
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
  plans: readonly Pick<SpacePlan, 'space' | 'plan'>[] = [{ space: 'shared', plan: plan() }];
  golden: ReindexPreview['golden'] = null;
  estimatedMs: number | null = null;
  /** What either space has: rolling back, serving and discarding find them. */
  current: GenerationInfo | null = generation('g2');
  previous: GenerationInfo | null = null;
  /** Of the shared space. */
  asideGeneration: GenerationInfo | null = null;
  /** Servers that keep the shared articles; null: every one. */
  keepers: readonly string[] | null = null;
  readonly calls: string[] = [];
  readonly requests: ReindexRequest[] = [];
  readonly #previews = new Map<string, { guildId: string | null }>();
  readonly #followers = new Set<(event: ReindexEvent) => void>();
  #running: RunningReindex | null = null;
  #count = 0;

  keepsShared(guildId: string | null): boolean {
    return guildId === null || this.keepers === null || this.keepers.includes(guildId);
  }

  async preview(request: ReindexRequest): Promise<ReindexPreview> {
    this.requests.push(request);
    this.#count += 1;
    const id = `preview${this.#count}`;
    this.#previews.set(id, { guildId: request.guildId });
    const plans = this.plans
      .filter(({ space }) => space === 'server' || this.keepsShared(request.guildId))
      .map((each) => ({ ...each, ...this.#versionsOf(each.space) }));
    return { id, plans, golden: this.golden, estimatedMs: this.estimatedMs };
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
    this.#running ??= { last: null };
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
    this.#running = { last: whole };
    this.#tell({ type: 'progress', at: whole });
  }

  /** The running reindex ends. */
  end(...reports: readonly (Partial<SpaceReport> & Pick<SpaceReport, 'report'>)[]): void {
    this.#running = null;
    const whole = reports.map((one) => ({ space: 'shared', gate: null, ...one }) as const);
    const versions = this.plans.map(({ space }) => this.#versionsOf(space));
    this.#tell({ type: 'end', reports: whole, versions });
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

  async rollBack(
    space: KnowledgeSpace,
    guildId: string | null,
    expected?: string,
  ): Promise<SwapOutcome> {
    this.calls.push(['roll back', space, guildId, expected].join(' ').trim());
    if (isOther(this.current, expected)) return OTHER_GENERATION;
    if (this.previous === null) throw new AppError('index-missing', 'There is none.');
    [this.current, this.previous] = [this.previous, this.current];
    return { ok: true, generation: this.current };
  }

  async serveAside(
    space: KnowledgeSpace,
    guildId: string | null,
    expected?: string,
  ): Promise<SwapOutcome> {
    this.calls.push(['serve', space, guildId, expected].join(' ').trim());
    const aside = this.asideGeneration;
    if (aside === null) throw new AppError('index-missing', 'There is none.');
    if (isOther(aside, expected)) return OTHER_GENERATION;
    [this.current, this.previous, this.asideGeneration] = [aside, this.current, null];
    return { ok: true, generation: aside };
  }

  async discardAside(
    space: KnowledgeSpace,
    guildId: string | null,
    expected?: string,
  ): Promise<DiscardOutcome> {
    this.calls.push(['discard', space, guildId, expected].join(' ').trim());
    if (this.asideGeneration === null) {
      throw new AppError('index-missing', 'There is none.');
    }
    if (isOther(this.asideGeneration, expected)) return OTHER_GENERATION;
    this.asideGeneration = null;
    return { ok: true };
  }

  #versionsOf(space: KnowledgeSpace): SpaceVersions {
    const aside = space === 'shared' ? this.asideGeneration : null;
    return { space, current: this.current, previous: this.previous, aside };
  }

  #tell(event: ReindexEvent): void {
    for (const follow of [...this.#followers]) follow(event);
  }
}

const OTHER_GENERATION = { ok: false, reason: 'other-generation' } as const;

function isOther(found: GenerationInfo | null, expected: string | undefined): boolean {
  return expected !== undefined && found?.id !== expected;
}
