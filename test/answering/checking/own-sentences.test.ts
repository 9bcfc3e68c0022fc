import { describe, expect, test } from 'vitest';
import { loadArticles } from '../../../evals/load-articles.ts';
import { ClaimChecker } from '../../../src/answering/checking/check-claim.ts';
import { statementsOf } from '../../../src/answering/choosing/statements.ts';
import { chunkArticle } from '../../../src/indexing/chunking/chunk-article.ts';

const PASSAGE_TOKENS = 400;
/** Every so many passages: enough to meet each way of writing, and quick. */
const EVERY = 4;

describe('sentences of articles', () => {
  test('stand on themselves', async () => {
    const { articles } = await loadArticles('knowledge');
    const passages = articles
      .flatMap((article) => chunkArticle(article, { maxTokens: PASSAGE_TOKENS }))
      .filter((_, at) => at % EVERY === 0);
    const refused: string[] = [];
    let checked = 0;
    for (const passage of passages) {
      const statements = statementsOf(passage.text);
      statements.forEach((text, at) => {
        const [before = '', after = ''] = [statements[at - 1], statements[at + 1]];
        const { language } = passage;
        const verdict = new ClaimChecker([{ text, passage, before, after }]).check({
          ...{ text, language, question: '', cited: [0] },
          isClose: () => null,
        });
        checked += 1;
        if (!verdict.stands) refused.push(`${verdict.fault}: ${text}`);
      });
    }
    expect(checked).toBeGreaterThan(500);
    expect(refused).toEqual([]);
  });
});
