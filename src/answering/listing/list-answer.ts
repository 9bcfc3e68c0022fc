import { sourceOf } from '../../domain/passage.ts';
import type { Citation } from '../../domain/answer.ts';
import type { PassageIndex } from '../../domain/ports.ts';
import type { RankedPassage } from '../../domain/passage.ts';
import { roundMarks } from '../../text/round-marks.ts';
import { listItems } from './list-items.ts';
import { listWish } from './list-wish.ts';

/** Passages that are looked through for a list; an answer is chosen from 8. */
export const LISTED_PASSAGES = 200;
/** Most items of a list; further ones are counted. */
export const MAX_ITEMS = 15;
/** One thing is no list. */
const LEAST_ITEMS = 2;

/** Where a list is gathered from. */
export interface ListInput {
  readonly found: readonly RankedPassage[];
  readonly index: Pick<PassageIndex, 'search'>;
  readonly language: string;
  /** Of the question; null or absent: only words are searched. */
  readonly embedding?: Float32Array | null | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A list of what was asked for, each item with its source. */
export interface ListAnswer {
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly passages: readonly RankedPassage[];
  /** Items that are not shown. */
  readonly more: number;
}

/**
 * A list out of many passages, where one was asked for and they have it; null otherwise. No model
 * writes it: every item stands in its passage. Throws as the index.
 * @param found what the whole question found, best first; it comes before what the kind's words find
 * @param language of the answer, whose passages come before the others
 */
export async function listAnswer(question: string, input: ListInput): Promise<ListAnswer | null> {
  const wish = listWish(question);
  if (wish === null) return null;
  const { language } = input;
  const ranked = await gathered(wish.what, input);
  const own = ranked.filter(({ passage }) => passage.language === language);
  const others = ranked.filter(({ passage }) => passage.language !== language);
  const items = await listItems(wish.what, [...own, ...others], language);
  if (items.length < LEAST_ITEMS) return null;
  const shown = items.slice(0, Math.min(MAX_ITEMS, wish.most ?? MAX_ITEMS));
  const numbers = new Map<string, number>();
  const citations: Citation[] = [];
  const lines = shown.map(({ text, quote, passage }) => {
    const n = numbers.get(passage.id) ?? numbers.size + 1;
    if (!numbers.has(passage.id)) citations.push({ n, ...sourceOf(passage), quote });
    numbers.set(passage.id, n);
    return `- ${roundMarks(text)} [${n}]`;
  });
  return {
    text: lines.join('\n'),
    citations,
    passages: ranked.filter(({ passage }) => numbers.has(passage.id)),
    more: wish.most === null ? items.length - shown.length : 0,
  };
}

/** What was found for the question, then what is found by the words of the kind, then what means the same. */
async function gathered(
  what: string,
  { found, index, embedding, signal }: ListInput,
): Promise<readonly RankedPassage[]> {
  const { candidates, keywordOrder, denseOrder } = await index.search({
    text: what,
    limit: LISTED_PASSAGES,
    // A copy: the index may hand it on to another thread for good.
    embedding: embedding?.slice(),
    signal,
  });
  const byId = new Map(candidates.map((candidate) => [candidate.passage.id, candidate]));
  const known = new Set(found.map(({ passage }) => passage.id));
  const more = [...new Set([...keywordOrder, ...denseOrder])].flatMap((id) => {
    const candidate = known.has(id) ? undefined : byId.get(id);
    if (candidate === undefined) return [];
    const { passage, dense, similarity, keyword } = candidate;
    return [{ passage, scores: { dense, similarity, keyword, fused: 0 } }];
  });
  return [...found, ...more]
    .slice(0, LISTED_PASSAGES)
    .map((one, at): RankedPassage => ({ ...one, rank: at + 1 }));
}
