import { expect, test } from 'vitest';
import { shortened } from '../../src/model/shortened.ts';

test.each([
  ['one two three four', 'one two'],
  ['Donaudampfschiff', 'Donaudam'],
  ['a😀', 'a'],
  ['😀😀', '😀'],
  ['😀😀😀', '😀'],
  ['abc', 'ab'],
  ['a', 'a'],
  ['', ''],
])('%j becomes %j', (text, expected) => {
  expect(shortened(text)).toBe(expected);
});
