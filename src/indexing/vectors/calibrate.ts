import { passageTrail, type Passage } from '../../domain/passage.ts';
import type { Calibration } from '../../domain/ports.ts';

export const MAX_CALIBRATION_TRAILS = 40;

/** Share of the values left out at each end of the unrelated ones. */
const TRIM_SHARE = 0.1;

/** Distinct heading trails spread evenly over the corpus; the same passages give the same ones. */
export function sampleTrails(passages: Iterable<Passage>): string[] {
  const distinct = new Set<string>();
  for (const passage of passages) distinct.add(passageTrail(passage));
  const trails = [...distinct].sort();
  const count = Math.min(trails.length, MAX_CALIBRATION_TRAILS);
  return Array.from({ length: count }, (_, index) => {
    return trails[Math.floor((index * trails.length) / count)] ?? '';
  });
}

/**
 * Turns best cosines into a calibration: mean of the unrelated ones without their outer tenths (a
 * probe may meet a corpus on cooking), plain mean of the related ones.
 */
export function calibrationFrom(
  unrelated: readonly number[],
  related: readonly number[],
): Calibration {
  return { unrelated: meanOf(trim(unrelated)), related: meanOf(related) };
}

function trim(values: readonly number[]): number[] {
  const cut = Math.floor(values.length * TRIM_SHARE);
  return [...values].sort((a, b) => a - b).slice(cut, values.length - cut);
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
