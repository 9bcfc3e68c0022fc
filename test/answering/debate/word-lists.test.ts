import { expect, test } from 'vitest';
import { finder } from '../../../src/answering/debate/word-lists.ts';
import { cpuMs, MAX_CPU_MS } from '../../cpu-time.ts';

const find = finder('good weak* *betrug dead_end game_changer* argue~ klag~');

test.each([
  ['Good, and GOOD again; goodness is none', [0, 10]],
  ['weak weaker tweak', [0, 5]],
  ['ein Dieselbetrug', [4]],
  ['a dead end, a dead-end, no dead  end', [2, 14]],
  ['two game changers', [4]],
  ['x_good 2good', [2, 8]],
  ['argued, argues, argument; klagte, klagen, Klage', [0, 8, 26, 34]],
  ['', []],
])('in “%s”', (text, offsets) => {
  expect(find(text).map(({ from }) => from)).toEqual(offsets);
});

test('takes linear time', () => {
  const texts = ['a', 'weak', 'dead ', 'good'].map((piece) => piece.repeat(100_000));
  expect(cpuMs(() => texts.forEach(find))).toBeLessThan(MAX_CPU_MS);
});
