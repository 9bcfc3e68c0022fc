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
  const articles = new Map<string, { best: number; ids: Set<string> }>();
  for (const [id, { passage, score }] of found) {
    const article = articles.get(passage.articleId) ?? { best: 0, ids: new Set<string>() };
    article.best = Math.max(article.best, score);
    article.ids.add(id);
    articles.set(passage.articleId, article);
  }
  const read = [...articles]
    .sort(([a, x], [b, y]) => y.best - x.best || (a < b ? -1 : 1))
    .slice(0, MAX_ARTICLES);
  const groups = await Promise.all(
    read.map(async ([articleId, { ids }]) => {
      const all = await index.passagesOf(articleId);
      const near = (at: number): boolean =>
        all.slice(Math.max(0, at - NEIGHBOURS), at + NEIGHBOURS + 1).some(({ id }) => ids.has(id));
      return all.filter((_, at) => near(at));
    }),
  );
  const texts = groups.flat().map(({ title, section, text }) => `${title}\n${section}\n${text}`);
  const spelled: string[] = [];
  for (const name of sides) {
    spelled.push(corpusSpelling(name, texts));
    await nextTurn(undefined, { signal }); // others are waiting for the thread
  }
  const pair = sidePair(spelled as [string, string], texts);
  const isSide = (name: string): boolean => {
    const [a, b] = findMentions(name, pair);
    return a.length + b.length > 0;
  };
  const relevance = (passage: Passage, best: number): number =>
    found.get(passage.id)?.score ?? best / 2;
  const statements: Found[] = [];
  for (const [at, passages] of groups.entries()) {
    await nextTurn(undefined, { signal });
    const best = read[at]?.[1].best ?? 0;
    for (const statement of statementsOf(passages, isSide)) {
      statements.push({ ...statement, relevance: relevance(statement.passage, best) });
    }
  }
  return { pair, statements };
}

/** Every passage that any query finds, with its best score. */
async function search(
  request: GatherRequest,
): Promise<Map<string, { passage: Passage; score: number }>> {
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
  const best = new Map<string, { passage: Passage; score: number }>();
  for (const question of questions) {
    const { ranked } = await retrieve({
      ...{ question, index, embedder, signal },
      limit: SEARCH_LIMIT,
      perArticle: PER_ARTICLE,
    });
    for (const { passage, scores } of ranked) {
      const score = Math.max(best.get(passage.id)?.score ?? 0, scores.fused);
      best.set(passage.id, { passage, score });
    }
  }
  return best;
}
