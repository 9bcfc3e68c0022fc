import { describe, expect, it } from 'vitest';
import { foldText, foldWord } from '../../src/text/fold-word.ts';

describe('foldWord', () => {
  it.each([
    ['Größe', 'grosse'],
    ['CAFÉ', 'cafe'],
    ['GROẞE', 'grosse'],
    ['ﬁn', 'fin'],
    ['Ærø', 'aero'],
    ['Musk’s', "musk's"],
    ['Łódź', 'łodz'],
  ])('%s becomes %s', (word, folded) => {
    expect(foldWord(word)).toBe(folded);
  });

  it('gives the same for composed and decomposed letters', () => {
    expect(foldWord('Ge\u0308wichte'.normalize('NFC'))).toBe(foldWord('Ge\u0308wichte'));
  });
});

it('foldText leaves words and numbers, one space apart', () => {
  expect(foldText('„Llama 2“ (2023): 7,5 GB – ja!')).toBe('llama 2 2023 7,5 gb ja');
});

it('foldText takes quotes off a word, and leaves those inside', () => {
  expect(foldText("the 'Aha' of Musk's")).toBe("the aha of musk's");
});
