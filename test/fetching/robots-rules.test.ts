import { describe, expect, test } from 'vitest';
import { parseRobots } from '../../src/fetching/robots-rules.ts';
import { cpuMs, MAX_CPU_MS } from '../cpu-time.ts';

function allows(text: string, path: string): boolean {
  return parseRobots(text, 'CriaBot').isAllowed(new URL(path, 'https://site.example'));
}

const forAll = (...rules: string[]): string => ['User-agent: *', ...rules].join('\n');

describe('rules of a site', () => {
  test.each([
    ['nothing', '', '/a', true],
    ['an empty rule', forAll('Disallow:'), '/a', true],
    ['a prefix', forAll('Disallow: /a'), '/ab', false],
    ['another path', forAll('Disallow: /a'), '/b/a', true],
    ['a blank and a comment', forAll('  disallow :  /a # not this'), '/a', false],
    ['a longer rule that allows', forAll('Disallow: /a', 'Allow: /a/b'), '/a/b/c', true],
    ['one as long that allows', forAll('Disallow: /a', 'Allow: /a'), '/a', true],
    ['a wildcard', forAll('Disallow: /*.pdf'), '/x/y.pdf?z', false],
    ['an end', forAll('Disallow: /*.pdf$'), '/x/y.pdf?z', true],
    ['an end that is met', forAll('Disallow: /*.pdf$'), '/x.pdf/y.pdf', false],
    ['an end that overlaps', forAll('Disallow: /aba*ba$'), '/aba', true],
    ['an end alone', forAll('Disallow: /$'), '/', false],
    ['a query', forAll('Disallow: /*?print='), '/a?print=1', false],
    ['a letter by its bytes', forAll('Disallow: /über'), '/%c3%bcber', false],
    ['a letter that needs none', forAll('Disallow: /%7Ea'), '/~a', false],
    ['lines of a Mac', 'User-agent: *\rDisallow: /a', '/a', false],
    [
      'the group with the name',
      'User-agent: criabot/2\nAllow: /\n\n' + forAll('Disallow: /'),
      '/a',
      true,
    ],
    ['several names for one group', 'User-agent: x\nUser-agent: CriaBot\nDisallow: /', '/a', false],
    ['rules of somebody else', 'User-agent: x\nDisallow: /', '/a', true],
    ['rules of nobody', 'Disallow: /', '/a', true],
  ])('%s', (_, text, path, expected) => expect(allows(text, path)).toBe(expected));

  // Backtracking over them took seconds; the limit is far above what they take now.
  test.each([
    ['stars in one rule', forAll(`Disallow: /${'*a'.repeat(900)}b`)],
    ['thousands of rules', forAll(...Array.from({ length: 30_000 }, () => 'Disallow: /*aab'))],
    ['one line of stars', forAll(`Disallow: ${'*'.repeat(400_000)}`)],
  ])('%s are looked through in no time', (_, text) => {
    const tookMs = cpuMs(() => {
      allows(text, `/${'a'.repeat(1_900)}`);
    });
    expect(tookMs).toBeLessThan(MAX_CPU_MS);
  });
});
