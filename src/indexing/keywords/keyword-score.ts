import type { WordGroup } from './keyword-query.ts';

/** Scores of one passage. */
export interface KeywordScore {
  /** Group BM25, for ordering only. */
  readonly bm25: number;
  /** Share of the ideal score, in [0, 1]. */
  readonly coverage: number;
}

/** FTS5 looks for the rarest words only: common ones cost time and decide little. */
export const MAX_SEARCHED_GROUPS = 12;
/**
 * Passages FTS5 may look at, summed over the words it is asked for. It takes about a millisecond for
 * a thousand, and the vectors find what only common words would.
 */
export const MAX_POSTINGS_BESIDE_VECTORS = 5_000;
/** The same without vectors: nothing else finds those passages, so it may take longer. */
export const MAX_POSTINGS_ALONE = 60_000;
const K1 = 0.9;
const B = 0.4;
/** Occurrences at mean length that count as all a passage can say about a word. */
const IDEAL_OCCURRENCES = 2;
const TRAIL_WEIGHT = 2;
/** A word found only inside a compound, and a compound found only by its parts. */
const PART_SHARE = 0.6;
const SPLIT_WORD_SHARE = 0.7;

/** What a passage is found by. */
export interface TermsRow {
  readonly trail: string;
  readonly text: string;
  readonly parts: string;
  readonly length: number;
}

/** How often a term occurs in a passage: as a word (the trail counting more), and as a part. */
interface Occurrences {
  word: number;
  part: number;
}

/** How many passages there are, and how long they are on average, in terms. */
export interface CorpusTotals {
  readonly passages: number;
  readonly meanLength: number;
}

/** From the number of passages and the sum of their lengths. */
export function totalsOf(passages: number, length: number): CorpusTotals {
  return { passages, meanLength: Math.max(length / Math.max(passages, 1), 1) };
}

/** Scores passages for one query. */
export class KeywordScorer {
  readonly #groups: readonly WordGroup[];
  readonly #wanted: ReadonlySet<string>;
  readonly #totals: CorpusTotals;

  constructor(groups: readonly WordGroup[], totals: CorpusTotals) {
    this.#groups = groups;
    this.#wanted = termsOf(groups);
    this.#totals = totals;
  }

  /** Of a passage by its terms; undefined scores nothing. */
  score(row: TermsRow | undefined): KeywordScore {
    if (row === undefined || this.#groups.length === 0) return { bm25: 0, coverage: 0 };
    const counts = countOccurrences(row, this.#wanted);
    const norm = 1 - B + (B * row.length) / this.#totals.meanLength;
    const ideal = saturate(IDEAL_OCCURRENCES, 1);
    let bm25 = 0;
    let covered = 0;
    let total = 0;
    for (const group of this.#groups) {
      const idf = this.idf(group.passages);
      const strength = groupStrength(group, counts, norm);
      bm25 += idf * strength;
      covered += idf * Math.min(strength / ideal, 1);
      total += idf;
    }
    return { bm25, coverage: total === 0 ? 0 : covered / total };
  }

  /** BM25's idf; an unknown word (0 passages) weighs most. */
  idf(passages: number): number {
    return Math.log(1 + (this.#totals.passages - passages + 0.5) / (passages + 0.5));
  }
}

/** What is looked for. */
export interface SearchedWords {
  /** Rarest first; each is found by any of its terms. */
  readonly groups: readonly WordGroup[];
  /** Words the corpus has were left out for their cost. */
  readonly isCut: boolean;
}

/** The rarest word groups within the budget. Without vectors the rarest is always among them. */
export function chooseSearched(groups: readonly WordGroup[], hasVectors: boolean): SearchedWords {
  const known = groups
    .filter((group) => group.passages > 0)
    .sort((a, b) => a.passages - b.passages)
    .slice(0, MAX_SEARCHED_GROUPS);
  const budget = hasVectors ? MAX_POSTINGS_BESIDE_VECTORS : MAX_POSTINGS_ALONE;
  let postings = 0;
  const searched = known.filter((group, at) => {
    postings += group.postings;
    return postings <= budget || (at === 0 && !hasVectors);
  });
  return { groups: searched, isCut: searched.length < known.length };
}

/** Every term that any of the groups may be found by. */
export function termsOf(groups: readonly WordGroup[]): ReadonlySet<string> {
  return new Set(
    groups.flatMap((group) => [...group.alternatives.map(({ term }) => term), ...group.parts]),
  );
}

/** BM25's share of an occurrence count. */
function saturate(occurrences: number, norm: number): number {
  return (occurrences * (K1 + 1)) / (occurrences + K1 * norm);
}

function groupStrength(
  group: WordGroup,
  counts: ReadonlyMap<string, Occurrences>,
  norm: number,
): number {
  let best = 0;
  for (const { term, weight } of group.alternatives) {
    best = Math.max(best, weight * strengthOf(counts.get(term), norm));
  }
  if (group.parts.length === 0) return best;
  const split = group.parts.reduce((sum, part) => sum + strengthOf(counts.get(part), norm), 0);
  return Math.max(best, (SPLIT_WORD_SHARE * split) / group.parts.length);
}

function strengthOf(count: Occurrences | undefined, norm: number): number {
  if (count === undefined) return 0;
  const part = PART_SHARE * saturate(count.part, norm);
  if (count.word === 0) return part;
  return Math.max(part, saturate(count.word + PART_SHARE * count.part, norm));
}

function countOccurrences(row: TermsRow, wanted: ReadonlySet<string>): Map<string, Occurrences> {
  const counts = new Map<string, Occurrences>();
  const count = (text: string, field: keyof Occurrences, weight: number): void => {
    for (const term of text.split(' ')) {
      if (!wanted.has(term)) continue;
      const found = counts.get(term) ?? { word: 0, part: 0 };
      found[field] += weight;
      counts.set(term, found);
    }
  };
  count(row.trail, 'word', TRAIL_WEIGHT);
  count(row.text, 'word', 1);
  count(row.parts, 'part', 1);
  return counts;
}
