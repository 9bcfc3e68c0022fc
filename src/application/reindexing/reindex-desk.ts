import type { GateResult } from '../knowledge/generation-trial.ts';
import type { KnowledgeSpace } from '../knowledge/knowledge.ts';
import type { AppError } from '../../domain/errors.ts';
import type {
  BuildProgress,
  BuildReport,
  IndexPlan,
  IndexVersions,
} from '../../domain/index-store.ts';
import type { GenerationInfo } from '../../domain/ports.ts';

/** The generations of one space: what serves, what can be gone back to, what waits to be served. */
export interface SpaceVersions extends Pick<IndexVersions, 'current' | 'previous' | 'aside'> {
  readonly space: KnowledgeSpace;
}

/** What would change in one space, and which generations it has by now. */
export interface SpacePlan extends SpaceVersions {
  readonly plan: IndexPlan;
}

/** Golden questions whose passages come from articles that change or go. */
export interface GoldenTouched {
  /** Questions that were looked at. */
  readonly total: number;
  readonly touched: readonly string[];
}

/** What a reindex would do. */
export interface ReindexPreview {
  /** Subject of its buttons; known for `PREVIEW_LIFETIME_MS`. */
  readonly id: string;
  /**
   * The shared corpus first, where the server keeps it; a server's own only where it has any. Empty
   * where there is neither.
   */
  readonly plans: readonly SpacePlan[];
  /** Null without golden questions about this corpus. */
  readonly golden: GoldenTouched | null;
  /** Null before a pace was measured. */
  readonly estimatedMs: number | null;
}

/** How long a preview can be applied. */
export const PREVIEW_LIFETIME_MS = 900_000; // 15 minutes, as long as Discord lets its message live

/** What was built in one space. */
export interface SpaceReport {
  readonly space: KnowledgeSpace;
  readonly report: BuildReport;
  /** Null where nothing could be compared. */
  readonly gate: GateResult | null;
}

/** How far a reindex is. */
export interface ReindexProgress {
  readonly space: KnowledgeSpace;
  readonly progress: BuildProgress;
  /** While embedding; null before a rate is known. */
  readonly passagesPerSecond: number | null;
  readonly remainingMs: number | null;
}

/** How a reindex ended. */
export interface ReindexEnd {
  /** Spaces that were up to date are not built: empty when all were. */
  readonly reports: readonly SpaceReport[];
  /** Of every space that was looked at, built or not. */
  readonly versions: readonly SpaceVersions[];
}

/** What happens during a reindex; exactly one `end` or `error`, always last. */
export type ReindexEvent =
  | { readonly type: 'progress'; readonly at: ReindexProgress }
  | ({ readonly type: 'end' } & ReindexEnd)
  | { readonly type: 'error'; readonly error: AppError };

/** A reindex under way. */
export interface RunningReindex {
  /** Null before the first event. What a server's own articles are at is told to that server alone. */
  readonly last: ReindexProgress | null;
}

/** Who reindexes what. */
export interface ReindexRequest {
  /** Null: the operator, and the shared corpus alone. */
  readonly guildId: string | null;
  /** Discord's id, or `operator`. */
  readonly userId: string;
  /** Stops waiting; the reindex goes on for others, see `stop`. */
  readonly signal?: AbortSignal;
}

/**
 * Why a generation is left as it is. `other-generation`: the expected one is not there any more, so
 * whoever asked has seen something older. `kept-by-operator`: this server does not keep the shared
 * corpus.
 */
export type SwapRefusal = 'other-generation' | 'kept-by-operator';

/** What serves from now on, or why nothing was changed. */
export type SwapOutcome =
  | { readonly ok: true; readonly generation: GenerationInfo }
  | { readonly ok: false; readonly reason: SwapRefusal };

/** Whether the generation kept aside is gone, or why nothing was changed. */
export type DiscardOutcome =
  { readonly ok: true } | { readonly ok: false; readonly reason: SwapRefusal };

/**
 * Preview, apply, stop and roll back. One reindex at a time of the same articles, and a few of
 * different ones; questions are answered from the old generation until the new one takes over. A server that does not keep the
 * shared corpus reindexes its own articles alone.
 */
export interface ReindexDesk {
  /** Whether the shared corpus is kept from this server; from none, by the operator, always. */
  keepsShared(guildId: string | null): boolean;
  /** Says what would change. @throws AppError of the store */
  preview(request: ReindexRequest): Promise<ReindexPreview>;
  /** Whether a preview is still there, and for which server. */
  previewed(previewId: string): { readonly guildId: string | null } | null;
  /** Forgets a preview. Idempotent. */
  cancel(previewId: string): void;
  /** The one under way if it renews something that is kept from this server. */
  running(guildId: string | null): RunningReindex | null;
  /**
   * Begins, or joins the one `running` tells of and sees its events from here on; of a server's own
   * articles only those of the own server. Where too many others are under way its error is `index-busy`.
   * Builds exactly where a preview shows work. Slow readers miss progress, never the end. Never throws.
   */
  apply(request: ReindexRequest): AsyncIterable<ReindexEvent>;
  /** Ends the one `running` tells of; nothing half-built stays. False when there is none. */
  stop(guildId: string | null): boolean;
  /**
   * Back to the generation before. `expected`: id of the generation that has to be current; absent:
   * any. @throws AppError `index-missing` when there is none before, `index-busy`
   */
  rollBack(space: KnowledgeSpace, guildId: string | null, expected?: string): Promise<SwapOutcome>;
  /**
   * Serves the generation the gate kept aside. `expected`: id of the generation that has to be
   * aside; absent: any. @throws AppError `index-missing` when there is none, `index-busy`
   */
  serveAside(
    space: KnowledgeSpace,
    guildId: string | null,
    expected?: string,
  ): Promise<SwapOutcome>;
  /**
   * Removes the generation the gate kept aside. `expected`: id of the generation that has to be
   * aside; absent: any. @throws AppError `index-missing` when there is none, `index-busy`
   */
  discardAside(
    space: KnowledgeSpace,
    guildId: string | null,
    expected?: string,
  ): Promise<DiscardOutcome>;
}
