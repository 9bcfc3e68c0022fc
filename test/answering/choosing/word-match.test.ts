import { describe, expect, it, test } from 'vitest';
import { askedWords, heldShare, wordBag } from '../../../src/answering/choosing/word-match.ts';

describe('a day is one word of a question, however both write it', () => {
  const bag = wordBag('Das Modell erschien am 18. Juli 2023.', 'de');
  it.each(['18.07.2023', '2023-07-18', '07/18/2023', 'July 18', '18.7.23'])('%s', (day) => {
    const stems = askedWords(`Was geschah am ${day}?`, 'de');
    expect(stems.filter((stem) => heldShare(bag, stem) === 1)).toHaveLength(1);
    expect(stems.some((stem) => /^(?:07|18|2023|juli)/u.test(stem))).toBe(false);
  });

  it('another day is another word', () => {
    const stems = askedWords('Was geschah am 19.07.2023?', 'de');
    expect(stems.filter((stem) => heldShare(bag, stem) > 0)).toEqual([]);
  });
});

test.each([
  ['Was ist die GDPR?', 'Die DSGVO gilt seit 2018.', 'de'],
  ['Which LLM?', 'Das Sprachmodell ist klein.', 'de'],
  ['Welche Grafikkarte?', 'A GPU is enough.', 'en'],
])('%s is held by: %s', (question, text, language) => {
  const bag = wordBag(text, language);
  expect(askedWords(question, language).some((stem) => heldShare(bag, stem) === 1)).toBe(true);
});
