import type { QueryWords, Spellings } from '../../domain/ports.ts';
import { QueryAnalyser, type WordGroup } from './keyword-query.ts';
import { NearSpellings } from './near-spellings.ts';
import type { SqliteDatabase } from '../files/sqlite-file.ts';

/** Scores of one passage. */
export interface KeywordScore {
  /** Group BM25, for ordering only. */
  readonly bm25: number;
  /** Share of the ideal score, in [0, 1]. */
  readonly coverage: number;
}

/** An analysed query against one index. */
export interface KeywordMatches {
  /** Labels of the best passages by falling BM25, at most the limit. */
  readonly order: readonly number[];
  readonly query: QueryWords;
  /** Scores any passages for the same query. */
  score(labels: readonly number[]): Map<number, KeywordScore>;
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
/** FTS5's own order is a first cut; this many times the limit is scored properly. */
const FIRST_CUT_FACTOR = 3;

const K1 = 0.9;
const B = 0.4;
/** Occurrences at mean length that count as all a passage can say about a word. */
const IDEAL_OCCURRENCES = 2;
const TRAIL_WEIGHT = 2;
/** A word found only inside a compound, and a compound found only by its parts. */
const PART_SHARE = 0.6;
const SPLIT_WORD_SHARE = 0.7;

const FIRST_CUT = `
  SELECT rowid FROM terms_fts WHERE terms_fts MATCH ?
  ORDER BY bm25(terms_fts, 2.0, 1.0, 0.5) LIMIT ?`;

interface TermsRow {
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

/** Searches one opened keyword index. */
export class KeywordSearch {
  readonly #analyser: QueryAnalyser;
  readonly #near: NearSpellings;
  readonly #firstCut: (expression: string, limit: number) => number[];
  readonly #terms: (label: number) => TermsRow | undefined;
  readonly #passages: number;
  readonly #meanLength: number;

  constructor(db: SqliteDatabase) {
    this.#analyser = new QueryAnalyser(db);
    this.#near = new NearSpellings(db, (word) => this.#analyser.knows(word));
    const cut = db.prepare<[string, number], number>(FIRST_CUT).pluck();
    const terms = db.prepare<[number], TermsRow>(
      'SELECT trail, text, parts, length FROM terms WHERE label = ?',
    );
    const totals = db
      .prepare<[], { passages: number; length: number }>('SELECT passages, length FROM totals')
      .get();
    this.#firstCut = (expression, limit) => cut.all(expression, limit);
    this.#terms = (label) => terms.get(label);
    this.#passages = totals?.passages ?? 0;
    this.#meanLength = Math.max((totals?.length ?? 0) / Math.max(this.#passages, 1), 1);
  }

  /** What the corpus writes for words that are nearly written so. */
  spellings(text: string): Spellings {
    return this.#near.of(text);
  }

  /** Does what would otherwise delay the first search. */
  warmUp(): void {
    this.#analyser.warmUp();
  }

  /**
   * Finds the passages that fit a text best. Any text will do: it is never read as FTS5 syntax.
   * `nearest` holds what a vector search found for the same text, null without one: with it, words
   * so common that looking all their passages up takes long only rank what is there already.
   */
  search(text: string, limit: number, nearest: readonly number[] | null = null): KeywordMatches {
    const { groups, words } = this.#analyser.analyse(text);
    const scores = new Map<number, KeywordScore>();
    const wanted = termsOf(groups);
    const scoreOf = (label: number): KeywordScore => {
      const known = scores.get(label) ?? this.#score(label, groups, wanted);
      scores.set(label, known);
      return known;
    };
    const { expression, isCut } = chooseSearched(groups, nearest !== null);
    const found = expression === null ? [] : this.#firstCut(expression, limit * FIRST_CUT_FACTOR);
    const order = [...new Set([...found, ...(isCut ? (nearest ?? []) : [])])]
      .map((label) => ({ label, bm25: scoreOf(label).bm25 }))
      .filter(({ bm25 }) => bm25 > 0)
      .sort((a, b) => b.bm25 - a.bm25 || a.label - b.label)
      .slice(0, limit)
      .map(({ label }) => label);
    return {
      order,
      query: words,
      score: (labels) => new Map(labels.map((label) => [label, scoreOf(label)])),
    };
  }

  #score(label: number, groups: readonly WordGroup[], wanted: ReadonlySet<string>): KeywordScore {
    const row = this.#terms(label);
    if (row === undefined || groups.length === 0) return { bm25: 0, coverage: 0 };
    const counts = countOccurrences(row, wanted);
    const norm = 1 - B + (B * row.length) / this.#meanLength;
    const ideal = saturate(IDEAL_OCCURRENCES, 1);
    let bm25 = 0;
    let covered = 0;
    let total = 0;
    for (const group of groups) {
      const idf = this.#idf(group.passages);
      const strength = groupStrength(group, counts, norm);
      bm25 += idf * strength;
      covered += idf * Math.min(strength / ideal, 1);
      total += idf;
    }
    return { bm25, coverage: total === 0 ? 0 : covered / total };
  }

  /** BM25's idf; an unknown word (0 passages) weighs most. */
  #idf(passages: number): number {
    return Math.log(1 + (this.#passages - passages + 0.5) / (passages + 0.5));
  }
}

interface SearchedWords {
  /** For FTS5; null when there is nothing to look for. */
  readonly expression: string | null;
  /** Words the corpus has were left out for their cost. */
  readonly isCut: boolean;
}

/** The rarest word groups within the budget. Without vectors the rarest is always among them. */
function chooseSearched(groups: readonly WordGroup[], hasVectors: boolean): SearchedWords {
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
  // Terms consist of letters, digits and _ only; quoting keeps AND, OR, NEAR from being syntax.
  const quoted = [...termsOf(searched)].map((term) => `"${term}"`);
  return {
    expression: quoted.length === 0 ? null : quoted.join(' OR '),
    isCut: searched.length < known.length,
  };
}

/** Every term that any of the groups may be found by. */
function termsOf(groups: readonly WordGroup[]): ReadonlySet<string> {
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
