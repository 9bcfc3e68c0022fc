import type { GenerationRecord, StoredGeneration } from '../../domain/generation-store.ts';
import type { WholeBuildCause } from '../../domain/index-store.ts';
import type { EmbedderInfo } from '../../domain/ports.ts';
import { CHUNKER_VERSION } from '../chunking/chunk-article.ts';
import { ANALYSER_VERSION } from '../../text/text-analysis.ts';

/** Longest passage with its trail when there is no embedder to ask. */
const DEFAULT_MAX_TOKENS = 512;
/** Room for the embedder's prefix and its own marks. */
const RESERVED_TOKENS = 24;
/** The estimate of tokens may be a little low for some texts. */
const ESTIMATE_MARGIN = 0.95;

/** What a build begins with. */
export interface BuildStart {
  /** Null: everything is written anew. */
  readonly base: StoredGeneration | null;
  readonly cause: WholeBuildCause | null;
  /** Longest passage with its trail, in estimated tokens. */
  readonly maxTokens: number;
}

/** Decides whether a build can start from a generation; `intact` is null when none is whole. */
export function buildStart(
  intact: StoredGeneration | null,
  embedder: EmbedderInfo | null,
): BuildStart {
  const maxTokens =
    Math.floor((embedder?.maxTokens ?? DEFAULT_MAX_TOKENS) * ESTIMATE_MARGIN) - RESERVED_TOKENS;
  const cause = causeOf(intact?.record ?? null, embedder, maxTokens);
  return { base: cause === null ? intact : null, cause, maxTokens };
}

function causeOf(
  record: GenerationRecord | null,
  embedder: EmbedderInfo | null,
  maxTokens: number,
): WholeBuildCause | null {
  if (record === null) return 'first';
  const { chunkerVersion, analyserVersion, embedder: before } = record;
  if (chunkerVersion !== CHUNKER_VERSION || analyserVersion !== ANALYSER_VERSION) return 'version';
  if (before?.digest !== embedder?.digest || before?.dimensions !== embedder?.dimensions) {
    return 'embedder';
  }
  return record.maxTokens === maxTokens ? null : 'version';
}
