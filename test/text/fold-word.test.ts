import { describe, expect, it } from 'vitest';
import { contentStems, foldText, foldWord, overlap } from '../../src/text/fold-word.ts';

describe('foldWord', () => {
  it.each([
    ['Größe', 'grosse'],
    ['CAFÉ', 'cafe'],
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

describe('contentStems', () => {
  it('leaves function words out and lets inflections meet', () => {
    expect(contentStems('Die Gewichte und der Lizenzen')).toEqual(new Set(['gewich', 'lizenz']));
    expect(contentStems('das Gewicht')).toEqual(contentStems('den Gewichten'));
  });
});

describe('overlap', () => {
  it('is the share of the first set that the second holds', () => {
    expect(overlap(new Set(['a', 'b']), new Set(['b', 'c', 'd']))).toBe(0.5);
    expect(overlap(new Set(['b']), new Set(['b', 'c']))).toBe(1);
  });

  it('is 0 for an empty set, not NaN', () => {
    expect(overlap(new Set(), new Set(['a']))).toBe(0);
  });
});
