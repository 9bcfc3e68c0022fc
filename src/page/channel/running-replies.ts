import { AppError } from '../../domain/errors.ts';
import { STOPPED, type Clock } from '../../domain/ports.ts';
import { CLOSE_GRACE_MS, MAX_RUNNING } from '../page-limits.ts';

/** What came of a press on Stop. */
export type StopOutcome = 'stopped' | 'not-yours' | 'not-running';

interface Running {
  readonly memberId: string;
  readonly controller: AbortController;
}

/** Commands that run, so that they can be stopped by who called them, and end with the page. */
export class RunningReplies {
  readonly #running = new Map<string, Running>();
  readonly #active = new Set<Promise<void>>();
  readonly #clock: Clock;
  #isClosing = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether nothing more can begin. */
  get isFull(): boolean {
    return this.#isClosing || this.#running.size >= MAX_RUNNING;
  }

  /** Whether the page ends. */
  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** Runs one; `work` never rejects. */
  run(requestId: string, memberId: string, work: (signal: AbortSignal) => Promise<void>): void {
    const controller = new AbortController();
    this.#running.set(requestId, { memberId, controller });
    const done = work(controller.signal).finally(() => {
      this.#running.delete(requestId);
      this.#active.delete(done);
    });
    this.#active.add(done);
  }

  stop(requestId: string, by: { readonly id: string; readonly isOperator: boolean }): StopOutcome {
    const found = this.#running.get(requestId);
    if (found === undefined) return 'not-running';
    if (found.memberId !== by.id && !by.isOperator) return 'not-yours';
    found.controller.abort(STOPPED);
    return 'stopped';
  }

  /** Stops all of them and waits `CLOSE_GRACE_MS` at most. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const reason = new AppError('cancelled', 'The page is closing.');
    for (const { controller } of this.#running.values()) controller.abort(reason);
    const given = new AbortController();
    const grace = this.#clock.sleep(CLOSE_GRACE_MS, given.signal).catch(() => undefined);
    await Promise.race([Promise.all(this.#active), grace]);
    given.abort();
  }
}
