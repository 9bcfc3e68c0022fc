import type { ErrorCode } from '../../domain/errors.ts';
import type { CorpusFault } from '../../domain/index-store.ts';
import type { Passage } from '../../domain/passage.ts';
import type { ArticleSummary, Calibration, PassageMatches } from '../../domain/ports.ts';
import type { ComparedBase, CorpusDelta } from '../building/corpus-delta.ts';
import type { EmbeddingOwner } from '../vectors/embedding-cache.ts';
import type { LanguageCentre } from '../vectors/language-centre.ts';
import type { Manifest } from '../generation/manifest.ts';
import type { OpenableManifest } from '../generation/open-generation.ts';
import type { GenerationQuery } from '../generation/search-generation.ts';
import type { GenerationBase, WrittenFiles } from '../generation/write-generation.ts';

/** What an index worker is started for; it does nothing else. */
export type WorkerRole = 'build' | 'search';

/** What a worker is given when it starts. */
export interface WorkerStart {
  readonly role: WorkerRole;
  /** Shared; 1 in its first place: end at the next step. */
  readonly stop: Int32Array<SharedArrayBuffer>;
}

/** One kind of request: what goes in and what comes back. */
interface Call<Input, Output> {
  readonly input: Input;
  readonly output: Output;
}

/** What to read, and what is known of it already. */
export interface CorpusInput {
  readonly knowledgeDir: string;
  readonly maxTokens: number;
  /** Null: everything is written anew. */
  readonly base: ComparedBase | null;
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
  /** Whether both files of a generation are as they were written. */
  readonly isIntact: Call<
    { readonly folder: string; readonly checksums: Manifest['checksums'] },
    boolean
  >;
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
  /** Reads the corpus and chunks what is not known; the passages wait in a file in `folder`. */
  readonly load: Call<{ readonly corpus: CorpusInput; readonly folder: string }, LoadedDelta>;
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
  /** Writes and syncs both files into an existing folder; `base` null: as a whole. */
  readonly write: Call<
    { readonly folder: string; readonly base: Omit<GenerationBase, 'dropped'> | null },
    {
      readonly written: WrittenFiles;
      readonly calibration: Calibration | null;
      /** Files of the articles with a passage that has no vector. */
      readonly withoutVector: readonly string[];
    }
  >;
  /** Opens what was written and searches it for what it must find. */
  readonly verify: Call<{ readonly folder: string; readonly manifest: OpenableManifest }, null>;
  /** Closes the files of the worker. */
  readonly finish: Call<null, null>;
}

/** Requests to a `search` worker; `open` comes first. */
export interface SearchCalls {
  readonly open: Call<
    {
      readonly folder: string;
      readonly manifest: OpenableManifest;
      /** Centres of the index whose scale the vectors are put on; null: their own. */
      readonly alignTo: readonly LanguageCentre[] | null;
    },
    null
  >;
  readonly search: Call<GenerationQuery, PassageMatches>;
  readonly articles: Call<null, readonly ArticleSummary[]>;
  readonly passagesOf: Call<{ readonly articleId: string }, readonly Passage[]>;
  /** Language centres of the vectors; null without vectors. */
  readonly centres: Call<null, readonly LanguageCentre[] | null>;
  readonly finish: Call<null, null>;
}

export interface CallsByRole {
  readonly build: BuildCalls;
  readonly search: SearchCalls;
}

export type CallMap = Readonly<Record<string, Call<unknown, unknown>>>;

/** Says how far a request is. */
export type Report = (done: number, total: number) => void;

/** A function for every request of a role. */
export type Handlers<Calls> = {
  readonly [Name in keyof Calls]: Calls[Name] extends Call<infer Input, infer Output>
    ? (input: Input, report: Report) => Output | Promise<Output>
    : never;
};

export interface WorkerRequest {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

/** An AppError on its way between threads. */
export interface ErrorData {
  readonly code: ErrorCode;
  readonly message: string;
  readonly isRetryable: boolean;
  readonly details: Readonly<Record<string, string | number>>;
}

/** What comes back for a request: how far it is, any number of times, then one outcome. */
export type WorkerResponse =
  | {
      readonly id: number;
      readonly type: 'progress';
      readonly done: number;
      readonly total: number;
    }
  | { readonly id: number; readonly type: 'output'; readonly output: unknown }
  | { readonly id: number; readonly type: 'error'; readonly error: ErrorData };
