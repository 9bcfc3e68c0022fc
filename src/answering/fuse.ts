import type { RankedPassage } from '../domain/passage.ts';
import type { Candidate, PassageMatches } from '../domain/ports.ts';

/**
 * Weight of the keyword score in the convex combination. 0.3 on BM25 won on five of six public
 * sets against reciprocal rank fusion (Bruch et al. 2023 describe the method).
 */
export const KEYWORD_WEIGHT = 0.3;

/** Keyword score from which on the keyword list has its full vote. */
export const FULL_VOTE_KEYWORD_SCORE = 0.5;

export interface FuseOptions {
  /** Most passages of one article before the rest of it goes to the end of the list. */
  readonly perArticle: number;
  /** Defaults to `KEYWORD_WEIGHT`. */
  readonly keywordWeight?: number;
}

/**
 * Fuses both lists into one by a convex combination of scores. Dense scores are min-max scaled over
 * the candidates. Keyword scores keep their absolute meaning (share of the question they cover), so
 * that a list which cannot match, as across languages, hardly votes.
 */
export function fuse(matches: PassageMatches, options: FuseOptions): RankedPassage[] {
  const { candidates } = matches;
  const scale = denseScale(candidates);
  const bestKeyword = Math.max(0, ...candidates.map((candidate) => candidate.keyword));
  const full = Math.max(bestKeyword, FULL_VOTE_KEYWORD_SCORE);
  const weight = options.keywordWeight ?? KEYWORD_WEIGHT;
  const scored = candidates.map((candidate) => {
    const keyword = candidate.keyword / full;
    const fused =
      candidate.dense === null || scale === null
        ? candidate.keyword
        : (1 - weight) * scale(candidate.dense) + weight * keyword;
    return { candidate, fused };
  });
  scored.sort(
    (a, b) => b.fused - a.fused || compareIds(a.candidate.passage.id, b.candidate.passage.id),
  );
  return demoteCrowds(scored, options.perArticle).map(({ candidate, fused }, at) => ({
    rank: at + 1,
    passage: candidate.passage,
    scores: {
      dense: candidate.dense,
      similarity: candidate.similarity,
      keyword: candidate.keyword,
      fused,
    },
  }));
}

function denseScale(candidates: readonly Candidate[]): ((cosine: number) => number) | null {
  const cosines = candidates.flatMap((c) => (c.dense === null ? [] : [c.dense]));
  if (cosines.length === 0) return null;
  const low = Math.min(...cosines);
  const width = Math.max(...cosines) - low;
  return (cosine) => (width === 0 ? 1 : (cosine - low) / width);
}

/** Keeps the order, but moves an article's passages beyond the first `perArticle` to the end. */
function demoteCrowds<T extends { readonly candidate: Candidate }>(
  scored: readonly T[],
  perArticle: number,
): T[] {
  const counts = new Map<string, number>();
  const kept: T[] = [];
  const crowd: T[] = [];
  for (const entry of scored) {
    const { articleId } = entry.candidate.passage;
    const count = (counts.get(articleId) ?? 0) + 1;
    counts.set(articleId, count);
    (count <= perArticle ? kept : crowd).push(entry);
  }
  return [...kept, ...crowd];
}

function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
