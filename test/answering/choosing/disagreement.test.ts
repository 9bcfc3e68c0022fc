import { describe, expect, it } from 'vitest';
import { disagreementAmong, newerFirst } from '../../../src/answering/choosing/disagreement.ts';
import { scoreStatements } from '../../../src/answering/choosing/score-statements.ts';
import { statementsOf } from '../../../src/answering/choosing/statements.ts';
import type { Passage } from '../../../src/domain/passage.ts';
import { rankedPassages } from '../../fakes/passages.ts';

function statementsFor(question: string, articles: readonly Partial<Passage>[]) {
  const passages = rankedPassages(articles).map((ranked) => ({
    ranked,
    statements: statementsOf(ranked.passage.text),
  }));
  return { passages, statements: scoreStatements({ question, passages, vectors: null }) };
}

function between(question: string, older: string, newer: string, language = 'en') {
  const { passages, statements } = statementsFor(question, [
    { title: 'Old', section: '', text: older, published: '2023-07-18', language },
    { title: 'New', section: '', text: newer, published: '2026-02-03', language },
  ]);
  return disagreementAmong(question, statements, passages);
}

describe('an older and a newer article differ', () => {
  it.each([
    [
      'How long is the context window of Kestrel 2?',
      'The context window of Kestrel 2 holds 4,096 tokens.',
      'The context window of Kestrel 2 holds 32,000 tokens.',
      'en',
    ],
    [
      'Wie viele Token fasst das Kontextfenster von Kestrel 2?',
      'Das Kontextfenster von Kestrel 2 fasst 4.096 Token.',
      'Das Kontextfenster von Kestrel 2 fasst jetzt 32.000 Token.',
      'de',
    ],
    [
      'When does the ferry act apply?',
      'The ferry act applies from 2 August 2026.',
      'The ferry act applies from 2 December 2027.',
      'en',
    ],
    [
      'Was kostet ein Abonnement von Kestrel?',
      'Ein Abonnement von Kestrel kostete 2023 im Monat 20 Euro.',
      'Ein Abonnement von Kestrel kostet im Monat 30 Euro.',
      'de',
    ],
  ])('%s', (question, older, newer, language) => {
    const found = between(question, older, newer, language);
    expect(found?.older.text).toBe(older);
    expect(found?.newer.text).toBe(newer);
  });
});

describe('no disagreement is', () => {
  it.each([
    [
      'another version',
      'How long is the context window of Kestrel?',
      'The context window of Kestrel 2 holds 4,096 tokens.',
      'The context window of Kestrel 3 holds 32,000 tokens.',
    ],
    [
      'another thing',
      'How much memory does a model need?',
      'A model with 7 billion parameters needs 4 GB of memory.',
      'A model with 13 billion parameters needs 8 GB of memory.',
    ],
    [
      'the same number, written otherwise',
      'How many parameters does Kestrel have?',
      'Kestrel has 1.5 billion parameters.',
      'Kestrel has 1,500 million parameters in all.',
    ],
    [
      'a number of another kind',
      'How much does Kestrel need?',
      'Kestrel needs 8 GB of memory.',
      'Kestrel needs 40 percent of the memory.',
    ],
    [
      'what was not asked',
      'Who built the lighthouse?',
      'The ferry carries 40 cars to the island.',
      'The ferry carries 60 cars to the island.',
    ],
  ])('%s', (_what, question, older, newer) => {
    expect(between(question, older, newer)).toBeNull();
  });

  it('what stands in one article, in two of one day, or without a day', () => {
    const question = 'How many cars does the ferry carry?';
    const texts = ['The ferry carries 40 cars.', 'The ferry carries 60 cars.'];
    const days: readonly (readonly Partial<Passage>[])[] = [
      [
        { articleId: 'one', published: '2023-01-01' },
        { articleId: 'one', published: '2026-01-01' },
      ],
      [{ published: '2023-01-01' }, { published: '2023-01-01' }],
      [{ published: '2023-01-01' }, { published: null }],
      [{}, {}],
    ];
    for (const pair of days) {
      const { passages, statements } = statementsFor(
        question,
        pair.map((fields, at) => ({ ...fields, text: texts[at]! })),
      );
      expect(disagreementAmong(question, statements, passages)).toBeNull();
    }
  });
});

describe('the order', () => {
  const question = 'How many cars does the ferry carry?';
  const { passages, statements } = statementsFor(question, [
    { text: 'The ferry carries 40 cars.', published: '2023-01-01' },
    { text: 'The ferry is white.', published: '2020-01-01' },
    { text: 'The ferry carries 60 cars. It is loud.', published: '2026-01-01' },
  ]);

  it('has the passage of the newer before that of the older', () => {
    const pair = disagreementAmong(question, statements, passages)!;
    expect(newerFirst(statements, pair).map(({ text }) => text)).toEqual([
      'The ferry carries 60 cars.',
      'It is loud.',
      'The ferry carries 40 cars.',
      'The ferry is white.',
    ]);
  });

  it('stays where the newer stands first already', () => {
    const pair = disagreementAmong(question, statements, passages)!;
    const turned = [...statements].reverse();
    expect(newerFirst(turned, pair)).toEqual(turned);
  });
});
