import type { Clock } from '../domain/ports.ts';

/** A finger that presses twice does so within this time after the answer. */
const PRESS_HOLD_MS = 4_000;

/** Runs what a press is for, once: while it runs, and shortly after, the same press is told `again`. */
export type OnePressEach = (
  press: string,
  run: () => Promise<void>,
  again: () => Promise<void>,
) => Promise<void>;

/** Presses of one person on one button, in memory: as many as run at once. */
export function createOnePressEach(clock: Clock): OnePressEach {
  /** Until when, on the monotonic clock; `Infinity` while it runs. */
  const held = new Map<string, number>();
  return async (press, run, again) => {
    const nowMs = clock.elapsed();
    for (const [known, untilMs] of held) if (untilMs <= nowMs) held.delete(known);
    if (held.has(press)) return again();
    held.set(press, Infinity);
    try {
      await run();
    } finally {
      held.set(press, clock.elapsed() + PRESS_HOLD_MS);
    }
  };
}
