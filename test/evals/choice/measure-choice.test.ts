import { expect, test } from 'vitest';
import { measureChoice } from '../../../evals/choice/measure-choice.ts';
import type { CoverageQuestion } from '../../../evals/coverage/coverage-question.ts';
import { FakeIndex } from '../../fakes/fake-index.ts';
import { rankedPassages } from '../../fakes/passages.ts';

const INDEX = new FakeIndex(
  rankedPassages([
    {
      title: 'The Kestrel ferry',
      section: 'Ship',
      text: 'The Kestrel carries 40 cars. Tea is served. She was built by Harland.',
    },
  ]),
);

function question(q: string, facts: readonly string[], isAnswerable = true): CoverageQuestion {
  const rest = { articles: ['article-1'], section: '', isAnswerable };
  return { id: q, q, language: 'en', topic: 'ferries', facts, ...rest };
}

test('what stands first, what is chosen, and what no statement holds are told apart', async () => {
  const rows = await measureChoice({
    questions: [
      question('How many cars does the Kestrel carry?', ['40']),
      question('How many cars does the Kestrel carry?', ['Harland']),
      question('How many cars does the Kestrel carry?', ['1931']),
      question('What is the weather?', [], false),
    ],
    index: INDEX,
    embedder: null,
    budgetTokens: 300,
  });
  expect(rows).toEqual([
    {
      ...{ topic: 'ferries', questions: 2, of: 3 },
      ...{ first: 0.5, amongThree: 1, amongFive: 1, chosen: 0.5, statements: 1 },
      tokens: expect.any(Number) as number,
    },
  ]);
});
