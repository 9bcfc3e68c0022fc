import { describe, expect, it } from 'vitest';
import type { Judged } from '../../src/answering/chain-parts.ts';
import { scoreStatements } from '../../src/answering/choosing/score-statements.ts';
import { statementsOf } from '../../src/answering/choosing/statements.ts';
import { quoteAnswer } from '../../src/answering/quote-answer.ts';
import { rankedPassages } from '../fakes/passages.ts';

const BUDGET = 300;

/** What is quoted of a text, whose statements are a section, or `alone` to be chosen from. */
function quoted(text: string, { question = 'What does it cost?', language = 'en', alone = false }) {
  const passages = rankedPassages([{ title: 'Ferry', section: 'Prices', text }]).map((ranked) => ({
    ranked,
    statements: statementsOf(ranked.passage.text),
  }));
  const statements = scoreStatements({ question, passages, vectors: null });
  const candidates = { passages, statements, parts: [statements] };
  const input = { question, language, candidates } as unknown as Judged;
  return quoteAnswer(input, alone ? null : statements, BUDGET);
}

describe('a section in its own words', () => {
  it('has a mark behind each sentence, and none of its own', () => {
    expect(quoted('Adults pay four pounds. Dogs [7] are free.', {})).toMatchObject({
      text: 'Adults pay four pounds [1]. Dogs are free [1].',
      passage: { title: 'Ferry', section: 'Prices' },
      quote: 'Adults pay four pounds.',
    });
  });

  it('has lists, tables and code as they are', () => {
    const list = 'Two prices hold:\n\n- Adults: four pounds.\n- Dogs: nothing.';
    expect(quoted(list, {})?.text).toBe(
      'Two prices hold [1]:\n- Adults: four pounds [1].\n- Dogs: nothing [1].',
    );
    const table = 'All is fair.\n\n| Who | Pounds | Pence |\n|---|---|---|\n| Adults | 4 | 0 |';
    expect(quoted(table, {})?.text).toBe(
      'All is fair [1].\n- **Adults** – Pounds: 4; Pence: 0 [1]',
    );
    const code = 'Ask the machine:\n\n```sh\nfares --now\n```';
    expect(quoted(code, {})?.text).toBe('Ask the machine [1]:\n```sh\nfares --now\n```\n[1]');
  });

  it('is none in another language', () => {
    expect(quoted('Adults pay four pounds.', { language: 'de' })).toBeNull();
  });
});

describe('one statement in its own words', () => {
  const text = 'The Kestrel carries 40 cars. Tea is served. Nobody knows why.';
  const question = 'Which cars does the Kestrel carry?';

  it('is the one that answers alone', () => {
    expect(quoted(text, { question, alone: true })?.text).toBe('The Kestrel carries 40 cars [1].');
  });

  it('is none in another language, of a table, and about other numbers', () => {
    expect(quoted(text, { question, alone: true, language: 'de' })).toBeNull();
    const table = '| Ferry | Carries |\n|---|---|\n| Kestrel | cars |';
    expect(quoted(table, { question, alone: true })).toBeNull();
    const other = 'Which cars does the Kestrel 7 carry?';
    expect(quoted(text, { question: other, alone: true })).toBeNull();
  });
});
