import { expect, test } from 'vitest';
import type { Judged, Parts } from '../../src/answering/chain-parts.ts';
import { conclude } from '../../src/answering/finish-answer.ts';
import type { Outcome } from '../../src/answering/receipt.ts';
import type { Answer } from '../../src/domain/answer.ts';
import { GENERATION } from '../fakes/fake-index.ts';

const PARTS = {
  clock: { elapsed: () => 5 },
  words: { reason: (_: unknown, reason: string) => reason, nearest: () => '' },
} as unknown as Parts;

function concluded(chance: number, end: Outcome['end'] = 'whole'): Answer {
  const input = {
    ...{ id: 'a', question: 'What happened?', language: 'en', chance, chat: null, startedAtMs: 0 },
    ...{
      retrievalMs: 1,
      retrieval: { ranked: [], considered: [] },
      candidates: { passages: [], statements: [] },
    },
    index: { describe: () => GENERATION },
  } as unknown as Judged;
  const checker = { text: 'The mill burnt down [1].', citations: [], unsupported: 0, dropped: [] };
  const outcome = {
    ...{ checker, isRefused: false, failure: null, end, taken: [], firstTokenMs: 1 },
    ...{ report: null, dropped: [], asked: { sha256: '', tokens: {}, cut: 0 } },
  } as unknown as Outcome;
  const event = conclude(input, outcome, PARTS);
  if (!('answer' in event)) throw new Error('There is no answer.');
  return event.answer;
}

test('an answer that is likely has nothing to be said of it', () => {
  expect(concluded(0.8)).toMatchObject({ mode: 'generated', reason: null });
});

test('one that stands where an answer was unlikely is told as not sure', () => {
  expect(concluded(0.35)).toMatchObject({ mode: 'generated', reason: 'answer-unsure' });
});

test('that it was cut goes first', () => {
  expect(concluded(0.35, 'cut')).toMatchObject({ reason: 'answer-cut' });
});
