import { expect, it } from 'vitest';
import { systemClock } from '../../src/observability/system-clock.ts';

it('reads the machine’s time and a monotonic one', () => {
  const before = Date.now();
  expect(systemClock.now()).toBeGreaterThanOrEqual(before);
  const first = systemClock.elapsed();
  expect(systemClock.elapsed()).toBeGreaterThanOrEqual(first);
});

it('ends a sleep at the signal, long before its time', async () => {
  const stop = new AbortController();
  const asleep = systemClock.sleep(3_600_000, stop.signal);
  stop.abort();
  await expect(asleep).rejects.toThrow(/abort/iu);
});

it('does not begin a sleep whose signal has aborted', async () => {
  await expect(systemClock.sleep(3_600_000, AbortSignal.abort())).rejects.toThrow(/abort/iu);
});

it('wakes without a signal', async () => {
  await expect(systemClock.sleep(0)).resolves.toBeUndefined();
});
