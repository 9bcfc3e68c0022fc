import { expect, test } from 'vitest';
import { memoryCoolDowns } from '../../src/storage/cool-down-store.ts';

test('keeps a bounded number of users in mind, the latest', async () => {
  const coolDowns = memoryCoolDowns(2);
  const take = (userId: string): Promise<number> =>
    coolDowns.take({ userId, nowMs: 1_000, intervalMs: 3_000, burst: 1 });
  for (const user of ['a', 'b', 'c']) expect(await take(user)).toBe(0);
  expect(await take('c')).toBe(3_000);
  expect(await take('b')).toBe(3_000);
  expect(await take('a')).toBe(0); // was dropped
});
