/** Weight of the newest measurement in the moving averages, in (0, 1]. */
const NEWEST_WEIGHT = 0.3;

/** Part of an answer's duration that is taken to be left of one that goes on. */
const LEAST_LEFT_SHARE = 0.1;

/** What is known of a finished answer besides how long it took. */
export interface AnswerMeasure {
  /** Null when unknown or when no model wrote it. */
  readonly answerTokens: number | null;
  /** Answer tokens a second, without load and prompt; null when unknown. */
  readonly tokensPerSecond: number | null;
}

/**
 * How long answers take, as exponential moving averages. Writing time follows from tokens and
 * speed, so that a model that slows down shows at once; the rest (search, prompt) is averaged.
 */
export class WaitEstimate {
  #otherMs: number | null = null;
  #tokens: number | null = null;
  #tokensPerSecond: number | null = null;
  /** How far answers lie from what was expected, as a moving average. */
  #spreadMs = 0;

  /** Measured tokens a second; null before the first measurement. */
  get tokensPerSecond(): number | null {
    return this.#tokensPerSecond;
  }

  /**
   * Duration one answer seldom exceeds: the expected one and how far answers lie from it, since a wait
   * that ends early annoys nobody. Null before the first measurement.
   */
  get answerMs(): number | null {
    return this.#expectedMs === null ? null : this.#expectedMs + this.#spreadMs;
  }

  get #expectedMs(): number | null {
    if (this.#otherMs === null) return null;
    return this.#otherMs + writingMs(this.#tokens, this.#tokensPerSecond);
  }

  /** Takes in an answer that took `durationMs` from getting its turn to its end. */
  record(durationMs: number, { answerTokens, tokensPerSecond }: AnswerMeasure): void {
    const expectedMs = this.#expectedMs;
    if (expectedMs !== null) {
      this.#spreadMs = mix(this.#spreadMs, Math.abs(durationMs - expectedMs));
    }
    const isWritten = answerTokens !== null && tokensPerSecond !== null && tokensPerSecond > 0;
    const tokens = isWritten ? answerTokens : 0;
    if (isWritten) this.#tokensPerSecond = mix(this.#tokensPerSecond, tokensPerSecond);
    this.#tokens = mix(this.#tokens, tokens);
    const spentWritingMs = writingMs(tokens, isWritten ? tokensPerSecond : null);
    this.#otherMs = mix(this.#otherMs, Math.max(0, durationMs - spentWritingMs));
  }

  /**
   * Milliseconds until the turn of the one at `position` (1 is next), where `runningMs` holds for
   * each slot how long its answer has been running, or null for a free slot. Null when unknown.
   */
  untilTurnMs(position: number, runningMs: readonly (number | null)[]): number | null {
    const { answerMs } = this;
    if (answerMs === null || position < 1) return position < 1 ? 0 : null;
    // One that has taken longer than any before is not about to end.
    const leastMs = answerMs * LEAST_LEFT_SHARE;
    const freeInMs = runningMs.map((ms) => (ms === null ? 0 : Math.max(leastMs, answerMs - ms)));
    for (let at = 1; at < position; at++) {
      freeInMs.sort((one, other) => one - other);
      freeInMs[0] = (freeInMs[0] ?? 0) + answerMs;
    }
    return Math.round(Math.min(...freeInMs));
  }
}

function mix(average: number | null, newest: number): number {
  return average === null ? newest : average + NEWEST_WEIGHT * (newest - average);
}

function writingMs(tokens: number | null, tokensPerSecond: number | null): number {
  return tokens === null || tokensPerSecond === null ? 0 : (tokens / tokensPerSecond) * 1_000;
}
