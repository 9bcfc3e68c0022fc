import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config.ts';

const text = readFileSync('.env.example', 'utf8');
const example = parseEnv(text);

/** Taken from the system, not from .env. */
const AMBIENT = ['LANG'];

describe('.env.example', () => {
  test('shows the defaults', () => {
    expect(parseConfig(example)).toEqual(parseConfig({}));
  });

  test('has every variable that is read, and no other', () => {
    const schema = readFileSync('src/config.ts', 'utf8').matchAll(/^ {2}([A-Z][A-Z_]+): /gm);
    const read = [...schema].map((match) => match[1]).filter((name) => !AMBIENT.includes(name!));
    expect(Object.keys(example).sort()).toEqual(read.sort());
  });

  test('has a comment above every variable', () => {
    const bare = text.split('\n').filter((line, i, lines) => {
      return /^[A-Z_]+=/.test(line) && !/^# \S/.test(lines[i - 1] ?? '');
    });
    expect(bare).toEqual([]);
  });
});
