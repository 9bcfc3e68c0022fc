import { AppError, cancelled, fromErrorData } from '../../domain/errors.ts';
import type { Clock, Logger } from '../../domain/ports.ts';
import type { Patience } from '../model-runtime.ts';
import type { ChildHandle } from './start-child.ts';
import { OVER_LIMIT_EXIT, type FromChild, type Order, type Outcome } from './protocol.ts';

/** From one piece of an answer to the next. */
export const NEXT_PIECE_TIMEOUT_MS = 60_000; // 1 minute
/** For a sign of life; the process gives it beside its work. */
export const LIFE_SIGN_TIMEOUT_MS = 3_000; // 3 seconds

export interface ModelProcessOptions {
  /** Starts the process, its settings included. Throws AppError when it cannot be. */
  readonly start: () => ChildHandle;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface OrderOptions {
  readonly signal?: AbortSignal | undefined;
  readonly patience: Patience;
}

/** What an order yields: pieces of text, then its outcome. */
export type Yielded = string | Exclude<Outcome, { type: 'failed' }>;

type Listener = (message: FromChild | AppError) => void;

/**
 * The process of the models, started when there is something to do, and anew after it has ended.
 * When it ends, whatever it was doing fails with the cause; the next order starts it again.
 */
export class ModelProcess {
  readonly #options: ModelProcessOptions;
  readonly #listeners = new Map<number, Listener>();
  #child: ChildHandle | null = null;
  /** Why it was ended from here; what it was doing fails with that. */
  #endedFor: AppError | null = null;
  #lastId = 0;
  #isClosed = false;

  constructor(options: ModelProcessOptions) {
    this.#options = options;
  }

  /**
   * Carries out one order. Leaving the loop early, or the signal, stops it and no other.
   * @throws AppError `model-unreachable` | `model-failed` | `model-timeout` | `cancelled`
   */
  async *run(order: Order, options: OrderOptions): AsyncGenerator<Yielded, void> {
    if (options.signal?.aborted === true) throw cancelled(options.signal.reason);
    const child = this.#running();
    const inbox = new Inbox(options.signal);
    const id = this.#listen((message) => inbox.put(message));
    let isOver = false;
    try {
      child.send({ id, order });
      let wait = this.#waitPatiently(child, inbox, options.patience);
      for (;;) {
        const message = await inbox.next(wait);
        if ('outcome' in message) {
          isOver = true;
          if (message.outcome.type === 'failed') throw fromErrorData(message.outcome.fault);
          yield message.outcome;
          return;
        }
        if (!('text' in message)) continue;
        yield message.text;
        wait = this.#waitForNext(child);
      }
    } catch (thrown) {
      isOver ||= thrown instanceof AppError && thrown.details['reason'] === ENDED;
      throw thrown;
    } finally {
      inbox.close();
      this.#listeners.delete(id);
      if (!isOver) child.send({ id, stop: true });
    }
  }

  /** Ends the process; every order under way fails. Idempotent. */
  close(): void {
    this.#isClosed = true;
    this.#child?.kill();
  }

  #running(): ChildHandle {
    if (this.#isClosed) throw cancelled(undefined, 'The order to the models');
    this.#child ??= this.#start();
    return this.#child;
  }

  #start(): ChildHandle {
    const child = this.#options.start();
    child.onMessage((message) => this.#listeners.get(message.id)?.(message));
    child.onEnd((code, signal, said) => this.#onEnd({ code, signal, said }));
    return child;
  }

  #onEnd(end: End): void {
    this.#child = null;
    const fault = this.#endedFor ?? endedFault(end);
    this.#endedFor = null;
    if (!this.#isClosed) {
      this.#options.logger.warn(
        { code: fault.code, trouble: fault.details['trouble'] },
        fault.message,
      );
    }
    for (const listener of [...this.#listeners.values()]) listener(fault);
  }

  #listen(listener: Listener): number {
    this.#lastId += 1;
    this.#listeners.set(this.#lastId, listener);
    return this.#lastId;
  }

  /** Waits for the first sign while the process lives; one that does not is ended. */
  #waitPatiently(child: ChildHandle, inbox: Inbox, { askAfterMs, longestMs }: Patience): Wait {
    return async (signal) => {
      for (let waitedMs = 0; waitedMs < longestMs; waitedMs += askAfterMs) {
        await this.#options.clock.sleep(Math.min(askAfterMs, longestMs - waitedMs), signal);
        if (inbox.isEmpty() && !(await this.#lives(child, signal))) {
          return this.#endSilent(child);
        }
      }
      return slow(longestMs);
    };
  }

