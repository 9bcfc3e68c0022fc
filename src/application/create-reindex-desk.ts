import { AppError } from '../domain/errors.ts';
import type { Logger, NewId } from '../domain/ports.ts';
import type { KnowledgeService } from './knowledge-service.ts';
import {
  PREVIEW_LIFETIME_MS,
  type GoldenTouched,
  type KnowledgeSpace,
  type ReindexDesk,
  type ReindexPreview,
  type ReindexRequest,
  type SpacePlan,
} from './reindex-desk.ts';
import { ReindexRun, type ReindexRunParts } from './reindex-run.ts';

/** Previews that wait at once; the oldest goes first. */
const MAX_PREVIEWS = 100;

/** What the desk is built from. */
export interface ReindexDeskParts extends ReindexRunParts {
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

/** Makes the desk: previews in memory, and one reindex at a time. */
export function createReindexDesk(parts: ReindexDeskParts): ClosableReindexDesk {
  const { knowledge, clock, newId } = parts;
  const previews = new Map<string, KnownPreview>();
  let current: { readonly run: ReindexRun; readonly ended: Promise<void> } | null = null;
  const begin = (request: ReindexRequest): ReindexRun => {
    const run = new ReindexRun(request, parts);
    const ended = run.run(() => {
      current = null;
    });
    current = { run, ended };
    return run;
  };
  /** Works with one space while no reindex runs. */
  const inSpace = <T>(
    space: KnowledgeSpace,
    guildId: string | null,
    work: (service: KnowledgeService) => Promise<T>,
  ): Promise<T> => {
    if (current !== null) throw new AppError('index-busy', 'A reindex is under way.');
    return knowledge.change(keyOf(space, guildId), work);
  };
  return {
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
    running: () => current?.run.describe() ?? null,
    apply(request) {
      if (current !== null) return current.run.listen(request);
      const isGone = request.signal?.aborted === true;
      return (isGone ? new ReindexRun(request, parts) : begin(request)).listen(request);
    },
    stop() {
      current?.run.stop();
      return current !== null;
    },
    rollBack: async (space, guildId) => inSpace(space, guildId, (service) => service.rollBack()),
    serveAside: async (space, guildId) =>
      inSpace(space, guildId, (service) => service.promoteAside()),
    discardAside: async (space, guildId) =>
      inSpace(space, guildId, (service) => service.discardAside()),
    async close() {
      current?.run.stop();
      await current?.ended;
    },
  };
}

function keyOf(space: KnowledgeSpace, guildId: string | null): string | null {
  if (space === 'shared') return null;
  if (guildId !== null) return guildId;
  throw new AppError('index-missing', 'Outside a server there are only the shared articles.');
}

async function previewOf(
  { guildId, signal }: ReindexRequest,
  id: string,
  { knowledge, gate }: ReindexDeskParts,
): Promise<ReindexPreview> {
  const options = signal === undefined ? {} : { signal };
  const shared = await knowledge.shared.plan(options);
  const plans: SpacePlan[] = [{ space: 'shared', plan: shared }];
  if (guildId !== null && (await knowledge.hasArticles(guildId))) {
    const plan = await knowledge.of(guildId, (service) => service.plan(options));
    plans.push({ space: 'server', plan });
  }
  const served = knowledge.shared.acquire();
  let golden: GoldenTouched | null = null;
  try {
    if (served !== null) golden = await gate.touched(shared, served, signal);
  } finally {
    served?.release();
  }
  const known = plans.flatMap(({ plan }) => plan.estimatedMs ?? []);
  const estimatedMs = known.length === 0 ? null : known.reduce((sum, ms) => sum + ms, 0);
  return { id, plans, golden, estimatedMs };
}
