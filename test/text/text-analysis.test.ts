import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analysePassageText, readWords, umlautVariant } from '../../src/text/text-analysis.ts';

describe('readWords', () => {
  test.each<[string, readonly string[]]>([
    ['llama2', ['llama', '2+llama2']],
    ['Llama 2', ['llama', '2+llama2']],
    ['GPT-4', ['gpt', '4+gpt4']],
    ['13B', ['13', 'b+13b']],
    ['13 B', ['13', 'b+13b']],
    ['4chan', ['4', 'chan+4chan']],
    ['4.096 Token', ['4096', 'token']],
    ['4,096 tokens', ['4096', 'tokens']],
    ['GPT-3.5', ['gpt', '3_5+gpt3_5']],
    ['in 2023', ['in', '2023']],
    ['a/b "c" (d)*', ['a', 'b', 'c', 'd']],
    ['', []],
  ])('reads %j', (text, expected) => {
    const read = readWords(text).map(({ text: word, joined }) =>
      joined === null ? word : `${word}+${joined}`,
    );
    expect(read).toEqual(expected);
  });

  test('gives only letters, digits and _, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        for (const term of analysePassageText(text, 'de'))
          expect(term).toMatch(/^[\p{L}\p{M}\p{N}_]+$/u);
      }),
    );
  });
});

test.each(['2023-07-18', '18.07.2023', '07/18/2023', '18. Juli 2023', 'July 18, 2023'])(
  'a day is found by the same terms however it is written: %s',
  (day) => {
    const terms = analysePassageText(`Es kam am ${day} heraus.`, 'de');
    expect(terms).toEqual(expect.arrayContaining(['d20230718', 'd0718', 'm202307']));
  },
);

describe('umlautVariant', () => {
  test.each([
    ['groesse', 'grosse'],
    ['ueber', 'uber'],
    ['neue', null],
    ['steuer', null],
    ['quelle', null],
    ['bauer', null],
  ])('%s: %s', (word, variant) => {
    expect(umlautVariant(word)).toBe(variant);
  });
});
