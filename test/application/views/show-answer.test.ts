import { expect, test } from 'vitest';
import { isUnderstoodAnew } from '../../../src/application/views/show-answer.ts';
import { answerOf } from '../../fakes/stored.ts';

test.each([
  ['Wann war das?', 'Wann kam Llama 2 heraus?', true],
  ['Was ist ChatGTP?', 'Was ist ChatGPT?', true],
  ['Was ist Llama 2?', 'Was ist Llama 2?', false],
  ['Hallo, was ist RAG?', 'was ist RAG?', false],
  ['und wann?', 'Leck Llama-Gewichte: und wann?', false],
])('%s answered as %s is told: %s', (asked, question, told) => {
  expect(isUnderstoodAnew(answerOf({ question }), asked)).toBe(told);
});
