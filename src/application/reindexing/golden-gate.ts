import { throwIfAborted } from '../../domain/errors.ts';
import type { CorpusChanges } from '../../domain/index-store.ts';
import type { Embedder, PassageIndex } from '../../domain/ports.ts';
import type { GoldenScores, TryGeneration } from '../knowledge/generation-trial.ts';
import type { IndexLease } from '../knowledge/knowledge.ts';
import { QueryCache } from '../knowledge/query-cache.ts';
import type { GoldenTouched } from './reindex-desk.ts';

/** Passages of a result that count for recall. */
export const RECALL_PASSAGES = 5;
/** Most golden questions that are asked; more are left out. */
export const MAX_GOLDEN_QUESTIONS = 2_000;
/** Below what a share of so few questions can differ by; only takes rounding out. */
const ROUNDING = 1e-9;

/** A question with what is known about its answer. */
export interface GoldenItem {
  readonly question: string;
  /** Ids of the articles that answer it; empty when none does. */
  readonly articles: readonly string[];
}

/** Reads the golden questions. @throws AppError `config-invalid` when the file cannot be read as such */
export type LoadGolden = () => Promise<readonly GoldenItem[]>;

/** What answering would make of a question before any model writes. */
export interface Judged {
  /** Article of each passage, best first. */
  readonly articles: readonly string[];
  /** Whether there is evidence enough for an answer. */
  readonly isAnswered: boolean;
}

/** Retrieves and judges as answering does. Throws as `Retrieve`. */
export type JudgeQuestion = (request: {
  readonly question: string;
  readonly index: PassageIndex;
  /** Null: keyword search only. */
  readonly embedder: Embedder | null;
  /** Most passages. */
  readonly limit: number;
  readonly signal?: AbortSignal;
}) => Promise<Judged>;

/** What the gate is built from. */
export interface GoldenGateParts {
  readonly loadGolden: LoadGolden;
  readonly judge: JudgeQuestion;
  /** Largest fall of recall or abstention that is let through, a share; 1 switches the gate off. */
  readonly maxDrop: number;
}

/** Holds new generations against the golden questions. */
export interface GoldenGate {
  /** Questions whose best passages come from what changes; null when none is about this corpus. */
  touched(
    changes: Pick<CorpusChanges, 'changed' | 'removed'>,
    served: IndexLease,
    signal?: AbortSignal,
  ): Promise<GoldenTouched | null>;
  /**
   * Measures both generations in the same way. Null when no question is about them, when their
   * vectors come from different embedders, or when the gate is off.
   */
  readonly compare: TryGeneration;
}

/** Makes the gate. Vectors of the questions are kept in memory, for one embedder at a time. */
export function createGoldenGate(parts: GoldenGateParts): GoldenGate {
  const cache = new QueryCache(MAX_GOLDEN_QUESTIONS);
  return {
    async touched(changes, served, signal) {
      const items = await relevantItems(parts, [served.index]);
      if (items.length === 0) return null;
      const changing = new Set([...changes.changed, ...changes.removed]);
      const touched: string[] = [];
      if (changing.size > 0) {
        const embedder = cachedEmbedder(served, cache);
        for (const { question } of items) {
          const found = await judgeOne(parts, { question, index: served.index, embedder, signal });
          if (found.articles.some((id) => changing.has(id))) touched.push(question);
        }
      }
      return { total: items.length, touched };
    },
    async compare(served, candidate, options = {}) {
      if (parts.maxDrop >= 1 || digestOf(served.index) !== digestOf(candidate)) return null;
      const items = await relevantItems(parts, [served.index, candidate]);
      if (items.length === 0) return null;
      const embedder = cachedEmbedder(served, cache);
      const total = items.length * 2;
      let done = 0;
      options.onProgress?.(done, total);
      const score = (index: PassageIndex): Promise<GoldenScores> =>
        scoresOf(items, async (question) => {
          const judged = await judgeOne(parts, {
            ...{ question, index, embedder },
            signal: options.signal,
          });
          done += 1;
          options.onProgress?.(done, total);
          return judged;
        });
      const before = await score(served.index);
      const after = await score(candidate);
      const { maxDrop } = parts;
      const isPassed =
        !hasFallen(before.recall, after.recall, maxDrop) &&
        !hasFallen(before.abstention, after.abstention, maxDrop);
      return { before, after, maxDrop, isPassed };
    },
  };
}

/**
 * Questions about articles that one of the indexes has, and those without an answer beside them;
 * none at all when no question is about these articles.
 */
async function relevantItems(
  { loadGolden }: GoldenGateParts,
  indexes: readonly PassageIndex[],
): Promise<readonly GoldenItem[]> {
  const items = (await loadGolden()).slice(0, MAX_GOLDEN_QUESTIONS);
  const lists = await Promise.all(indexes.map((index) => index.articles()));
  const known = new Set(lists.flat().map(({ id }) => id));
  const isKnown = ({ articles }: GoldenItem): boolean => articles.some((id) => known.has(id));
  if (!items.some(isKnown)) return [];
  return items.filter((item) => item.articles.length === 0 || isKnown(item));
}

function judgeOne(
  { judge }: GoldenGateParts,
  {
    signal,
    ...asked
  }: {
    question: string;
    index: PassageIndex;
    embedder: Embedder | null;
    signal: AbortSignal | undefined;
  },
): Promise<Judged> {
  throwIfAborted(signal);
  return judge({ ...asked, limit: RECALL_PASSAGES, ...(signal === undefined ? {} : { signal }) });
}

async function scoresOf(
  items: readonly GoldenItem[],
  judge: (question: string) => Promise<Judged>,
): Promise<GoldenScores> {
  const count = { answerable: 0, found: 0, unanswerable: 0, refused: 0 };
  for (const { question, articles } of items) {
    const judged = await judge(question);
    if (articles.length > 0) {
      count.answerable += 1;
      if (judged.articles.some((id) => articles.includes(id))) count.found += 1;
    } else {
      count.unanswerable += 1;
      if (!judged.isAnswered) count.refused += 1;
    }
  }
  const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
  return {
    answerable: count.answerable,
    unanswerable: count.unanswerable,
    recall: share(count.found, count.answerable),
    abstention: share(count.refused, count.unanswerable),
  };
}

function hasFallen(before: number | null, after: number | null, maxDrop: number): boolean {
  return before !== null && after !== null && before - after > maxDrop + ROUNDING;
}

function cachedEmbedder(served: IndexLease, cache: QueryCache): Embedder | null {
  const embedder = served.usableEmbedder();
  const digest = digestOf(served.index);
  return embedder === null || digest === null ? null : cache.over(embedder, digest);
}

function digestOf(index: PassageIndex): string | null {
  return index.describe().embedder?.digest ?? null;
}
