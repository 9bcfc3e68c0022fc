import type { Answer, AnswerEvent } from '../../domain/answer.ts';
import type { Parts, Started } from '../chain-parts.ts';
import { namedArticle } from './named-article.ts';
import { summarise } from './summarise.ts';
import { summaryWish } from './summary-wish.ts';

/** Titles offered where no article has the name. */
const NEAREST_TITLES = 3;
/** Passages whose articles are offered where no title is near. */
const SEARCHED_PASSAGES = 20;

/**
 * The summary of an article that the question names, or that there is none of that name; null for any
 * other question. Passages that are given are summarised themselves. Throws as the index.
 */
export async function summariseNamed(
  input: Started,
  parts: Parts,
): Promise<AsyncIterable<AnswerEvent> | null> {
  const wish = summaryWish(input.question);
  if (wish === null) return null;
  const { index } = input;
  if (input.passages !== undefined) {
    const given = input.passages.map(({ passage }) => passage);
    return given.length === 0 ? null : summarise(input, given, parts);
  }
  const { article, nearest } = namedArticle(wish, await index.articles());
  const passages = article === null ? [] : await index.passagesOf(article.id);
  if (passages.length > 0) return summarise(input, passages, parts);
  return wish.isArticle ? unknown(input, await offered(wish.name, nearest, input), parts) : null;
}

/** The titles that come nearest to a name, then those of what its words find. */
async function offered(
  name: string,
  nearest: readonly string[],
  { index, signal }: Started,
): Promise<readonly string[]> {
  const found = await index.search({ text: name, limit: SEARCHED_PASSAGES, signal });
  const byId = new Map(found.candidates.map(({ passage }) => [passage.id, passage.title]));
  const titles = found.keywordOrder.flatMap((id) => byId.get(id) ?? []);
  return [...new Set([...nearest, ...titles])].slice(0, NEAREST_TITLES);
}

async function* unknown(
  input: Started,
  titles: readonly string[],
  { words, clock }: Parts,
): AsyncGenerator<AnswerEvent> {
  await Promise.resolve();
  const { id, question, language, index, startedAtMs } = input;
  const reason = 'article-unknown';
  const answer: Answer = {
    ...{ id, question, language, reason, mode: 'abstained' },
    answer: `${words.reason(language, reason)} ${words.nearest(language, titles)}`.trim(),
    ...{ citations: [], passages: [], unverified: 0, model: null },
    timingsMs: {
      retrieval: Math.round(clock.elapsed() - startedAtMs),
      firstToken: null,
      total: Math.round(clock.elapsed() - startedAtMs),
    },
    index: index.describe().id,
  };
  yield { type: 'answer-abstain', answer };
}
