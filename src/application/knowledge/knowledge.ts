import type { AppError } from '../../domain/errors.ts';
import type { BuildProgress } from '../../domain/index-store.ts';
import type { Embedder, GenerationInfo, PassageIndex } from '../../domain/ports.ts';

/** A generation held open for one use. */
export interface IndexLease {
  readonly index: PassageIndex;
  /**
   * The embedder, if this very generation was built with it and its server is there; null means
   * keyword search only.
   */
  readonly usableEmbedder: () => Embedder | null;
  /** Gives it back; a replaced generation closes when its last lease is given back. Idempotent. */
  readonly release: () => void;
}

/** What is served right now, and what is being built. */
export interface KnowledgeState {
  /** Null while there is none. */
  readonly generation: GenerationInfo | null;
  /** Null while nothing is built. */
  readonly building: BuildProgress | null;
  /** Finished, but it did not pass its trial: serves when somebody confirms it. Null for none. */
  readonly waiting: GenerationInfo | null;
  /** Why the last build failed; null after a success. */
  readonly lastFault: AppError | null;
}

/** What questions are answered from. */
export interface Knowledge {
  /**
   * Holds what a server may see: the shared generation, with the server's own articles where it
   * has any. Null while there is nothing. Give it back in `finally`.
   */
  acquire(guildId: string | null): IndexLease | null | Promise<IndexLease | null>;
  /** Of the shared corpus. */
  state(): KnowledgeState;
}

/** Which knowledge: the shared corpus, or the articles a server added. */
export type KnowledgeSpace = 'shared' | 'server';
