import { AppError } from '../../domain/errors.ts';
import type { GenerationInfo, Logger, NewId } from '../../domain/ports.ts';
import type { GoldenGate } from './golden-gate.ts';
import type { KnowledgeService } from '../knowledge/knowledge-service.ts';
import {
  PREVIEW_LIFETIME_MS,
  type GoldenTouched,
  type ReindexDesk,
  type ReindexEvent,
  type ReindexPreview,
  type ReindexRequest,
  type SpacePlan,
  type SwapRefusal,
} from './reindex-desk.ts';
import type { KnowledgeSpace } from '../knowledge/knowledge.ts';
import { ReindexRun, type ReindexRunParts } from './reindex-run.ts';
import { ReindexStream } from './reindex-stream.ts';

/** Reindexes of different articles at once: one server's build holds up no other one's for long. */
export const MAX_REINDEXES = 3;
/** Previews that wait at once; the oldest goes first. */
const MAX_PREVIEWS = 100;

/** What the desk is built from. */
export interface ReindexDeskParts extends ReindexRunParts {
  readonly gate: Pick<GoldenGate, 'touched'>;
  readonly newId: NewId;
  readonly logger: Logger;
}

/** The desk, and how it ends with the process. */
export interface ClosableReindexDesk extends ReindexDesk {
  /** Stops what is under way and waits for its end. */
  close(): Promise<void>;
}

interface KnownPreview {
  readonly guildId: string | null;
  readonly atMs: number;
}

/** Makes the desk: previews in memory, and one reindex at a time of the same articles. */
export function createReindexDesk(parts: ReindexDeskParts): ClosableReindexDesk {
  const { clock, newId, keepsShared } = parts;
  const previews = new Map<string, KnownPreview>();
  const runs = new Map<ReindexRun, Promise<void>>();
  const begin = (request: ReindexRequest): ReindexRun => {
    const run = new ReindexRun(request, parts);
    const ended = run.run(() => void runs.delete(run));
    runs.set(run, ended);
    return run;
  };
  const runOf = (guildId: string | null): ReindexRun | null =>
    [...runs.keys()].find((run) => run.concerns(guildId)) ?? null;
  return {
    keepsShared,
    async preview(request) {
      const preview = await previewOf(request, newId(), parts);
      previews.set(preview.id, { guildId: request.guildId, atMs: clock.elapsed() });
      for (const id of [...previews.keys()].slice(0, -MAX_PREVIEWS)) previews.delete(id);
      return preview;
    },
    previewed(id) {
      const known = previews.get(id);
      if (known === undefined) return null;
      if (clock.elapsed() - known.atMs < PREVIEW_LIFETIME_MS) return { guildId: known.guildId };
      previews.delete(id);
      return null;
    },
    cancel: (id) => void previews.delete(id),
    running: (guildId) => runOf(guildId)?.describe() ?? null,
    apply(request) {
      const joined = runOf(request.guildId);
      if (joined !== null) return joined.listen(request);
      if (runs.size >= MAX_REINDEXES) return refusedStream();
      const isGone = request.signal?.aborted === true;
      return (isGone ? new ReindexRun(request, parts) : begin(request)).listen(request);
    },
    stop(guildId) {
      const run = runOf(guildId);
      run?.stop();
      return run !== null;
    },
    ...createSwaps(parts, (key) => [...runs.keys()].some((run) => run.renews(key))),
    async close() {
      for (const run of runs.keys()) run.stop();
      await Promise.all(runs.values());
    },
  };
}

/** As many reindexes as there may be, of others' articles, are under way. */
function refusedStream(): AsyncIterable<ReindexEvent> {
  const stream = new ReindexStream(() => undefined);
  stream.push({
    type: 'error',
    error: new AppError('index-busy', `${MAX_REINDEXES} other reindexes are under way.`),
  });
  return stream;
}

/** A change of what serves, and what it was asked for. */
interface Swap<T> {
  readonly space: KnowledgeSpace;
  readonly guildId: string | null;
  /** Which generation `expected` has to be. */
  readonly which: 'current' | 'aside';
  readonly expected: string | undefined;
  readonly act: (service: KnowledgeService) => Promise<T>;
}

