import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { VERSION, versionOf } from '../src/version.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

test('is that of the package where the sources run', () => {
  expect(VERSION).toBe(version);
});

test('names the build where one runs', () => {
  const url = 'file:///opt/cria/dist/8c1f00aa11bb22cc/part-ABC.mjs';
  expect(versionOf(url)).toBe(`${version}+8c1f00aa11bb22cc`);
});
