import type { Embedder, GenerationInfo, PassageIndex, ScoreScale } from './ports.ts';

/** A fault in the corpus that a person can go and mend. */
export interface CorpusFault {
  /** Path relative to the corpus folder. */
  readonly file: string;
  /** Line from 1. */
  readonly line: number;
  readonly message: string;
  /** Nothing that was read is missing for it: the article is there, or the file is none. */
  readonly isNote?: true;
}

/** How far a build is; `done` of `total` are articles or passages of the phase. */
export interface BuildProgress {
  readonly phase: 'loading' | 'embedding' | 'indexing' | 'verifying' | 'checking';
  readonly done: number;
  readonly total: number;
}

/** Articles by id, compared with the current generation. */
export interface CorpusChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** Articles that could not be read; they are left out of the generation. */
  readonly faults: readonly CorpusFault[];
}

/**
 * Why every passage is written anew instead of the changed ones only: nothing to start from, another
 * embedder, another version of Cria, or so much has changed that the graph and the means have worn.
 */
export type WholeBuildCause = 'first' | 'embedder' | 'version' | 'worn';

/** What a build would do, found without embedding anything and without writing. */
export interface IndexPlan extends CorpusChanges {
  /** Of the corpus as it was read. */
  readonly corpusHash: string;
  readonly articles: number;
  readonly passages: number;
  readonly passagesToEmbed: number;
  readonly passagesReused: number;
  /** Passages of the current generation that go. */
  readonly passagesDropped: number;
  readonly wholeBuild: WholeBuildCause | null;
  /** From the pace of the last build; null before one was measured. */
  readonly estimatedMs: number | null;
}

/** What a build did. */
export interface BuildReport extends CorpusChanges {
  readonly generation: GenerationInfo;
  readonly passagesEmbedded: number;
  readonly passagesReused: number;
  readonly passagesDropped: number;
  readonly wholeBuild: WholeBuildCause | null;
  /** `aside`: finished, and kept beside the current one because `accept` said no. */
  readonly outcome: 'current' | 'aside';
  readonly durationMs: number;
}

/** How to plan a build. */
export interface PlanOptions {
  /** Absent: plan for a generation without vectors. */
  readonly embedder?: Embedder | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: BuildProgress) => void) | undefined;
}

/** How to build a generation. */
export interface BuildOptions extends PlanOptions {
  /**
   * Asked about the finished and verified generation before it becomes current; false keeps it
   * aside. The index is closed after it. Absent: every generation is accepted.
   */
  readonly accept?: ((candidate: PassageIndex) => Promise<boolean>) | undefined;
}

/** How to open a generation. */
export interface OpenOptions {
  /**
   * Score vectors on the scale of another index, so that results of both can stand in one list. A
   * generation of another embedder, or without vectors, stays on its own.
   */
  readonly alignTo?: ScoreScale | undefined;
}

/** The generations a store holds. */
export interface IndexVersions {
  readonly current: GenerationInfo | null;
  /** Kept to roll back to. */
  readonly previous: GenerationInfo | null;
  /** Finished and not accepted; serves when somebody confirms it. */
  readonly aside: GenerationInfo | null;
  /**
   * `corpusHash` of a corpus that was rolled back or kept aside: a build of that very corpus is not
   * begun by itself. Null when there is none.
   */
  readonly declinedCorpus: string | null;
}

/** Owns the generations of one corpus on disk. */
export interface IndexStore {
  /**
   * Opens what is current; falls back to the previous generation when that one is damaged.
   * Null when there is none yet.
   * @throws AppError `index-corrupt` (nothing usable) | `index-mismatch`
   */
  openCurrent(options?: OpenOptions): Promise<PassageIndex | null>;
  /** Reads the corpus and says what `build` would do. @throws AppError as `build` */
  plan(options: PlanOptions): Promise<IndexPlan>;
  /**
   * Builds a new generation beside the current one and makes it current; the old one keeps serving
   * until then, and stays when anything fails. Changed articles alone are embedded and replaced
   * where that is possible.
   * @throws AppError `corpus-unreadable` | `corpus-invalid` | `disk-full` | `index-busy` | `model-*` | `cancelled`
   */
  build(options: BuildOptions): Promise<BuildReport>;
  versions(): Promise<IndexVersions>;
  /**
   * Makes the generation kept aside current. @throws AppError `index-missing` when there is none,
   * `index-corrupt`, `index-busy`
   */
  promoteAside(): Promise<GenerationInfo>;
  /** Removes the generation kept aside; its corpus stays declined. Idempotent. @throws AppError `index-busy` */
  discardAside(): Promise<void>;
  /**
   * Makes the previous generation current and the current one the previous. The corpus of what was
   * current is declined.
   * @throws AppError `index-missing` when there is none, `index-corrupt`, `index-busy`
   */
  rollBack(): Promise<GenerationInfo>;
  /** `corpusHash` of the corpus as it is on disk now, without chunking or embedding. */
  corpusHash(signal?: AbortSignal): Promise<string>;
  /**
   * Files that seem to be what they were at the last build are not read again; after this all are, once.
   * For file systems whose times are in doubt.
   */
  forgetFiles(): Promise<void>;
}
