import { expect, test } from 'vitest';
import { inspectionOf } from '../../../src/page/inspect/inspection.ts';
import { answerOf } from '../../fakes/stored.ts';

const RECEIPT = {
  chance: 0.8,
  statements: 40,
  prompt: {
    chosen: [{ passageId: 'a#0', text: 'Ein Modell.' }],
    cut: 2,
    sha256: 'abc',
    tokens: { instructions: 90, evidence: 200, history: 0, question: 20 },
    readTokens: 300,
    writtenTokens: 30,
    tokensPerSecond: 7,
  },
  leftOut: [{ text: 'Es kam 1999.', fault: 'facts' }],
  leftOutMore: 0,
};

test('what stands behind an answer: judgement, prompt by part, and what was left out and why', () => {
  const { receipt } = inspectionOf(answerOf({ receipt: RECEIPT }), 'en');
  expect(receipt).toEqual({
    chance: 0.8,
    statements: 40,
    prompt: { tokens: RECEIPT.prompt.tokens, sentences: 1, cut: 2, sha256: 'abc' },
    leftOut: [{ text: 'Es kam 1999.', why: 'number, date or name is not there' }],
  });
});

test('an answer without a receipt has none', () => {
  expect(inspectionOf(answerOf(), 'de').receipt).toBeNull();
});
