import type { AppError } from '../domain/errors.ts';
import type { BuildProgress, BuildReport, IndexPlan } from '../domain/index-store.ts';
import type { GenerationInfo } from '../domain/ports.ts';

/** Which knowledge: the shared corpus, or the articles a server added. */
export type KnowledgeSpace = 'shared' | 'server';

/** What would change in one space. */
export interface SpacePlan {
  readonly space: KnowledgeSpace;
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
  /** The shared corpus first; a server's own only where it has any. */
  readonly plans: readonly SpacePlan[];
  /** Null without golden questions about this corpus. */
  readonly golden: GoldenTouched | null;
  /** Null before a pace was measured. */
  readonly estimatedMs: number | null;
}

/** How long a preview can be applied. */
export const PREVIEW_LIFETIME_MS = 900_000; // 15 minutes, as long as Discord lets its message live

/** How the golden questions do on one generation. Shares in [0, 1]. */
export interface GoldenScores {
  /** Questions whose articles this corpus has. */
  readonly answerable: number;
  readonly unanswerable: number;
  /** Recall@5 by article. Null without answerable questions. */
  readonly recall: number | null;
  /** Share of unanswerable questions that are refused. Null without unanswerable questions. */
  readonly abstention: number | null;
}

/** Whether a new generation does as well as the one before. */
export interface GateResult {
  readonly before: GoldenScores;
  readonly after: GoldenScores;
  /** Largest fall of either share that is let through. */
  readonly maxDrop: number;
  readonly isPassed: boolean;
}

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

/** What happens during a reindex; exactly one `end` or `error`, always last. */
export type ReindexEvent =
  | { readonly type: 'progress'; readonly at: ReindexProgress }
  /** Spaces that were up to date are not built: empty when all were. */
  | { readonly type: 'end'; readonly reports: readonly SpaceReport[] }
  | { readonly type: 'error'; readonly error: AppError };

/** A reindex under way. */
export interface RunningReindex {
  readonly startedBy: string;
  /** Null before the first event. What a server's own articles are at is told to that server alone. */
  readonly last: ReindexProgress | null;
}

/** Who reindexes what. */
export interface ReindexRequest {
  /** Null: the shared corpus alone. */
  readonly guildId: string | null;
  /** Discord's id, or `operator`. */
  readonly userId: string;
  /** Stops waiting; the reindex goes on for others, see `stop`. */
  readonly signal?: AbortSignal;
}

/**
 * Preview, apply, stop and roll back. One reindex at a time in the whole process; questions are
 * answered from the old generation until the new one takes over.
 */
export interface ReindexDesk {
  /** Says what would change. @throws AppError of the store */
  preview(request: ReindexRequest): Promise<ReindexPreview>;
  /** Whether a preview is still there, and for which server. */
  previewed(previewId: string): { readonly guildId: string | null } | null;
  /** Forgets a preview. Idempotent. */
  cancel(previewId: string): void;
  running(): RunningReindex | null;
  /**
   * Begins, or joins the one under way and sees its events from here on; of a server's own articles
   * only those of the own server. Slow readers miss progress, never the end. Never throws.
   */
  apply(request: ReindexRequest): AsyncIterable<ReindexEvent>;
  /** Ends the one under way; nothing half-built stays. False when none was. */
  stop(): boolean;
  /** Back to the generation before. @throws AppError `index-missing` when there is none */
  rollBack(space: KnowledgeSpace, guildId: string | null): Promise<GenerationInfo>;
  /** Serves the generation the gate kept aside. @throws AppError `index-missing` when there is none */
  serveAside(space: KnowledgeSpace, guildId: string | null): Promise<GenerationInfo>;
  /** Removes the generation the gate kept aside. Idempotent. */
  discardAside(space: KnowledgeSpace, guildId: string | null): Promise<void>;
}
