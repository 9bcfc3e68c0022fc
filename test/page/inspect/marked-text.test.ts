import { expect, test } from 'vitest';
import { markedText } from '../../../src/page/inspect/marked-text.ts';

const TEXT = 'One. Two. Three.';

test('marks the sentences that were used, and loses nothing', () => {
  const parts = markedText(TEXT, [
    { n: 2, quote: 'Three.' },
    { n: 1, quote: 'One.' },
  ]);
  expect(parts).toEqual([
    { text: 'One.', n: 1 },
    { text: ' Two. ', n: null },
    { text: 'Three.', n: 2 },
  ]);
});

test('leaves alone what is not there, is empty, or lies over another', () => {
  const quotes = ['Four.', '', 'Two. Three.', 'Three.'].map((quote, n) => ({ n, quote }));
  const parts = markedText(TEXT, quotes);
  expect(parts.map(({ text }) => text).join('')).toBe(TEXT);
  expect(parts.filter(({ n }) => n !== null)).toEqual([{ text: 'Two. Three.', n: 2 }]);
});
