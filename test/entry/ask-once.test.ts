import { expect, it } from 'vitest';
import { asText } from '../../src/entry/ask-once.ts';
import { answerOf } from '../fakes/stored.ts';

it('shows an answer with all that is to be said of it', () => {
  const answer = answerOf({
    answer: 'Ein Modell [1].',
    reason: 'answer-unsure',
    note: 'Von 2023.',
  });
  const shown = asText(answer, 'Was ist Lama 2?');
  expect(shown).toMatch(/Nicht sicher.*Von 2023\. Verstanden als: „Was ist Llama 2\?“/u);
  expect(shown).toContain('Ein Modell [1].');
});

it('says nothing of a plain answer but the answer and its sources', () => {
  const [first] = asText(answerOf({ answer: 'Ein Modell [1].' }), 'Was ist Llama 2?').split('\n');
  expect(first).toContain('Ein Modell');
});
