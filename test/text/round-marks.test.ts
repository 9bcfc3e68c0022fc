import { expect, it } from 'vitest';
import { roundMarks } from '../../src/text/round-marks.ts';

it.each([
  ['Founded in 2013[2], sold [1, 3] later [ 4 ].', 'Founded in 2013(2), sold (1, 3) later (4).'],
  ['Siehe [^1], ［2］, 【3】 und [1][12].', 'Siehe (1), (2), (3) und (1)(12).'],
  [
    'Pages [5–7] of `a[1][0]` and ```\nb[2]\n``` [8]',
    'Pages (5–7) of `a[1][0]` and ```\nb[2]\n``` (8)',
  ],
  ['[a], [12345] and [] stay', '[a], [12345] and [] stay'],
])('%j shows as %j', (text, shown) => {
  expect(roundMarks(text)).toBe(shown);
});
