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
    'Found too: Alpaka › Wolle and 3 more',
    'Shown with 4 messages and edits.',
    'Made with: Cria 1.2.3, m (weights abc, window 4096, answer up to 512 tokens).',
  ]);
});

test('the time before its turn and the moments it was shown at stand beside the work, on one scale', () => {
  const timingsMs = { retrieval: 200, firstToken: 900, total: 1_500 };
  const times = { turn: { waitMs: 400, beganMs: 450 }, edits: 3, editsAtMs: [5, 1_400, 2_000] };
  const { steps } = inspectionOf(answerOf({ timingsMs, receipt: { ...RECEIPT, ...times } }), 'en');
  expect(steps).toEqual([
    { step: 'queue', startMs: 0, endMs: 400 },
    { step: 'search', startMs: 450, endMs: 650 },
    { step: 'firstWord', startMs: 650, endMs: 1_350 },
    { step: 'writing', startMs: 1_350, endMs: 1_950 },
    { step: 'edits', startMs: 5, endMs: 2_000, atMs: [5, 1_400, 2_000] },
  ]);
});

test('who joined an answer that was being written came after its beginning', () => {
  const timingsMs = { retrieval: 200, firstToken: 900, total: 1_500 };
  const times = { turn: { waitMs: 0, beganMs: -700 }, edits: 1, editsAtMs: [10] };
  const { steps } = inspectionOf(answerOf({ timingsMs, receipt: { ...RECEIPT, ...times } }), 'en');
  expect(steps.map(({ step, startMs }) => [step, startMs])).toEqual([
    ['search', 0],
    ['firstWord', 200],
    ['writing', 900],
    ['edits', 710],
  ]);
});

test('a receipt of an earlier version has the steps of the work alone', () => {
  const timingsMs = { retrieval: 200, firstToken: 900, total: 1_500 };
  const { steps } = inspectionOf(answerOf({ timingsMs, receipt: { ...RECEIPT, edits: 4 } }), 'en');
  expect(steps.map(({ step }) => step)).toEqual(['search', 'firstWord', 'writing']);
});

test('an answer without a receipt has none', () => {
  expect(inspectionOf(answerOf(), 'de').receipt).toBeNull();
});

test('a debate is told by what was found, sorted and shown, with the time the sorting took', () => {
  const debate = {
    ...{ names: ['Atlas', 'Zephyr'] as const, articles: 2, about: 9, byRules: [3, 4] as const },
    ...{ sorting: { asked: 8, sure: 6, moved: 1, ms: 1_200 }, shown: 6 },
  };
  const kept = answerOf({ receipt: { ...RECEIPT, prompt: null, debate }, model: 'm' });
  const { receipt, steps } = inspectionOf(kept, 'en');
  expect(receipt?.notes[0]).toMatch(/^Found: 40 statements in 2 articles, 9 of them/u);
  expect(receipt?.notes[1]).toMatch(/^Sorted by m, 1\.2 s: 8 statements/u);
  const [search, sorting] = steps;
  const startMs = search?.endMs ?? 0;
  expect(sorting).toEqual({ step: 'sorting', startMs, endMs: startMs + 1_200 });
});
