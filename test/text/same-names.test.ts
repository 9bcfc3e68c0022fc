import { expect, it } from 'vitest';
import { aliasesOf, holdsAlias } from '../../src/text/same-names.ts';

it.each([
  ['germany', 'deutschland'],
  ["germany's", 'deutschland'],
  ['ki', 'ai'],
  ['us-dollar', 'usa'],
])('%s is also called %s', (name, other) => {
  expect(aliasesOf(name)).toContain(other);
});

it.each(['usain', 'kiln', 'ukraine', 'aida', 'norway'])('%s is called nothing else', (name) => {
  expect(aliasesOf(name)).toEqual([]);
});

it('a short alias is a whole word, a longer one may have an ending', () => {
  expect(holdsAlias('die ki von heute', 'ki')).toBe(true);
  expect(holdsAlias('heute ki', 'ki')).toBe(true);
  expect(holdsAlias('die kinder und kiln', 'ki')).toBe(false);
  expect(holdsAlias('die deutschen', 'deutsch')).toBe(true);
});
