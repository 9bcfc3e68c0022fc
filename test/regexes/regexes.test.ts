import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { collectRegexes, regexesOf, type FoundRegex } from './collect-regexes.ts';

// The pure JavaScript of the checker: no program of its own, no Java.
process.env['RECHECK_BACKEND'] = 'pure';
const { checkSync } = await import('recheck');

/** Regexes that were proved linear, one a line. What is not in it is proved when the test runs. */
const PROVEN = fileURLToPath(new URL('./proven.txt', import.meta.url));
const PROOF_TIMEOUT_MS = 20_000;

function spelled({ source, flags }: Pick<FoundRegex, 'source' | 'flags'>): string {
  return `/${source}/${flags}`;
}

/** What the checker has against a regex; null when its time is linear in the text. */
function faultOf({ source, flags }: Pick<FoundRegex, 'source' | 'flags'>): string | null {
  const found = checkSync(source, flags, { timeout: PROOF_TIMEOUT_MS });
  if (found.status === 'safe') return null;
  return found.status === 'vulnerable' ? found.complexity.summary : found.error.kind;
}

describe('every regex of the code', () => {
  const regexes = collectRegexes();
  const known = existsSync(PROVEN) ? readFileSync(PROVEN, 'utf8').split('\n') : [];

  test(
    'takes linear time; `vitest run -u` writes down what is proved',
    async () => {
      const faults: string[] = [];
      const proven = new Set<string>();
      for (const regex of regexes) {
        const name = spelled(regex);
        if (proven.has(name)) continue;
        const fault = known.includes(name) ? null : faultOf(regex);
        if (fault === null) proven.add(name);
        else faults.push(`${regex.place} ${fault}: ${name}`);
      }
      await expect(`${[...proven].sort().join('\n')}\n`).toMatchFileSnapshot(PROVEN);
      expect(faults).toEqual([]);
    },
    600_000, // ms; for a first proof of them all
  );
});

describe('the collector', () => {
  test('finds literals and constructions, with constants filled in', () => {
    const text = "const A = /a+/u; const N = 3; new RegExp(`^${A.source}{${N},}${f()}$`, 'iu');";
    expect(regexesOf('src/a.ts', text)).toEqual([
      { place: 'src/a.ts:1', source: 'a+', flags: 'u' },
      { place: 'src/a.ts:1', source: '^a+{3,}x$', flags: 'iu' },
    ]);
  });

  test.each([
    ['exponential', /^(?:[-*>#\s]|\*\*)*question:/iu],
    ['2nd degree polynomial', /\s+$/u],
  ])('and the checker knows an %s one', (fault, { source, flags }) => {
    expect(faultOf({ source, flags })).toBe(fault);
  });
});
