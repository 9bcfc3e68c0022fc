import { beforeEach, expect, test } from 'vitest';
import {
  createDailyLimits,
  type DailyLimitOutcome,
} from '../../../src/application/members/daily-limits.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { MemoryStores } from '../../fakes/memory-stores.ts';

let clock: ManualClock;
let ask: (userId: string, change?: object) => Promise<DailyLimitOutcome>;

beforeEach(() => {
  clock = new ManualClock(); // 12:00 UTC
  const limits = createDailyLimits({ usage: new MemoryStores().usage, clock });
  const settings = { dailyLimitPerUser: 2, dailyLimitPerGuild: 3 };
  ask = (userId, change = {}) =>
    limits({ userId, guildId: 'A', settings, isModerator: false, ...change });
});

test('refuses with the limit and the time until the next day', async () => {
  await ask('a');
  await ask('a');
  const halfADay = 43_200;
  expect(await ask('a')).toEqual({
    ok: false,
    reason: 'daily-limit-user',
    limit: 2,
    retryInSeconds: halfADay,
  });
  await ask('b');
  expect(await ask('b')).toMatchObject({ ok: false, reason: 'daily-limit-guild', limit: 3 });
  await clock.advance(halfADay * 1_000 - 1);
  expect(await ask('b')).toMatchObject({ retryInSeconds: 1 });
  await clock.advance(1);
  expect((await ask('b')).ok).toBe(true);
});

test('gives a question back once', async () => {
  await ask('a');
  const taken = await ask('a');
  if (!taken.ok) throw new Error('refused');
  await taken.giveBack();
  await taken.giveBack();
  expect((await ask('a')).ok).toBe(true);
  expect((await ask('a')).ok).toBe(false);
});

test('gives it back to the day it was taken on', async () => {
  const taken = await ask('a');
  await clock.advance(86_400_000);
  await ask('a');
  if (taken.ok) await taken.giveBack();
  await ask('a');
  expect((await ask('a')).ok).toBe(false);
});

test('counts moderators without refusing them', async () => {
  for (let at = 0; at < 5; at++) {
    expect((await ask('mod', { isModerator: true })).ok).toBe(true);
  }
  expect((await ask('a')).ok).toBe(false);
});

test('limits nothing that has no limit', async () => {
  const settings = { dailyLimitPerUser: null, dailyLimitPerGuild: null };
  for (let at = 0; at < 50; at++) expect((await ask('a', { settings })).ok).toBe(true);
});
