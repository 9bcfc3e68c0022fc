import type { Clock } from '../domain/ports.ts';
import { MAX_EDIT_TIMES, type Showing } from '../domain/receipt.ts';

/** Keeps what it takes to show a reply; every surface that sends something has one. */
export class ShowingLog {
  readonly #clock: Clock;
  readonly #atMs: number[] = [];
  #edits = 0;
  /** When the first view came; null before. */
  #beganMs: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A view has come; times count from the first one. */
  begin(): void {
    this.#beganMs ??= this.#clock.elapsed();
  }

  /** A message, an edit or a removal is sent. */
  send(): void {
    this.begin();
    this.#edits += 1;
    if (this.#atMs.length === MAX_EDIT_TIMES) this.#atMs.pop();
    this.#atMs.push(Math.round(this.#clock.elapsed() - (this.#beganMs ?? 0)));
  }

  soFar(): Showing {
    return { edits: this.#edits, atMs: [...this.#atMs] };
  }
}
