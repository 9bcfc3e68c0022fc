import { expect, test } from 'vitest';
import { wordFinder } from '../../../src/answering/debate/find-words.ts';
import { cpuMs, MAX_CPU_MS } from '../../cpu-time.ts';

const find = wordFinder('good weak* *betrug dead_end game_changer*');

test.each([
  ['Good, and GOOD again; goodness is none', [0, 10]],
  ['weak weaker tweak', [0, 5]],
  ['ein Dieselbetrug', [4]],
  ['a dead end, a dead-end, no dead  end', [2, 14]],
  ['two game changers', [4]],
  ['x_good 2good', [2, 8]],
  ['', []],
])('in “%s”', (text, offsets) => {
  expect(find(text)).toEqual(offsets);
});

test('takes linear time', () => {
  const texts = ['a', 'weak', 'dead ', 'good'].map((piece) => piece.repeat(100_000));
  expect(cpuMs(() => texts.forEach(find))).toBeLessThan(MAX_CPU_MS);
});
