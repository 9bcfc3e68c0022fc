/** A turn of the event loop. */
export interface LoopTurn {
  /** Monotonic milliseconds. */
  readonly atMs: number;
  /** For how long the thread has been ready without a core so far. */
  readonly waitedMs: number;
}

/** Longest gaps between turns, in milliseconds. */
export class LoopGaps {
  longestMs = 0;
  /** Without the time in which other programs had the cores. */
  longestOwnMs = 0;
  /** When the longest own gap ended, from the first turn. */
  longestOwnAtMs = 0;
  readonly #first: LoopTurn;
  readonly #intervalMs: number;
  #last: LoopTurn;

  /** `intervalMs`: what lies between two turns of a loop that is free. */
  constructor(first: LoopTurn, intervalMs: number) {
    this.#first = first;
    this.#last = first;
    this.#intervalMs = intervalMs;
  }

  add(turn: LoopTurn): void {
    const gapMs = turn.atMs - this.#last.atMs - this.#intervalMs;
    const ownMs = gapMs - (turn.waitedMs - this.#last.waitedMs);
    this.longestMs = Math.max(this.longestMs, gapMs);
    if (ownMs > this.longestOwnMs) {
      this.longestOwnMs = ownMs;
      this.longestOwnAtMs = turn.atMs - this.#first.atMs;
    }
    this.#last = turn;
  }
}
