import { centredLanguages } from '../vectors/language-centre.ts';
import type { GenerationArticle, GenerationRecord } from '../../domain/generation-store.ts';

/**
 * A generation is written as a whole when more than this share of the passages of the last whole one
 * has been replaced, added or deleted since: replacing all through re-used slots costs half a point of
 * recall and much time, deleted ones are still walked through, and the languages' means and the
 * calibration belong to what the corpus was then.
 */
export const MAX_WORN_SHARE = 0.3;

/** The generation a build starts from, as far as comparing with it goes. */
export type ComparedBase = Pick<GenerationRecord, 'articles' | 'whole' | 'embedder'>;

/** What is to be replaced in the base. */
export interface CorpusDelta {
  /** Articles of the base that go; changed ones among them. */
  readonly dropped: readonly string[];
  /** Passages that have been replaced, added or deleted since the last whole build. */
  readonly touched: number;
  readonly isWorn: boolean;
  /** All articles of the new generation by id. */
  readonly articles: readonly GenerationArticle[];
}

/** What of the base stays and what comes: ids of kept articles, and the new ones. */
export interface CorpusParts {
  readonly kept: readonly string[];
  readonly staged: readonly GenerationArticle[];
}

/** Compares a corpus with the base of a build. */
export function compareWithBase(base: ComparedBase, parts: CorpusParts): CorpusDelta {
  const kept = new Set(parts.kept);
  const gone = base.articles.filter(({ id }) => !kept.has(id));
  const staying = base.articles.filter(({ id }) => kept.has(id));
  const articles = articleList([...staying, ...parts.staged]);
  const { whole } = base;
  const changed = Math.max(passagesOf(gone), passagesOf(parts.staged));
  const touched = whole.touched + changed;
  const isOverdue = changed > 0 && touched > MAX_WORN_SHARE * whole.passages;
  const needsCentre =
    base.embedder !== null &&
    centredIn(articles).some((language) => !whole.centred.includes(language));
  const isWorn = isOverdue || needsCentre;
  return { dropped: gone.map(({ id }) => id), touched, isWorn, articles };
}

/** Languages that have a centre of their own where these articles are written as a whole. */
export function centredIn(articles: readonly GenerationArticle[]): string[] {
  const counts = new Map<string, number>();
  for (const { language, passages } of articles) {
    counts.set(language, (counts.get(language) ?? 0) + passages);
  }
  return centredLanguages(counts);
}

/** Passages of all articles together. */
export function passagesOf(articles: readonly GenerationArticle[]): number {
  return articles.reduce((sum, { passages }) => sum + passages, 0);
}

/** What a manifest says of articles, in the order of ids by code units. */
export function articleList(articles: readonly GenerationArticle[]): GenerationArticle[] {
  return articles
    .map(({ id, file, hash, language, passages }) => ({ id, file, hash, language, passages }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
