import type { Answer } from '../domain/answer.ts';
import { MAX_TURNS } from '../domain/stores.ts';

/**
 * The answers of one session of a surface that stores nothing; gone when the session is.
 */
export class SessionMemory {
  #answers: readonly Answer[] = [];
  #latest: Answer | null = null;

  /** Oldest first; at most `MAX_TURNS`. */
  get answers(): readonly Answer[] {
    return this.#answers;
  }

  /** The last one, refusals included; null before the first. */
  get latest(): Answer | null {
    return this.#latest;
  }

  /** Adds an answer; one that is none (abstained) is not remembered. */
  remember(answer: Answer): void {
    if (answer.reason !== 'talk') this.#latest = answer;
    if (answer.mode !== 'abstained') this.#answers = [...this.#answers, answer].slice(-MAX_TURNS);
  }
}
