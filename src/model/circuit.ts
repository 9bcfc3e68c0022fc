import { AppError, type ErrorCode } from '../domain/errors.ts';
import type { Clock, Logger, ModelTrouble } from '../domain/ports.ts';
import { troubleOf } from './model-trouble.ts';

/** Server faults in a row after which calls are refused for a while. */
export const FAILURES_TO_OPEN = 3;
/** First rest; doubles each time the trial call after it fails. */
export const FIRST_REST_MS = 15_000; // 15 seconds
export const LONGEST_REST_MS = 120_000; // 2 minutes
/** What callers are told while somebody else's trial call is under way. */
const TRIAL_WAIT_MS = 1_000;

const SERVER_FAULTS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'model-unreachable',
  'model-failed',
  'model-timeout',
  'model-overloaded',
]);

/** Leave to make one call. Exactly one of `succeed`, `fail`, `release` counts; later ones do nothing. */
export interface CircuitPermit {
  /** The server has begun to answer: others may call again, but the next fault opens at once. */
  alive(): void;
  succeed(): void;
  /** Counts server faults; anything else (cancelled, slow, model missing, bad input) is as `release`. */
  fail(error: AppError): void;
  /** The call ended without telling anything about the server. */
  release(): void;
}

/** Keeps callers from waiting for a server that has just failed several times. */
export interface Circuit {
  /** @throws AppError `model-resting` with `details.retryInSeconds` */
  enter(): CircuitPermit;
  /** One whole call. Throws as `enter`, and what the call throws. */
  run<T>(call: () => Promise<T>): Promise<T>;
  /** Milliseconds until a call may be tried; null when it may now. */
  retryInMs(): number | null;
  /** Why the last call failed, where that is known; null after one that succeeded. */
  trouble(): ModelTrouble | null;
}

export interface CircuitOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** What is protected, for the log. */
  readonly name: string;
}

/**
 * Own code instead of cockatiel's breaker: that one reads `Date.now()`, and knows no trial that
 * succeeds before its call ends (a stream's first token).
 */
export function createCircuit(options: CircuitOptions): Circuit {
  return new Breaker(options);
}

class Breaker implements Circuit {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #name: string;
  #failures = 0;
  #restMs = FIRST_REST_MS;
  #trouble: ModelTrouble | null = null;
  /** The fault that was logged last; each is logged once until a call succeeds. */
  #logged = '';
  /** `clock.elapsed()` from which a trial is allowed; null while closed. */
  #restsUntil: number | null = null;
  /** The permit of the trial under way. */
  #trial: CircuitPermit | null = null;

  constructor({ clock, logger, name }: CircuitOptions) {
    this.#clock = clock;
    this.#logger = logger;
    this.#name = name;
  }

  enter(): CircuitPermit {
    const waitMs = this.retryInMs();
    if (waitMs !== null) throw resting(waitMs, this.#name);
    const isTrial = this.#restsUntil !== null;
    const permit = this.#permit(isTrial);
    if (isTrial) this.#trial = permit;
    return permit;
  }

  async run<T>(call: () => Promise<T>): Promise<T> {
    return runWith(this.enter(), call);
  }

  retryInMs(): number | null {
    if (this.#restsUntil === null) return null;
    const remainingMs = this.#restsUntil - this.#clock.elapsed();
    if (remainingMs > 0) return remainingMs;
    return this.#trial === null ? null : TRIAL_WAIT_MS;
  }

  trouble(): ModelTrouble | null {
    return this.#trouble;
  }

  #permit(isTrial: boolean): CircuitPermit {
    let isSettled = false;
    const settle = (act: () => void): void => {
      if (isSettled) return;
      isSettled = true;
      if (this.#trial === permit) this.#trial = null;
      act();
    };
    const permit: CircuitPermit = {
      alive: () => {
        if (isSettled || this.#trial !== permit) return;
        this.#trial = null;
        if (this.#restsUntil !== null) this.#close(FAILURES_TO_OPEN - 1);
      },
      succeed: () =>
        settle(() => {
          this.#close(0);
          this.#restMs = FIRST_REST_MS;
          this.#trouble = null;
          this.#logged = '';
        }),
      fail: (error) => settle(() => this.#count(error, isTrial)),
      release: () => settle(() => undefined),
    };
    return permit;
  }

  #count(error: AppError, isTrial: boolean): void {
    const trouble = troubleOf(error);
    if (!SERVER_FAULTS.has(error.code) || (!error.isRetryable && trouble === null)) return;
    this.#note(error, trouble);
    if (!error.isRetryable || trouble === 'slow') return;
    // Calls that began before the rest do not prolong it.
    if (this.#restsUntil !== null && !isTrial) return;
    this.#failures += 1;
    if (this.#failures < FAILURES_TO_OPEN) return;
    if (isTrial) this.#restMs = Math.min(this.#restMs * 2, LONGEST_REST_MS);
    this.#restsUntil = this.#clock.elapsed() + this.#restMs;
    this.#logger.warn(
      { circuit: this.#name, restMs: this.#restMs, code: error.code },
      'Too many model failures in a row; resting.',
    );
  }

  #note({ code, message }: AppError, trouble: ModelTrouble | null): void {
    this.#trouble = trouble;
    const fault = `${code} ${trouble ?? ''}`;
    if (fault === this.#logged) return;
    this.#logged = fault;
    this.#logger.warn({ circuit: this.#name, code, trouble }, message);
  }

  #close(failures: number): void {
    if (this.#restsUntil !== null) {
      this.#logger.info({ circuit: this.#name }, 'The model answers again.');
    }
    this.#restsUntil = null;
    this.#failures = failures;
  }
}

async function runWith<T>(permit: CircuitPermit, call: () => Promise<T>): Promise<T> {
  try {
    const result = await call();
    permit.succeed();
    return result;
  } catch (thrown) {
    if (thrown instanceof AppError) permit.fail(thrown);
    throw thrown;
  } finally {
    permit.release();
  }
}

function resting(waitMs: number, name: string): AppError {
  const retryInSeconds = Math.ceil(waitMs / 1_000);
  return new AppError(
    'model-resting',
    `The ${name} failed several times in a row and is left alone for ${retryInSeconds} s. ` +
      'Check that the model server runs and has enough memory.',
    { isRetryable: true, details: { retryInSeconds } },
  );
}
