import { NO_ANSWER } from '../text/prompt-marks.ts';

/**
 * Watches the beginning of a stream for the model's refusal mark, so that no half of it is shown:
 * text is let through as soon as it cannot become the mark any more.
 */
export class RefusalGate {
  #held = '';
  #isOpen = false;

  /** Takes a piece of the stream, returns what may be shown now (perhaps nothing). */
  push(text: string): string {
    if (this.#isOpen) return text;
    this.#held += text;
    const start = this.#held.trimStart().replace(/^[*_"'`]+/u, '');
    if (
      start.length < NO_ANSWER.length ? NO_ANSWER.startsWith(start) : start.startsWith(NO_ANSWER)
    ) {
      return '';
    }
    this.#isOpen = true;
    return this.#held;
  }
}

/** Whether a finished text is a refusal: it begins with the mark, or is little more than it. */
export function isRefusal(text: string): boolean {
  const bare = text.replace(/[*_"'`.\s]/gu, '');
  const mark = NO_ANSWER.replace('_', '');
  return bare.startsWith(mark) || (bare.includes(mark) && bare.length < mark.length * 4);
}
