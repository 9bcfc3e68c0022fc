import type { Passage, RankedPassage } from '../../domain/passage.ts';
import type { Embedder, PassageIndex, Retrieval, Retrieve } from '../../domain/ports.ts';
import { judgeEvidence } from '../evidence.ts';
import { findVoices, type Voice } from './leaning.ts';
import { commonQueries, sideQueries, voicesQuery } from './queries.ts';

/** Passages taken from one query before the lists are merged. */
const PER_QUERY = 12;
/** Most passages of one article in one query's list. */
const PER_ARTICLE_FOUND = 4;
/** What a passage found by names alone is worth, beside those that several questions found. */
const VOICES_QUERY_WEIGHT = 0.2;

export interface GatherRequest {
  readonly sides: readonly [string, string];
  readonly topics: readonly string[];
  readonly index: PassageIndex;
  readonly embedder: Embedder | null;
  readonly retrieve: Retrieve;
  readonly signal?: AbortSignal;
}

/** What several queries found together. */
export interface Pool {
  readonly ranked: readonly RankedPassage[];
  readonly isEnough: boolean;
}

/** What was found for each side, and for both together. */
export interface Pools {
  readonly a: Pool;
  readonly b: Pool;
  readonly common: Pool;
}

/** Searches separately for each side and for the common ground. */
export async function searchAll(
  request: GatherRequest,
  sides: readonly [string, string],
): Promise<Pools> {
  const a = await searchPool(sideQueries(sides[0], request.topics), request);
  const b = await searchPool(sideQueries(sides[1], request.topics), request);
  const common = await searchPool(commonQueries(sides), request);
  return { a, b, common };
}

/**
 * One more search for each side, by the names of those who stand on it: what they say in the other
 * language is seldom among what a question about the side finds.
 */
export async function withVoices(
  { a, b, common }: Pools,
  request: GatherRequest,
  sides: readonly [string, string],
): Promise<Pools> {
  const voices = voicesIn([a, b, common], sides);
  const more = async (side: 'a' | 'b', pool: Pool): Promise<Pool> => {
    const own = voices.filter(({ leaning }) => leaning === side);
    if (own.length === 0) return pool;
    const name = side === 'a' ? sides[0] : sides[1];
    const query = voicesQuery(
      name,
      own.map(({ person }) => person.name),
    );
    const { ranked } = await searchPool([query], request);
    const known = new Set(pool.ranked.map(({ passage }) => passage.id));
    const fresh = ranked
      .filter(({ passage }) => !known.has(passage.id))
      .map((entry) => ({
        ...entry,
        scores: { ...entry.scores, fused: entry.scores.fused * VOICES_QUERY_WEIGHT },
      }));
    return { ...pool, ranked: [...pool.ranked, ...fresh].sort(byScore) };
  };
  return { a: await more('a', a), b: await more('b', b), common };
}

/** Everybody who speaks in what was found. */
export function voicesIn(
  pools: readonly Pool[],
  sides: readonly [string, string],
): readonly Voice[] {
  return findVoices(uniquePassages(pools.flatMap(({ ranked }) => ranked)), sides);
}

/** Merges the lists of several queries by their mean score. */
async function searchPool(queries: readonly string[], request: GatherRequest): Promise<Pool> {
  const { index, embedder, retrieve, signal } = request;
  const sums = new Map<string, { entry: RankedPassage; sum: number }>();
  let isEnough = false;
  for (const question of queries) {
    const found: Retrieval = await retrieve({
      question,
      index,
      embedder,
      limit: PER_QUERY,
      perArticle: PER_ARTICLE_FOUND,
      ...(signal === undefined ? {} : { signal }),
    });
    isEnough ||= judgeEvidence({ question, ...found }).isEnough;
    for (const entry of found.ranked) {
      const known = sums.get(entry.passage.id) ?? { entry, sum: 0 };
      sums.set(entry.passage.id, { entry, sum: known.sum + entry.scores.fused });
    }
  }
  const ranked = [...sums.values()]
    .map(({ entry, sum }) => ({
      ...entry,
      scores: { ...entry.scores, fused: sum / queries.length },
    }))
    .sort(byScore)
    .map((entry, at) => ({ ...entry, rank: at + 1 }));
  return { ranked, isEnough };
}

function uniquePassages(ranked: readonly RankedPassage[]): Passage[] {
  const byId = new Map(ranked.map(({ passage }) => [passage.id, passage]));
  return [...byId.values()].sort((x, y) => (x.id < y.id ? -1 : 1));
}

/** Best first; the same order on every run. */
export function byScore(a: RankedPassage, b: RankedPassage): number {
  return b.scores.fused - a.scores.fused || (a.passage.id < b.passage.id ? -1 : 1);
}
