import { describe, expect, it } from 'vitest';
import type { Judged } from '../../src/answering/chain-parts.ts';
import { scoreStatements } from '../../src/answering/choosing/score-statements.ts';
import { statementsOf } from '../../src/answering/choosing/statements.ts';
import { quoteAnswer } from '../../src/answering/quote-answer.ts';
import { rankedPassages } from '../fakes/passages.ts';

const QUESTION = 'What does a crossing cost?';
const vectorAt = (x: number): Float32Array => Float32Array.of(x, Math.sqrt(1 - x * x));

/** What is quoted of a section whose heading asks the question. */
async function quoted(text: string, changes: Partial<Judged> = {}, verbatim = true) {
  const question = changes.question ?? QUESTION;
  const passages = rankedPassages([{ title: 'Ferry', section: 'Prices', text }]).map((ranked) => ({
    ranked,
    statements: statementsOf(ranked.passage.text),
  }));
  const vectors = {
    question: vectorAt(1),
    headings: new Map([['Prices', vectorAt(0.9)]]),
    statements: new Map(),
    calibration: { unrelated: 0.7, related: 0.9 },
  };
  const statements = scoreStatements({ question, passages, vectors });
  const index = { passagesOf: () => Promise.resolve(passages.map(({ ranked }) => ranked.passage)) };
  const input = {
    ...{ question, language: 'en', history: [], chance: 0.9, index },
    candidates: { passages, statements, parts: [statements] },
    ...changes,
  } as unknown as Judged;
  const options = { firstTokenTargetSeconds: 10, verbatim };
  return quoteAnswer(input, { options }, 300);
}

describe('the beginning of a section that is headed by the question', () => {
  it('is the answer word for word, each sentence cited', async () => {
    expect(await quoted('Adults pay four pounds. Dogs [7] are free.')).toMatchObject({
      text: 'Adults pay four pounds [1]. Dogs are free [1].',
      passage: { title: 'Ferry', section: 'Prices' },
      quote: 'Adults pay four pounds.',
    });
  });

  it('has lists, tables and code as they are', async () => {
    const list = 'Two prices hold:\n\n- Adults: four pounds.\n- Dogs: nothing.';
    expect((await quoted(list))?.text).toBe(
      'Two prices hold [1]:\n- Adults: four pounds [1].\n- Dogs: nothing [1].',
    );
    const table = 'All is fair.\n\n| Who | Pounds | Pence |\n|---|---|---|\n| Adults | 4 | 0 |';
    expect((await quoted(table))?.text).toBe(
      'All is fair [1].\n- **Adults** – Pounds: 4; Pence: 0 [1]',
    );
    const code = 'Ask the machine:\n\n```sh\nfares --now\n```';
    expect((await quoted(code))?.text).toBe('Ask the machine [1]:\n```sh\nfares --now\n```\n[1]');
  });

  it('is left to the model in another language, on other numbers, in a talk, and where that is wanted', async () => {
    const text = 'Adults pay four pounds. Dogs are free.';
    expect(await quoted(text, { language: 'de' })).toBeNull();
    expect(await quoted(text, { question: 'What does a crossing with 2 dogs cost?' })).toBeNull();
    expect(await quoted(text, { history: [{ question: 'And?', answer: 'So.' }] })).toBeNull();
    expect(await quoted(text, { chance: 0.4 })).toBeNull();
    expect(await quoted(text, {}, false)).toBeNull();
  });
});
