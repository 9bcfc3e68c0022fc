import { passageTrail, type RankedPassage } from '../domain/passage.ts';
import type { Candidate, PassageMatches } from '../domain/ports.ts';
import { dateTerms, findDates, type DateFact } from '../text/dates.ts';

/**
 * Weight of the keyword score in the convex combination (Bruch et al. 2023, "An Analysis of Fusion
 * Functions for Hybrid Retrieval"). It grows with how much of the question the best passage covers:
 * a question in the words of a passage is best found by words, one in another language by meaning.
 */
export const KEYWORD_WEIGHT = {
  least: 0.3,
  most: 0.6,
  /** Best keyword score from which on the weight grows. */
  growsFrom: 0.5,
} as const;

/** Keyword score from which on the keyword list has its full vote. */
export const FULL_VOTE_KEYWORD_SCORE = 0.7;

export interface FuseOptions {
  /** Most passages of one article before the rest of it goes to the end of the list. */
  readonly perArticle: number;
  /** What was asked: passages with a day that it names stand before others. Default: no day. */
  readonly question?: string;
  /** Fixed weight instead of `KEYWORD_WEIGHT`, for comparisons. */
  readonly keywordWeight?: number;
}

/**
 * Fuses both lists into one by a convex combination of scores. Dense scores are min-max scaled over
 * the candidates. Keyword scores keep their absolute meaning (share of the question they cover), so
 * that a list which cannot match, as across languages, hardly votes.
 */
export function fuse(matches: PassageMatches, options: FuseOptions): RankedPassage[] {
  const { candidates } = matches;
  const scale = denseScale(matches);
  const bestKeyword = Math.max(0, ...candidates.map((candidate) => candidate.keyword));
  const full = Math.max(bestKeyword, FULL_VOTE_KEYWORD_SCORE);
  const weight = options.keywordWeight ?? keywordWeight(bestKeyword);
  const found = candidates.map((candidate) => {
    const keyword = candidate.keyword / full;
    const fused =
      candidate.dense === null || scale === null
        ? candidate.keyword
        : (1 - weight) * scale(candidate.dense) + weight * keyword;
    return { candidate, fused };
  });
  const scored = dayFirst(found, options.question ?? '');
  scored.sort(
    (a, b) => b.fused - a.fused || compareIds(a.candidate.passage.id, b.candidate.passage.id),
  );
  return demoteCrowds(withoutCopies(scored), options.perArticle).map(
    ({ candidate, fused, alsoIn }, at) => ({
      rank: at + 1,
      passage: candidate.passage,
      ...(alsoIn.length === 0 ? {} : { alsoIn }),
      scores: {
        dense: candidate.dense,
        similarity: candidate.similarity,
        keyword: candidate.keyword,
        fused,
      },
    }),
  );
}

/**
 * Vectors hardly tell one day from another: passages with a day that was asked for have the upper half of the
 * scores, the others the lower one.
 */
function dayFirst(found: readonly Scored[], question: string): Scored[] {
  // The fullest way to tell each day: with its year, where it has one.
  const asked = daysIn(question).map((date) => dateTerms(date)[0]);
  if (asked.length === 0) return [...found];
  const ofDay = new Set(
    found.filter(({ candidate: { passage } }) => {
      const stated = daysIn(`${passageTrail(passage)}\n${passage.text}`).flatMap(dateTerms);
      return asked.some((day) => day !== undefined && stated.includes(day));
    }),
  );
  if (ofDay.size === 0) return [...found];
  return found.map((one) => ({
    ...one,
    fused: ofDay.has(one) ? (1 + Math.max(0, one.fused)) / 2 : one.fused / 2,
  }));
}

function daysIn(text: string): DateFact[] {
  return findDates(text).dates.filter(({ day }) => day !== null);
}

function keywordWeight(bestKeyword: number): number {
  const { least, most, growsFrom } = KEYWORD_WEIGHT;
  const growth = Math.max(0, bestKeyword - growsFrom) / (1 - growsFrom);
  return least + (most - least) * Math.min(1, growth);
}

/**
 * Min-max over the dense list; candidates that only the keyword list found may fall below 0, or the
 * farthest of them would flatten the differences among the near ones.
 */
function denseScale({
  candidates,
  denseOrder,
}: PassageMatches): ((cosine: number) => number) | null {
  const listed = new Set(denseOrder);
  const cosines = candidates.flatMap((candidate) =>
    candidate.dense === null || !listed.has(candidate.passage.id) ? [] : [candidate.dense],
  );
  if (cosines.length === 0) return null;
  const low = Math.min(...cosines);
  const width = Math.max(...cosines) - low;
  return (cosine) => (width === 0 ? 1 : (cosine - low) / width);
}

interface Scored {
  readonly candidate: Candidate;
  readonly fused: number;
}

/** The same text in several articles takes one place, that of the best; the others are named. */
function withoutCopies(scored: readonly Scored[]): (Scored & { readonly alsoIn: string[] })[] {
  const first = new Map<string, Scored & { readonly alsoIn: string[] }>();
  for (const entry of scored) {
    const { passage } = entry.candidate;
    const key = passage.text.replace(/\s+/gu, ' ').trim().toLowerCase();
    const known = first.get(key);
    if (known === undefined) first.set(key, { ...entry, alsoIn: [] });
    else if (!isNamed(known, passage.title)) known.alsoIn.push(passage.title);
  }
  return [...first.values()];
}

function isNamed(
  { candidate, alsoIn }: Scored & { readonly alsoIn: string[] },
  title: string,
): boolean {
  return candidate.passage.title === title || alsoIn.includes(title);
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
