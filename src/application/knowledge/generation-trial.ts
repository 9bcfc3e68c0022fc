import type { PassageIndex } from '../../domain/ports.ts';
import type { IndexLease } from './knowledge.ts';

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

/** How to measure. */
export interface GateOptions {
  readonly signal?: AbortSignal;
  /** Called before the first and after each question of either generation. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Tries a finished generation against the one that serves, whatever it was built for; one that does
 * not pass is kept aside. Null when nothing can be compared: it is let through then. Throws as
 * `Retrieve`.
 */
export type TryGeneration = (
  served: IndexLease,
  candidate: PassageIndex,
  options?: GateOptions,
) => Promise<GateResult | null>;