  #waitForNext(child: ChildHandle): Wait {
    return async (signal) => {
      await this.#options.clock.sleep(NEXT_PIECE_TIMEOUT_MS, signal);
      return this.#endSilent(child);
    };
  }

  #endSilent(child: ChildHandle): AppError {
    const fault = silent();
    this.#endedFor = fault;
    child.kill();
    return fault;
  }

  async #lives(child: ChildHandle, signal: AbortSignal): Promise<boolean> {
    const over = new AbortController();
    const timer = AbortSignal.any([signal, over.signal]);
    let id = 0;
    const pong = new Promise<true>((resolve) => {
      id = this.#listen(() => resolve(true));
    });
    const late = this.#options.clock.sleep(LIFE_SIGN_TIMEOUT_MS, timer).then(() => false);
    child.send({ id, ping: true });
    try {
      return await Promise.race([pong, late]);
    } finally {
      over.abort();
      late.catch(() => undefined);
      this.#listeners.delete(id);
    }
  }
}

/** Resolves with what is wrong when the wait was too long; rejects when the signal aborts. */
type Wait = (signal: AbortSignal) => Promise<AppError>;

/** Messages of one order, for whoever reads them one by one. */
class Inbox {
  readonly #signal: AbortSignal | undefined;
  readonly #messages: FromChild[] = [];
  #stopped: AppError | null = null;
  #fault: AppError | null = null;
  #wake: () => void = () => undefined;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
    signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  put(message: FromChild | AppError): void {
    if (message instanceof AppError) this.#fault ??= message;
    else this.#messages.push(message);
    this.#wake();
  }

  isEmpty(): boolean {
    return this.#messages.length === 0;
  }

  async next(wait: Wait): Promise<FromChild> {
    const timer = new AbortController();
    try {
      for (;;) {
        if (this.#stopped !== null) throw this.#stopped;
        const message = this.#messages.shift();
        if (message !== undefined) return message;
        if (this.#fault !== null) throw this.#fault;
        const arrived = new Promise<void>((resolve) => (this.#wake = resolve));
        await Promise.race([arrived, wait(timer.signal).then((fault) => this.put(fault))]);
      }
    } finally {
      timer.abort();
    }
  }

  close(): void {
    this.#signal?.removeEventListener('abort', this.#onAbort);
  }

  readonly #onAbort = (): void => {
    const reason: unknown = this.#signal?.reason;
    this.#stopped =
      reason instanceof AppError ? reason : cancelled(reason, 'The order to the models');
    this.#wake();
  };
}

interface End {
  readonly code: number | null;
  readonly signal: string | null;
  /** The last line the process wrote. */
  readonly said: string;
}

/** `details.reason` of whatever failed because the process has ended. */
const ENDED = 'process-ended';
const MAX_QUOTED_CHARS = 300;
const NO_MEMORY = /out of memory|failed to allocate|bad_alloc|insufficient memory/iu;

function endedFault({ code, signal, said }: End): AppError {
  const isShort = code === OVER_LIMIT_EXIT || signal === 'SIGKILL' || NO_MEMORY.test(said);
  const how = code === null ? `signal ${signal ?? 'unknown'}` : `exit code ${code}`;
  const why = code === OVER_LIMIT_EXIT ? 'it took more memory than it may' : how;
  const advice = isShort
    ? 'If memory is short, take a smaller model (CHAT_MODEL) or close programs. '
    : '';
  const last = said === '' ? '' : ` Its last words: ${said.slice(0, MAX_QUOTED_CHARS)}`;
  return new AppError(
    'model-failed',
    `The process of the models ended (${why}). ${advice}It is started again when it is needed.${last}`,
    {
      isRetryable: true,
      details: { reason: ENDED, ...(isShort ? { trouble: 'memory-short' } : {}) },
    },
  );
}

function silent(): AppError {
  return new AppError(
    'model-timeout',
    'The process of the models said nothing at all and was ended; it is started again when it is needed.',
    { isRetryable: true, details: { trouble: 'silent' } },
  );
}

function slow(longestMs: number): AppError {
  return new AppError(
    'model-timeout',
    `The models had not begun to answer after ${Math.round(longestMs / 1_000)} s. ` +
      'Raise ANSWER_DEADLINE_SECONDS, or take a smaller model.',
    { isRetryable: true, details: { trouble: 'slow' } },
  );
}
