import type { WholeBuildCause } from '../../domain/index-store.ts';
import type { EmbedderInfo } from '../../domain/ports.ts';
import { CHUNKER_VERSION } from '../chunking/chunk-article.ts';
import { FORMAT_VERSION, type Manifest } from '../generation/manifest.ts';
import { ANALYSER_VERSION } from '../../text/text-analysis.ts';

/** Longest passage with its trail when there is no embedder to ask. */
const DEFAULT_MAX_TOKENS = 512;
/** Room for the embedder's prefix and its own marks. */
const RESERVED_TOKENS = 24;
/** The estimate of tokens may be a little low for some texts. */
const ESTIMATE_MARGIN = 0.95;

/** A generation that a build can start from. */
export interface BaseGeneration {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** What a build begins with. */
export interface BuildStart {
  /** Null: everything is written anew. */
  readonly base: BaseGeneration | null;
  readonly cause: WholeBuildCause | null;
  /** Longest passage with its trail, in estimated tokens. */
  readonly maxTokens: number;
}

/** Whether this version of Cria can open a generation. */
export function isReadable(manifest: Manifest): boolean {
  return manifest.formatVersion === FORMAT_VERSION && manifest.analyserVersion === ANALYSER_VERSION;
}

/** Decides whether a build can start from a generation; `intact` is null when none is whole. */
export function buildStart(
  intact: BaseGeneration | null,
  embedder: EmbedderInfo | null,
): BuildStart {
  const maxTokens =
    Math.floor((embedder?.maxTokens ?? DEFAULT_MAX_TOKENS) * ESTIMATE_MARGIN) - RESERVED_TOKENS;
  const cause = causeOf(intact?.manifest ?? null, embedder, maxTokens);
  return { base: cause === null ? intact : null, cause, maxTokens };
}

function causeOf(
  manifest: Manifest | null,
  embedder: EmbedderInfo | null,
  maxTokens: number,
): WholeBuildCause | null {
  if (manifest === null) return 'first';
  if (!isReadable(manifest) || manifest.chunkerVersion !== CHUNKER_VERSION) return 'version';
  const before = manifest.embedder;
  if (before?.digest !== embedder?.digest || before?.dimensions !== embedder?.dimensions) {
    return 'embedder';
  }
  return manifest.maxTokens === maxTokens ? null : 'version';
}
