import { expect, test } from 'vitest';
import { createCoolDown, type CoolDown } from '../../../src/application/members/cool-down.ts';
import { memoryCoolDowns } from '../../../src/storage/cool-down-store.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const take = (coolDown: CoolDown, userId = 'u', isModerator = false) =>
  coolDown({ userId, isModerator });

test('takes a burst, then one question each interval', async () => {
  const clock = new ManualClock();
  const coolDown = createCoolDown({ store: memoryCoolDowns(), clock });
  for (let at = 0; at < 3; at++) expect(await take(coolDown)).toEqual({ ok: true });
  expect(await take(coolDown)).toEqual({ ok: false, reason: 'cool-down', retryInSeconds: 3 });
  await clock.advance(2_999);
  expect(await take(coolDown)).toEqual({ ok: false, reason: 'cool-down', retryInSeconds: 1 });
  await clock.advance(1); // what was refused did not lengthen the wait
  expect(await take(coolDown)).toEqual({ ok: true });
  expect((await take(coolDown)).ok).toBe(false);
});

test('has the whole burst again after a pause, and never more', async () => {
  const clock = new ManualClock();
  const coolDown = createCoolDown({ store: memoryCoolDowns(), clock });
  for (let at = 0; at < 4; at++) await take(coolDown);
  await clock.advance(3_600_000);
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => take(coolDown)));
  expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true, false, false]);
});

test('knows users apart and lets moderators pass', async () => {
  const coolDown = createCoolDown({ store: memoryCoolDowns(), clock: new ManualClock(), burst: 1 });
  expect((await take(coolDown, 'a')).ok).toBe(true);
  expect((await take(coolDown, 'b')).ok).toBe(true);
  expect((await take(coolDown, 'a')).ok).toBe(false);
  expect((await take(coolDown, 'a', true)).ok).toBe(true);
});
