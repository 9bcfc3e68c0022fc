import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';

const LIB = 'scripts/lib';
const declared = readdirSync(LIB).filter((name) => name.endsWith('.d.mts'));

test.each(declared)('%s declares what its script exports', async (name) => {
  const source = readFileSync(`${LIB}/${name}`, 'utf8');
  const names = [...source.matchAll(/^export (?:const|function) (\w+)/gm)].map((match) => match[1]);
  const script = new URL(`../../${LIB}/${name.replace('.d.mts', '.mjs')}`, import.meta.url);
  const module = (await import(script.href)) as Record<string, unknown>;
  expect(names.sort()).toEqual(Object.keys(module).sort());
});
