import { expect, it } from 'vitest';
import { newId } from '../../src/observability/new-id.ts';

it('makes ids of 12 letters and digits, each another one, that use the whole alphabet', () => {
  const ids = Array.from({ length: 1_000 }, newId);
  for (const id of ids) expect(id).toMatch(/^[a-z0-9]{12}$/u);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(ids.join('')).size).toBe(36);
});
