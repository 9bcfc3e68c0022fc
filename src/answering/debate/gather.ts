import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Passage } from '../../domain/passage.ts';
import type { Embedder, PassageIndex, Retrieve } from '../../domain/ports.ts';
import { corpusSpelling, findMentions, isInOrder, sidePair, type SidePair } from './side-names.ts';
import { statementsOf, type Statement } from './statements.ts';

/** Passages a search takes, and most of them from one article. */
const SEARCH_LIMIT = 30;
const PER_ARTICLE = 10;
/** Passages taken in on either side of one that was found. */
const NEIGHBOURS = 1;
/** Most articles that are read. */
const MAX_ARTICLES = 24;

export interface GatherRequest {
  readonly sides: readonly [string, string];
  /** Null where only the sides are given. */
  readonly topic: string | null;
  readonly index: PassageIndex;
  readonly embedder: Embedder | null;
  readonly retrieve: Retrieve;
  readonly signal: AbortSignal;
}

/** A statement and how well its passage fits what was searched for, [0, 1]. */
export interface Found extends Statement {
  readonly relevance: number;
}

/** Everything a debate rests on; the same whichever side is A and whatever language is asked for. */
export interface Gathered {
  readonly pair: SidePair;
  readonly statements: readonly Found[];
}

/** Searches for each side and for the pair, and takes what was found apart into statements. */
export async function gather(request: GatherRequest): Promise<Gathered> {
  const { index, sides, signal } = request;
  const found = await search(request);
  const best = new Map<string, number>();
  for (const { passage, score } of found.values()) {
    best.set(passage.articleId, Math.max(best.get(passage.articleId) ?? 0, score));
  }
  const read = [...best].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, MAX_ARTICLES);
  const groups = await Promise.all(
    read.map(async ([articleId]) => {
      const all = await index.passagesOf(articleId);
      const near = (at: number): readonly Passage[] =>
        all.slice(Math.max(0, at - NEIGHBOURS), at + NEIGHBOURS + 1);
      return all.filter((_, at) => near(at).some(({ id }) => found.has(id)));
    }),
  );
  const texts = groups.flat().map(({ title, section, text }) => `${title}\n${section}\n${text}`);
  const spelled: string[] = [];
  for (const name of sides) {
    spelled.push(corpusSpelling(name, texts));
    await nextTurn(undefined, { signal }); // others are waiting for the thread
  }
  const pair = sidePair(spelled as [string, string], texts);
  const isSide = (name: string): boolean => findMentions(name, pair).flat().length > 0;
  const statements: Found[] = [];
  for (const passages of groups) {
    await nextTurn(undefined, { signal });
    for (const statement of statementsOf(passages, isSide)) {
      const { id, articleId } = statement.passage;
      const relevance = found.get(id)?.score ?? (best.get(articleId) ?? 0) / 2;
      statements.push({ ...statement, relevance });
    }
  }
  return { pair, statements };
}

/** A passage and how well it fits. */
interface Hit {
  readonly passage: Passage;
  readonly score: number;
}

/** Every passage that any query finds, with its best score. */
async function search(request: GatherRequest): Promise<Map<string, Hit>> {
  const { sides, topic, index, embedder, retrieve, signal } = request;
  const [one, other] = isInOrder(sides) ? sides : [sides[1], sides[0]];
  const questions = [
    one,
    other,
    `${one} oder ${other}: Wer sagt was, und was spricht dafür?`,
    `${one} or ${other}: who says what, and which is better?`,
    `${one} und ${other}: Worin sind sich beide einig, was ist offen?`,
    ...(topic === null ? [] : [topic]),
  ];
  const best = new Map<string, Hit>();
  for (const question of questions) {
    const limits = { limit: SEARCH_LIMIT, perArticle: PER_ARTICLE };
    const { ranked } = await retrieve({ question, index, embedder, signal, ...limits });
    for (const { passage, scores } of ranked) {
      const score = Math.max(best.get(passage.id)?.score ?? 0, scores.fused);
      best.set(passage.id, { passage, score });
    }
  }
  return best;
}
