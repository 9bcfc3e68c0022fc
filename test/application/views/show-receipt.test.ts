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

const SHOWN = {
  ...ANSWER.receipt!,
  ...{ turn: { waitMs: 12_300, beganMs: 12_400 }, edits: 3, editsAtMs: [100, 1_400, 2_600] },
};

test.each([
  ['de', 'war: 12,3 s.', 'Änderungen, die erste nach 0,1 s, die letzte nach 2,6 s.'],
  ['en', 'its turn: 12.3 s.', 'edits, the first after 0.1 s, the last after 2.6 s.'],
] as const)('how long it waited, and when it was shown: %s', (language, waited, shown) => {
  const text = receiptText({ ...ANSWER, receipt: SHOWN }, whyWordsFor(language));
  expect(text).toContain(waited);
  expect(text).toContain(shown);
});

test('of a wait that was none nothing is said, nor of times that an earlier version did not keep', () => {
  const receipt = { ...ANSWER.receipt!, turn: { waitMs: 0, beganMs: 2 }, edits: 1 };
  const text = receiptText({ ...ANSWER, receipt }, whyWordsFor('en'));
  expect(text).toContain('Shown with 1 message or edit.');
  expect(text).not.toContain('its turn');
});

test.each([
  ['de', '1 Satz angesehen'],
  ['en', '1 sentence looked at'],
] as const)('one is counted as one: %s', (language, counted) => {
  const receipt = { ...ANSWER.receipt!, statements: 1 };
  expect(receiptText({ ...ANSWER, receipt }, whyWordsFor(language))).toContain(counted);
});

test.each(['de', 'en'] as const)(
  'the command that searches again is named where the answer is kept: %s',
  (language) => {
    const words = whyWordsFor(language);
    expect(receiptText(ANSWER, words)).toContain('receipt -- answer1 --replay');
    expect(receiptText(ANSWER, words, false)).not.toContain('--replay');
  },
);
