import { expect, test } from 'vitest';
import { isOlder } from '../../../src/model/ollama/ollama-version.ts';

test.each([
  ['0.8.9', true],
  ['0.9.0', false],
  ['0.17.4', false],
  ['1.0.0', false],
  ['0.9.0-rc1', false],
  ['v0.5.13', true],
  ['0.0.0', false], // built from source
  ['unknown', false],
])('%s before 0.9.0: %s', (version, expected) => {
  expect(isOlder(version, '0.9.0')).toBe(expected);
});