type Swapped<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: SwapRefusal };

/** What changes which generation serves, while no reindex renews it. */
function createSwaps(
  { knowledge, keepsShared }: ReindexDeskParts,
  isRenewed: (key: string | null) => boolean,
): Pick<ReindexDesk, 'rollBack' | 'serveAside' | 'discardAside'> {
  const swap = async <T>({ space, guildId, ...asked }: Swap<T>): Promise<Swapped<T>> => {
    if (space === 'shared' && !keepsShared(guildId)) {
      return { ok: false, reason: 'kept-by-operator' };
    }
    const key = keyOf(space, guildId);
    if (isRenewed(key)) throw new AppError('index-busy', 'A reindex is under way.');
    // Looked at where nothing else changes this space, so that what is expected stays true.
    return knowledge.change(key, async (service) =>
      (await isExpected(service, asked))
        ? { ok: true, value: await asked.act(service) }
        : { ok: false, reason: 'other-generation' },
    );
  };
  return {
    async rollBack(space, guildId, expected) {
      const act = (service: KnowledgeService): Promise<GenerationInfo> => service.rollBack();
      const outcome = await swap({ space, guildId, expected, which: 'current', act });
      return outcome.ok ? { ok: true, generation: outcome.value } : outcome;
    },
    async serveAside(space, guildId, expected) {
      const act = (service: KnowledgeService): Promise<GenerationInfo> => service.promoteAside();
      const outcome = await swap({ space, guildId, expected, which: 'aside', act });
      return outcome.ok ? { ok: true, generation: outcome.value } : outcome;
    },
    async discardAside(space, guildId, expected) {
      const act = (service: KnowledgeService): Promise<void> => service.discardAside();
      const outcome = await swap({ space, guildId, expected, which: 'aside', act });
      return outcome.ok ? { ok: true } : outcome;
    },
  };
}

/** @throws AppError `index-missing` when nothing is aside, whatever was expected there, if anything */
async function isExpected(
  service: KnowledgeService,
  { which, expected }: Pick<Swap<unknown>, 'which' | 'expected'>,
): Promise<boolean> {
  if (expected === undefined && which === 'current') return true;
  const found = (await service.versions())[which];
  if (found === null && which === 'aside') {
    throw new AppError('index-missing', 'There is no generation kept aside.');
  }
  return expected === undefined || found?.id === expected;
}

function keyOf(space: KnowledgeSpace, guildId: string | null): string | null {
  if (space === 'shared') return null;
  if (guildId !== null) return guildId;
  throw new AppError('index-missing', 'Outside a server there are only the shared articles.');
}

async function previewOf(
  { guildId, signal }: ReindexRequest,
  id: string,
  { knowledge, gate, keepsShared }: ReindexDeskParts,
): Promise<ReindexPreview> {
  const options = signal === undefined ? {} : { signal };
  const look = async (space: KnowledgeSpace, service: KnowledgeService): Promise<SpacePlan> => {
    const plan = await service.plan(options);
    const { current, previous, aside } = await service.versions();
    return { space, plan, current, previous, aside };
  };
  const plans: SpacePlan[] = [];
  let golden: GoldenTouched | null = null;
  if (keepsShared(guildId)) {
    const shared = await look('shared', knowledge.shared);
    plans.push(shared);
    const served = knowledge.shared.acquire();
    try {
      if (served !== null) golden = await gate.touched(shared.plan, served, signal);
    } finally {
      served?.release();
    }
  }
  if (guildId !== null && (await knowledge.hasArticles(guildId))) {
    plans.push(await knowledge.of(guildId, (service) => look('server', service)));
  }
  const known = plans.flatMap(({ plan }) => plan.estimatedMs ?? []);
  const estimatedMs = known.length === 0 ? null : known.reduce((sum, ms) => sum + ms, 0);
  return { id, plans, golden, estimatedMs };
}
