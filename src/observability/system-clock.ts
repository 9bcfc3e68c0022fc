import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../domain/ports.ts';

/** The real time. */
export const systemClock: Clock = {
  // The one place that may read the machine's clock.
  // eslint-disable-next-line no-restricted-properties
  now: () => Date.now(),
  elapsed: () => performance.now(),
  async sleep(ms, signal) {
    await delay(ms, undefined, signal === undefined ? {} : { signal });
  },
};
