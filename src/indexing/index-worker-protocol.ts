import type { ErrorCode } from '../domain/errors.ts';
import type { ArticleSummary, CorpusFault, EmbedderInfo, PassageMatches } from '../domain/ports.ts';
import type { EmbeddingOwner } from './embedding-cache.ts';
import type { Manifest, ManifestArticle } from './manifest.ts';
import type { OpenableManifest } from './open-generation.ts';
import type { GenerationQuery } from './search-generation.ts';

/** What an index worker is started for; it does nothing else. */
export type WorkerRole = 'build' | 'search';

/** One kind of request: what goes in and what comes back. */
interface Call<Input, Output> {
  readonly input: Input;
  readonly output: Output;
}

/** Requests to a `build` worker, in the order in which a build makes them. */
export interface BuildCalls {
  /** Reads and chunks the corpus; the passages stay in the worker. */
  readonly load: Call<
    { readonly knowledgeDir: string; readonly maxTokens: number },
    {
      readonly articles: readonly ManifestArticle[];
      readonly faults: readonly CorpusFault[];
      readonly corpusHash: string;
      readonly passages: number;
    }
  >;
  /** Takes the vectors that are there already. */
  readonly useCache: Call<
    { readonly folder: string; readonly owner: EmbeddingOwner; readonly nowMs: number },
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
  /** Writes and syncs both files into an existing folder. */
  readonly write: Call<
    { readonly folder: string; readonly embedder: EmbedderInfo | null },
    Pick<Manifest, 'ef' | 'calibration' | 'checksums'>
  >;
  /** Opens what was written and searches it for what it must find. */
  readonly verify: Call<{ readonly folder: string; readonly manifest: OpenableManifest }, null>;
  /** Closes the files of the worker. */
  readonly finish: Call<null, null>;
}

/** Requests to a `search` worker; `open` comes first. */
export interface SearchCalls {
  readonly open: Call<{ readonly folder: string; readonly manifest: OpenableManifest }, null>;
  readonly search: Call<GenerationQuery, PassageMatches>;
  readonly articles: Call<null, readonly ArticleSummary[]>;
  readonly finish: Call<null, null>;
}

export interface CallsByRole {
  readonly build: BuildCalls;
  readonly search: SearchCalls;
}

export type CallMap = Readonly<Record<string, Call<unknown, unknown>>>;

/** A function for every request of a role. */
export type Handlers<Calls> = {
  readonly [Name in keyof Calls]: Calls[Name] extends Call<infer Input, infer Output>
    ? (input: Input) => Output | Promise<Output>
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

export type WorkerResponse =
  | { readonly id: number; readonly ok: true; readonly output: unknown }
  | { readonly id: number; readonly ok: false; readonly error: ErrorData };
