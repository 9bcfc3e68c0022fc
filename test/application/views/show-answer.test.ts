import { expect, test } from 'vitest';
import { isUnderstoodAnew, sourcesText } from '../../../src/application/views/show-answer.ts';
import { rankedPassages } from '../../fakes/passages.ts';
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

test('a source names the articles that hold the very same text, and shows a formula as it is read', () => {
  const [ranked] = rankedPassages([{ title: 'Llama', text: 'Es hat $7 \\times 10^9$ Parameter.' }]);
  const passages = [{ ...ranked!, alsoIn: ['Kopie', 'Noch eine'] }];
  const { articleId, section } = ranked!.passage;
  const quote = ranked!.passage.text;
  const cited = { n: 1, articleId, section, title: 'Llama', url: null, quote };
  const answer = answerOf({ answer: 'Sieben [1].', citations: [cited], passages });
  const text = sourcesText(
    answer,
    () => null,
    (titles) => `auch in ${titles.join(', ')}`,
  );
  expect(text).toContain('auch in Kopie, Noch eine');
  expect(text).toContain('Es hat 7 × 10⁹ Parameter.');
});
