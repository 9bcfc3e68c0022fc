import { expect, test } from 'vitest';
import { withNotes, type NotedAnswer } from '../../../src/application/asking/answer-notes.ts';
import { wordsFor } from '../../../src/words/words.ts';
import { answerOf } from '../../fakes/stored.ts';

function noted(more: Partial<NotedAnswer>): string[] {
  const { answer, note } = withNotes({
    answer: answerOf({
      language: 'en',
      mode: 'abstained',
      reason: 'no-evidence',
      answer: 'Nothing.',
    }),
    isThirdLanguage: false,
    hasVectors: false,
    languages: ['de', 'de', 'en'],
    words: (language) => wordsFor(language).notes,
    ...more,
  });
  return [note ?? '', answer];
}

test('a third language is told in the language of the answer', () => {
  expect(noted({ isThirdLanguage: true })[0]).toMatch(/^I only answer in German and English/u);
  const answer = answerOf({ language: 'de' });
  expect(noted({ isThirdLanguage: true, answer })[0]).toMatch(/^Ich antworte nur auf Deutsch/u);
  expect(noted({})[0]).toBe('');
});

test('nothing found by words alone says so, where most articles are in the other language', () => {
  const [, text] = noted({});
  expect(text).toMatch(/only search for words.*German words.*The nearest: “Llama”/su);
  for (const more of [{ hasVectors: true }, { languages: ['en', 'de'] }]) {
    expect(noted(more)[1]).toBe('Nothing.');
  }
});
