import type { ChatReport } from '../../domain/ports.ts';

/** Weight of the newest measurement. */
const NEWEST = 0.3;
/** A shorter part of a prompt was mostly waiting, and says nothing about reading. */
const MIN_READ_CHARS = 512;
/** Tokens of an answer that is still to be written: one to three short sentences. */
export const TYPICAL_ANSWER_TOKENS = 80;

/** How fast a server reads and writes, as far as was measured. */
export interface Pace {
  readonly readMsPerChar: number;
  readonly writeMsPerToken: number;
}

/** Taken where no server was measured yet: 1,000 characters and 10 tokens a second. */
export const UNMEASURED: Pace = { readMsPerChar: 1, writeMsPerToken: 100 };

/** A running mean of one server's pace. */
export class MeasuredPace {
  #readMsPerChar: number | null = null;
  #writeMsPerToken: number | null = null;

  /** `newChars`: of the prompt, without what the server had in its cache. */
  note(report: ChatReport, newChars: number): void {
    const { promptMs, tokensPerSecond } = report;
    if (promptMs !== null && promptMs > 0 && newChars >= MIN_READ_CHARS) {
      this.#readMsPerChar = mean(this.#readMsPerChar, promptMs / newChars);
    }
    if (tokensPerSecond !== null && tokensPerSecond > 0) {
      this.#writeMsPerToken = mean(this.#writeMsPerToken, 1_000 / tokensPerSecond);
    }
  }

  /** Tokens a second of its answers; null before the first. */
  tokensPerSecond(): number | null {
    return this.#writeMsPerToken === null ? null : 1_000 / this.#writeMsPerToken;
  }

  /** What was not measured is as `fallback`. */
  pace(fallback: Pace): Pace {
    return {
      readMsPerChar: this.#readMsPerChar ?? fallback.readMsPerChar,
      writeMsPerToken: this.#writeMsPerToken ?? fallback.writeMsPerToken,
    };
  }

  /** The best of both: a server that nobody has measured is tried as if it were the fastest. */
  static best(paces: readonly MeasuredPace[]): Pace {
    return paces.reduce<Pace>((best, measured) => {
      const { readMsPerChar, writeMsPerToken } = measured.pace(best);
      const isFirst = best === UNMEASURED;
      return {
        readMsPerChar: isFirst ? readMsPerChar : Math.min(best.readMsPerChar, readMsPerChar),
        writeMsPerToken: isFirst
          ? writeMsPerToken
          : Math.min(best.writeMsPerToken, writeMsPerToken),
      };
    }, UNMEASURED);
  }
}

function mean(before: number | null, newest: number): number {
  return before === null ? newest : before + NEWEST * (newest - before);
}
