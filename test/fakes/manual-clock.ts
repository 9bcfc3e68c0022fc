import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../src/domain/ports.ts';

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

/** Monday, 2 June 2025, 12:00 UTC. */
export const MANUAL_CLOCK_START_MS = 1_748_865_600_000;

/**
 * A clock that stands still until it is told to move. `sleep`s end in the order they are due.
 * ```ts
 * const clock = new ManualClock();
 * const asleep = clock.sleep(60_000);
 * await clock.advance(60_000);
 * await asleep;
 * ```
 */
export class ManualClock implements Clock {
  #elapsedMs = 0;
  #sleepers: Sleeper[] = [];
  #watchers: { readonly count: number; readonly seen: () => void }[] = [];

  now(): number {
    return MANUAL_CLOCK_START_MS + this.#elapsedMs;
  }

  elapsed(): number {
    return this.#elapsedMs;
  }

  /** Sleeps under way: 0 after a test that left no timer behind. */
  get pending(): number {
    return this.#sleepers.length;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason as Error);
        return;
      }
      const onAbort = (): void => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal?.reason as Error);
      };
      const sleeper: Sleeper = {
        dueMs: this.#elapsedMs + ms,
        wake: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#sleepers.push(sleeper);
      this.#notify();
    });
  }

  /** Moves the time; wakes what is due on the way, and lets what it wakes run (and sleep again). */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#elapsedMs + ms;
    for (;;) {
      const next = this.#sleepers
        .filter((sleeper) => sleeper.dueMs <= untilMs)
        .sort((one, other) => one.dueMs - other.dueMs)[0];
      if (next === undefined) break;
      this.#elapsedMs = Math.max(this.#elapsedMs, next.dueMs);
      this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next);
      next.wake();
      await nextTurn();
    }
    this.#elapsedMs = untilMs;
    await nextTurn();
  }

  /** Resolves as soon as `count` sleeps are under way at once. */
  async whenSleeping(count = 1): Promise<void> {
    if (this.pending >= count) return;
    await new Promise<void>((seen) => this.#watchers.push({ count, seen }));
  }

  #notify(): void {
    const due = this.#watchers.filter(({ count }) => this.pending >= count);
    this.#watchers = this.#watchers.filter((watcher) => !due.includes(watcher));
    for (const { seen } of due) seen();
  }
}
