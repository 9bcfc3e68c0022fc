import { expect, test } from 'vitest';
import { receiptText } from '../../../src/application/views/show-receipt.ts';
import type { Answer } from '../../../src/domain/answer.ts';
import { whyWordsFor } from '../../../src/words/why-words.ts';

const ANSWER: Answer = {
  ...{ id: 'answer1', question: 'Where is the mill?', language: 'en', mode: 'abstained' },
  ...{ reason: 'no-evidence', answer: '', citations: [], passages: [], unverified: 0 },
  ...{ timingsMs: { retrieval: 3, firstToken: null, total: 3 }, model: null, index: 'g1' },
  receipt: { chance: 0.1, statements: 4, prompt: null, leftOut: [], leftOutMore: 0 },
};

test.each(['de', 'en'] as const)(
  'the command that searches again is named where the answer is kept: %s',
  (language) => {
    const words = whyWordsFor(language);
    expect(receiptText(ANSWER, words)).toContain('receipt -- answer1 --replay');
    expect(receiptText(ANSWER, words, false)).not.toContain('--replay');
  },
);
