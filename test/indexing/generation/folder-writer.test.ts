import { expect, test } from 'vitest';
import { isTrialDue } from '../../../src/indexing/generation/folder-writer.ts';

/** A generation of 1,000 passages in articles of two; `touched` were replaced since it was whole. */
const record = (touched: number) => ({
  whole: { passages: 1_000, touched, centred: [] },
  articles: Array.from({ length: 500 }, (_, n) => ({
    ...{ id: `a${n}`, file: `a${n}.md`, hash: 'h', language: 'de', passages: 2 },
  })),
});

test('the width is tried once for each hundredth of the passages that is touched', () => {
  const one = { dropped: ['a1'], articles: [{ passages: 2 }] };
  const tried = [0, 2, 4, 6, 8, 10, 12, 14, 16, 18].filter((touched) =>
    isTrialDue(record(touched), one),
  );
  expect(tried).toEqual([8, 18]);
});

test('a large change is tried at once, whether it comes or goes', () => {
  const dropped = ['a1', 'a2', 'a3', 'a4', 'a5'];
  expect(isTrialDue(record(0), { dropped, articles: [] })).toBe(true);
  expect(isTrialDue(record(0), { dropped: [], articles: [{ passages: 10 }] })).toBe(true);
  expect(isTrialDue(record(0), { dropped: [], articles: [] })).toBe(false);
});
