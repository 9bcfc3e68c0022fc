import type { IndexStore } from './index-store.ts';
import type { Article, Passage } from './passage.ts';
import type { Calibration, EmbedderInfo, GenerationInfo, PassageIndex } from './ports.ts';

/*
 * The seam between what builds an index and what keeps it. A build reads the corpus, cuts it into
 * passages and has them embedded, whatever the store is. A store has two ends: `GenerationStore` in
 * the main thread, and `GenerationWriter` in the thread that builds.
 */

/** An article of a generation. */
export interface GenerationArticle {
  readonly id: string;
  /** Path of its file below the corpus folder. */
  readonly file: string;
  /** SHA-256 (hex) over the file's bytes. */
  readonly hash: string;
  /** BCP 47 primary tag. */
  readonly language: string;
  /** How many it has. */
  readonly passages: number;
}

/** What a generation has of the last one that was written as a whole, itself or one before. */
export interface WholeBuild {
  readonly passages: number;
  /** Passages that have been replaced, added or deleted since. */
  readonly touched: number;
  /** Languages with a centre of their own. */
  readonly centred: readonly string[];
}

/** All that a build knows of a generation; the store keeps it as it is. */
export interface GenerationRecord {
  readonly id: string;
  /** ISO timestamp. */
  readonly builtAt: string;
  readonly chunkerVersion: number;
  readonly analyserVersion: number;
  /** Longest passage with its trail, in estimated tokens. */
  readonly maxTokens: number;
  readonly corpusHash: string;
  /** By id. */
  readonly articles: readonly GenerationArticle[];
  readonly passages: number;
  /** Null without vectors. */
  readonly embedder: EmbedderInfo | null;
  readonly calibration: Calibration | null;
  readonly whole: WholeBuild;
  /** Pace of the last build that embedded anything, in milliseconds; null before there was one. */
  readonly embedMsPerText: number | null;
}

/** What a generation says about itself to the rest of the bot. */
export function generationInfo(record: GenerationRecord): GenerationInfo {
  const { id, builtAt, articles, passages, embedder, calibration, corpusHash } = record;
  return { id, builtAt, articles: articles.length, passages, embedder, calibration, corpusHash };
}

/**
 * What a store and its writer tell each other through a build that looks at none of it: plain values
 * that can pass between threads.
 */
export type StoreNote = Readonly<Record<string, unknown>>;

/** A finished generation that a build can start from. */
export interface StoredGeneration {
  readonly record: GenerationRecord;
  /** For `GenerationWriter.isWhole` and `GenerationContent.base`. */
  readonly note: StoreNote;
}

/** What `GenerationWriter.write` wrote, as the store has to keep it. */
export interface WrittenGeneration {
  readonly record: GenerationRecord;
  /** As `GenerationWriter.write` returned it. */
  readonly note: StoreNote;
}

/** A generation that is being built, under the lock; nobody else sees any of it before `publish`. */
export interface PendingGeneration {
  /** Where the writer has to write. */
  readonly target: StoreNote;
  /** An empty folder on this machine for what the build needs until it ends; goes with it. */
  readonly scratchDir: string;
  /** Shows other processes that the build goes on; call it at least once in ten minutes. */
  touch(): Promise<void>;
  /** Opens what was written, to try it. Close it before `publish`. @throws AppError `index-corrupt` */
  open(written: WrittenGeneration): Promise<PassageIndex>;
  /**
   * Makes it current, from one moment to the next and for good, `previous` becoming the one to roll
   * back to; or keeps it aside and declines its corpus. A crash leaves the state before or after.
   */
  publish(written: WrittenGeneration, as: PublishedAs): Promise<void>;
}

/** How a finished generation is kept. */
export type PublishedAs =
  { readonly outcome: 'current'; readonly previous: string | null } | { readonly outcome: 'aside' };

/** Keeps the generations of one corpus; what follows is promised by every store. */
export interface GenerationStore extends Pick<
  IndexStore,
  'openCurrent' | 'versions' | 'promoteAside' | 'discardAside' | 'rollBack'
> {
  /** Finished generations, those first that a build had better start from; `aside` is not among them. */
  candidates(): Promise<readonly StoredGeneration[]>;
  /**
   * Builds with the right to, which one process at a time has. Whatever `work` leaves unpublished is
   * removed, and what is served goes on being served.
   * @throws AppError `index-busy` | `disk-full` | `storage-failed`, and what `work` throws
   */
  building<T>(id: string, work: (pending: PendingGeneration) => Promise<T>): Promise<T>;
}

/** Vectors one after another; the writer may change them. */
export interface VectorBlock {
  readonly matrix: Float32Array;
  readonly dimensions: number;
}

/** What a build hands to a writer. */
export interface GenerationContent {
  readonly target: StoreNote;
  /** The generation that is taken over but for `dropped`; null: everything is written anew. */
  readonly base: StoredGeneration | null;
  /** Articles of the base that go, by id; changed ones among them. */
  readonly dropped: readonly string[];
  readonly articles: readonly (GenerationArticle & Pick<Article, 'title' | 'url'>)[];
  /** Of `articles`, in their order; can be gone through more than once. */
  readonly passages: Iterable<Passage>;
  /** Of `passages`, as the embedder made them; null to write none. */
  readonly vectors: VectorBlock | null;
  /** To be called at least every few milliseconds; ends the work by throwing. */
  readonly report: (done: number, total: number) => void;
}

/**
 * The end of a store in the thread that builds, where it may block. It finds a passage by the terms
 * of `passageTerms` (heading trail, text, parts of German compounds), the same in every store, by its
 * vector without the head start of its language, and scores both as `Candidate` says.
 */
export interface GenerationWriter {
  /** Whether a generation is as it was written; false for damage of any kind. */
  isWhole(stored: StoredGeneration): boolean | Promise<boolean>;
  /**
   * Writes a generation where only `PendingGeneration` finds it, and waits until it is on the disk.
   * Throws the faults of its store.
   */
  write(content: GenerationContent): WrittenContent | Promise<WrittenContent>;
  /**
   * Opens what was written as a reader would and asks it for its own first passage by words and by
   * vector. @throws AppError `storage-failed` when it does not hold what was written
   */
  verify(target: StoreNote, written: WrittenGeneration): void | Promise<void>;
}

/** What a writer wrote. */
export interface WrittenContent {
  /** What the store needs to open it. */
  readonly note: StoreNote;
  /** Best plain cosine of a query's vector to those just written; null where that was a part only. */
  readonly bestSimilarity: ((query: Float32Array) => number) | null;
}
