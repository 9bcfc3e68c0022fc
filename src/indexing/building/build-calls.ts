import type {
  StoredGeneration,
  StoreNote,
  WrittenGeneration,
} from '../../domain/generation-store.ts';
import type { CorpusFault } from '../../domain/index-store.ts';
import type { Calibration } from '../../domain/ports.ts';
import type { Call } from '../threads/index-worker-protocol.ts';
import type { EmbeddingOwner } from '../vectors/embedding-cache.ts';
import type { FileStatesPlace } from '../corpus/file-states.ts';
import type { StuckFile } from '../corpus/scan-corpus.ts';
import type { ComparedBase, CorpusDelta } from './corpus-delta.ts';

/** What to read, and what is known of it already. */
export interface CorpusInput {
  readonly knowledgeDir: string;
  readonly maxTokens: number;
  /** Null: everything is written anew. */
  readonly base: ComparedBase | null;
  /** Files that no build got through; left out while they are what they were. */
  readonly stuck: readonly StuckFile[];
  /** Where is remembered what the files were; absent: all are read. */
  readonly states?: FileStatesPlace;
}

/** A corpus as it was read and compared. */
export interface LoadedDelta extends CorpusDelta {
  readonly faults: readonly CorpusFault[];
  readonly corpusHash: string;
  /** Passages that have to be written. */
  readonly stagedPassages: number;
}

/** Requests to a `build` worker, in the order in which a plan or a build makes them. */
export interface BuildCalls {
  /** As `GenerationWriter.isWhole`. */
  readonly isWhole: Call<StoredGeneration, boolean>;
  /** Reads the corpus and counts; writes nothing. */
  readonly plan: Call<
    CorpusInput & {
      readonly cache: { readonly folder: string; readonly owner: EmbeddingOwner } | null;
    },
    LoadedDelta & {
      /** Passages to write whose vector the cache lacks. */
      readonly missingPassages: number;
    }
  >;
  /** Reads the corpus and chunks what is not known; the passages wait in a file in `scratchDir`. */
  readonly load: Call<{ readonly corpus: CorpusInput; readonly scratchDir: string }, LoadedDelta>;
  /** Takes the vectors that are there already. */
  readonly useCache: Call<
    {
      readonly folder: string;
      readonly owner: EmbeddingOwner;
      readonly nowMs: number;
      /** Whether the questions of the calibration are embedded too. */
      readonly isCalibrated: boolean;
    },
    {
      /** Distinct texts of passages and questions to embed. */
      readonly missingTexts: number;
      /** Passages without and with a vector; they may share a text. */
      readonly newPassages: number;
      readonly reusedPassages: number;
      /** The cache file was no database and began anew. */
      readonly wasReplaced: boolean;
    }
  >;
  /** The next texts without a vector, at most `limit`; none when all have one. */
  readonly nextPassageTexts: Call<{ readonly limit: number }, readonly string[]>;
  readonly nextQueryTexts: Call<{ readonly limit: number }, readonly string[]>;
  /** Vectors of the texts asked for last, in one row. */
  readonly storeVectors: Call<{ readonly vectors: Float32Array<ArrayBuffer> }, null>;
  /** Hands what was loaded and embedded to the writer; `base` null: as a whole. */
  readonly write: Call<
    { readonly target: StoreNote; readonly base: StoredGeneration | null },
    {
      readonly note: StoreNote;
      readonly calibration: Calibration | null;
      /** Files of the articles with a passage that has no vector. */
      readonly withoutVector: readonly string[];
    }
  >;
  /** As `GenerationWriter.verify`. */
  readonly verify: Call<{ readonly target: StoreNote; readonly written: WrittenGeneration }, null>;
  /** Closes the files of the worker. */
  readonly finish: Call<null, null>;
}
