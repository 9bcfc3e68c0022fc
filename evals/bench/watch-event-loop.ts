import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { coreWaitMs } from './core-wait.ts';
import { LoopGaps, type LoopTurn } from './loop-gaps.ts';

/** How long the event loop of this thread could not run anything, in milliseconds. */
export interface LoopDelay {
  /** Of Node's own monitor. */
  readonly maxMs: number;
  readonly p99Ms: number;
  /** Longest time between two turns of a timer of ours, less its own interval. */
  readonly longestGapMs: number;
  /** The same without the time in which other programs had the cores; equal where the system does not say. */
  readonly longestOwnMs: number;
  /** When the longest own gap ended, from the start. */
  readonly longestOwnAtMs: number;
}

const RESOLUTION_MS = 1;
const TO_MS = 1e-6;

/** Watches the event loop while something runs. */
export async function watchEventLoop(work: () => Promise<unknown>): Promise<LoopDelay> {
  const monitor = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const turn = (): LoopTurn => ({ atMs: performance.now(), waitedMs: coreWaitMs() ?? 0 });
  const gaps = new LoopGaps(turn(), RESOLUTION_MS);
  const timer = setInterval(() => gaps.add(turn()), RESOLUTION_MS);
  monitor.enable();
  try {
    await work();
    // A block at the very end shows in the next turn only.
    await new Promise((resolve) => setTimeout(resolve, 2 * RESOLUTION_MS));
  } finally {
    clearInterval(timer);
    monitor.disable();
  }
  return {
    maxMs: Math.max(monitor.max * TO_MS - RESOLUTION_MS, 0),
    p99Ms: Math.max(monitor.percentile(99) * TO_MS - RESOLUTION_MS, 0),
    longestGapMs: gaps.longestMs,
    longestOwnMs: gaps.longestOwnMs,
    longestOwnAtMs: gaps.longestOwnAtMs,
  };
}
