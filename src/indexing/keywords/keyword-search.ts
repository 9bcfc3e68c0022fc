import type { QueryWords, Spellings } from '../../domain/ports.ts';
import { QueryAnalyser, type WordGroup } from './keyword-query.ts';
import {
  chooseSearched,
  KeywordScorer,
  termsOf,
  totalsOf,
  type CorpusTotals,
  type KeywordScore,
  type TermsRow,
} from './keyword-score.ts';
import { NearSpellings } from './near-spellings.ts';
import { sqliteWords, type SqliteWords } from './sqlite-words.ts';
import type { SqliteDatabase } from '../files/sqlite-file.ts';

/** An analysed query against one index. */
export interface KeywordMatches {
  /** Labels of the best passages by falling BM25, at most the limit. */
  readonly order: readonly number[];
  readonly query: QueryWords;
  /** Scores any passages for the same query. */
  score(labels: readonly number[]): Map<number, KeywordScore>;
}

/** FTS5's own order is a first cut; this many times the limit is scored properly. */
const FIRST_CUT_FACTOR = 3;

const FIRST_CUT = `
  SELECT rowid FROM terms_fts WHERE terms_fts MATCH ?
  ORDER BY bm25(terms_fts, 2.0, 1.0, 0.5) LIMIT ?`;

/** Searches one opened keyword index. */
export class KeywordSearch {
  readonly #words: SqliteWords;
  readonly #analyser: QueryAnalyser;
  readonly #near: NearSpellings;
  readonly #firstCut: (expression: string, limit: number) => number[];
  readonly #terms: (label: number) => TermsRow | undefined;
  readonly #totals: CorpusTotals;

  constructor(db: SqliteDatabase) {
    this.#words = sqliteWords(db);
    this.#analyser = new QueryAnalyser(this.#words);
    this.#near = new NearSpellings(this.#words, (word) => this.#analyser.knows(word));
    const cut = db.prepare<[string, number], number>(FIRST_CUT).pluck();
    const terms = db.prepare<[number], TermsRow>(
      'SELECT trail, text, parts, length FROM terms WHERE label = ?',
    );
    const totals = db
      .prepare<[], { passages: number; length: number }>('SELECT passages, length FROM totals')
      .get();
    this.#firstCut = (expression, limit) => cut.all(expression, limit);
    this.#terms = (label) => terms.get(label);
    this.#totals = totalsOf(totals?.passages ?? 0, totals?.length ?? 0);
  }

  /** What the corpus writes for words that are nearly written so. */
  spellings(text: string): Spellings {
    return this.#near.of(text);
  }

  /** Does what would otherwise delay the first search. */
  warmUp(): void {
    this.#words.warmUp();
  }

  /**
   * Finds the passages that fit a text best. Any text will do: it is never read as FTS5 syntax.
   * `nearest` holds what a vector search found for the same text, null without one: with it, words
   * so common that looking all their passages up takes long only rank what is there already.
   */
  search(text: string, limit: number, nearest: readonly number[] | null = null): KeywordMatches {
    const { groups, words } = this.#analyser.analyse(text);
    const scorer = new KeywordScorer(groups, this.#totals);
    const scores = new Map<number, KeywordScore>();
    const scoreOf = (label: number): KeywordScore => {
      const known = scores.get(label) ?? scorer.score(this.#terms(label));
      scores.set(label, known);
      return known;
    };
    const { groups: searched, isCut } = chooseSearched(groups, nearest !== null);
    const found =
      searched.length === 0 ? [] : this.#firstCut(orOf(searched), limit * FIRST_CUT_FACTOR);
    const all = [...found, ...(isCut ? (nearest ?? []) : [])];
    return {
      order: bestByBm25(all, (label) => scoreOf(label).bm25, limit),
      query: words,
      score: (labels) => new Map(labels.map((label) => [label, scoreOf(label)])),
    };
  }
}

/** Terms consist of letters, digits and _ only; quoting keeps AND, OR, NEAR from being syntax. */
function orOf(groups: readonly WordGroup[]): string {
  return [...termsOf(groups)].map((term) => `"${term}"`).join(' OR ');
}

/** The best by falling BM25, those that fit at all; equals by label. */
export function bestByBm25(
  labels: Iterable<number>,
  bm25Of: (label: number) => number,
  limit: number,
): number[] {
  return [...new Set(labels)]
    .map((label) => ({ label, bm25: bm25Of(label) }))
    .filter(({ bm25 }) => bm25 > 0)
    .sort((a, b) => b.bm25 - a.bm25 || a.label - b.label)
    .slice(0, limit)
    .map(({ label }) => label);
}
