import type { BuildProgress } from '../../domain/index-store.ts';
import type { Clock } from '../../domain/ports.ts';

/** How far back the pace is measured. */
const WINDOW_MS = 30_000; // 30 seconds
/** Shorter than this says nothing about a pace. */
const LEAST_MS = 500;
/** Most points that are kept. */
const MAX_POINTS = 200;

/** How fast passages are embedded, and how long the rest takes. */
export interface Pace {
  /** Null before it is known, and outside the embedding. */
  readonly passagesPerSecond: number | null;
  readonly remainingMs: number | null;
}

const UNKNOWN: Pace = { passagesPerSecond: null, remainingMs: null };

/** Measures the pace over the last half a minute. */
export class EmbeddingPace {
  readonly #clock: Pick<Clock, 'elapsed'>;
  #points: { readonly atMs: number; readonly done: number }[] = [];

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock;
  }

  note({ phase, done, total }: BuildProgress): Pace {
    if (phase !== 'embedding') {
      this.#points = [];
      return UNKNOWN;
    }
    const atMs = this.#clock.elapsed();
    // A second attempt begins at 0 again.
    if (done < (this.#points.at(-1)?.done ?? 0)) this.#points = [];
    this.#points.push({ atMs, done });
    this.#points = this.#points
      .filter((point) => atMs - point.atMs <= WINDOW_MS)
      .slice(-MAX_POINTS);
    const [first] = this.#points;
    if (first === undefined || atMs - first.atMs < LEAST_MS || done === first.done) return UNKNOWN;
    const passagesPerSecond = (done - first.done) / ((atMs - first.atMs) / 1_000);
    const remainingMs = Math.round(((total - done) / passagesPerSecond) * 1_000);
    return { passagesPerSecond, remainingMs };
  }
}
