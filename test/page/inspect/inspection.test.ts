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
    notes: [],
  });
});

test('what was found and not taken, what it took to show, and what made it, in sentences', () => {
  const model = { name: 'm', digest: 'abc', contextTokens: 4_096, maxAnswerTokens: 512 };
  const other = { passageId: 'b#1', title: 'Alpaka › Wolle', dense: 0.4, keyword: 0.1, fused: 0.2 };
  const made = { code: '1.2.3', model };
  const more = { others: [other], othersMore: 3, edits: 4, made };
  const { receipt } = inspectionOf(answerOf({ receipt: { ...RECEIPT, ...more } }), 'en');
  expect(receipt?.notes).toEqual([
    'Found too, further down: Alpaka › Wolle and 3 more',
    'Shown with 4 messages and edits.',
    'Made with: Cria 1.2.3, m (weights abc, window 4096, answer up to 512 tokens).',
  ]);
});

test('an answer without a receipt has none', () => {
  expect(inspectionOf(answerOf(), 'de').receipt).toBeNull();
});
