import { expect, test } from 'vitest';
import { createCoolDown, type CoolDown } from '../../../src/application/members/cool-down.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const take = (coolDown: CoolDown, userId = 'u', isModerator = false) =>
  coolDown({ userId, isModerator });

test('takes a burst, then one question each interval', async () => {
  const clock = new ManualClock();
  const coolDown = createCoolDown({ clock });
  for (let at = 0; at < 3; at++) expect(take(coolDown)).toEqual({ ok: true });
  expect(take(coolDown)).toEqual({ ok: false, reason: 'cool-down', retryInSeconds: 3 });
  await clock.advance(2_999);
  expect(take(coolDown)).toEqual({ ok: false, reason: 'cool-down', retryInSeconds: 1 });
  await clock.advance(1); // what was refused did not lengthen the wait
  expect(take(coolDown)).toEqual({ ok: true });
  expect(take(coolDown).ok).toBe(false);
});

test('has the whole burst again after a pause, and never more', async () => {
  const clock = new ManualClock();
  const coolDown = createCoolDown({ clock });
  for (let at = 0; at < 4; at++) take(coolDown);
  await clock.advance(3_600_000);
  const outcomes = Array.from({ length: 5 }, () => take(coolDown).ok);
  expect(outcomes).toEqual([true, true, true, false, false]);
});

test('knows users apart and lets moderators pass', () => {
  const coolDown = createCoolDown({ clock: new ManualClock(), burst: 1 });
  expect(take(coolDown, 'a').ok).toBe(true);
  expect(take(coolDown, 'b').ok).toBe(true);
  expect(take(coolDown, 'a').ok).toBe(false);
  expect(take(coolDown, 'a', true).ok).toBe(true);
});

test('keeps a bounded number of users, the latest', () => {
  const coolDown = createCoolDown({ clock: new ManualClock(), burst: 1, maxUsers: 2 });
  for (const user of ['a', 'b', 'c']) take(coolDown, user);
  expect(take(coolDown, 'c').ok).toBe(false);
  expect(take(coolDown, 'b').ok).toBe(false);
  expect(take(coolDown, 'a').ok).toBe(true); // was dropped
});
