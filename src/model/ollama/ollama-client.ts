import { Ollama } from 'ollama';
import type { AppError } from '../../domain/errors.ts';
import type { Clock } from '../../domain/ports.ts';
import type { Patience } from '../model-runtime.ts';
import {
  brokenAnswerFault,
  stoppedFault,
  timeoutFault,
  type OllamaTarget,
} from './ollama-errors.ts';
import { createRequestFetch } from './request-fetch.ts';

/** For a sign of life; the server answers it beside its work. */
export const LIFE_SIGN_TIMEOUT_MS = 3_000; // 3 seconds

export interface OllamaCallOptions {
  readonly target: OllamaTarget;
  readonly body: 'lines' | 'whole';
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/**
 * One request to Ollama with its own client, connection and time limit: closing it touches no
 * other request. Always `close()` it in a `finally`.
 */
export class OllamaCall {
  readonly client: Ollama;
  readonly #target: OllamaTarget;
  readonly #clock: Clock;
  readonly #signal: AbortSignal | undefined;
  readonly #connection = new AbortController();
  #timer: AbortController | null = null;

  constructor(options: OllamaCallOptions) {
    this.#target = options.target;
    this.#clock = options.clock;
    this.#signal = options.signal;
    this.client = new Ollama({
      host: options.target.host,
      fetch: createRequestFetch({
        target: options.target,
        body: options.body,
        signal: this.#connection.signal,
      }),
    });
    if (this.#signal?.aborted === true) this.#onCancel();
    else this.#signal?.addEventListener('abort', this.#onCancel, { once: true });
  }

  /** (Re)starts the time limit: without another call within `timeoutMs` the connection is closed. */
  expectWithin(timeoutMs: number, what: string): void {
    this.#restart(async (signal) => {
      await this.#clock.sleep(timeoutMs, signal);
      return timeoutFault(what, this.#target, 'silent');
    });
  }

  /** The same, for what may take the server long: it is waited for while it gives signs of life. */
  expectPatiently({ askAfterMs, longestMs }: Patience, what: string): void {
    this.#restart(async (signal) => {
      for (let waitedMs = 0; waitedMs < longestMs; waitedMs += askAfterMs) {
        await this.#clock.sleep(Math.min(askAfterMs, longestMs - waitedMs), signal);
        if (!(await this.#lives(signal))) return timeoutFault(what, this.#target, 'silent');
      }
      return timeoutFault(what, this.#target, 'slow');
    });
  }

  #restart(wait: (signal: AbortSignal) => Promise<AppError>): void {
    this.pause();
    const timer = new AbortController();
    this.#timer = timer;
    wait(timer.signal).then(
      (fault) => {
        if (!timer.signal.aborted) this.#connection.abort(fault);
      },
      () => undefined, // stopped in time
    );
  }

  async #lives(signal: AbortSignal): Promise<boolean> {
    const target = { ...this.#target, model: '' };
    const timeoutMs = LIFE_SIGN_TIMEOUT_MS;
    return askOllama({ target, clock: this.#clock, signal, timeoutMs }, (client) =>
      client.version(),
    ).then(
      () => true,
      () => false,
    );
  }

  /** Stops the time limit, e.g. while the reader is busy with what it got. */
  pause(): void {
    this.#timer?.abort();
    this.#timer = null;
  }

  /** @throws AppError `cancelled` | `model-timeout` when the connection has been closed for that */
  throwIfClosed(): void {
    this.#connection.signal.throwIfAborted();
  }

  /** What anything thrown by `client` means. */
  fault(thrown: unknown): AppError {
    const { signal } = this.#connection;
    return brokenAnswerFault(signal.aborted ? signal.reason : thrown, this.#target);
  }

  /** Closes the connection if it is still open, and lets go of timer and signal. Idempotent. */
  close(): void {
    this.pause();
    this.#signal?.removeEventListener('abort', this.#onCancel);
    this.#connection.abort(stoppedFault(this.#target, 'closed'));
  }

  readonly #onCancel = (): void => {
    this.#connection.abort(stoppedFault(this.#target, this.#signal?.reason));
  };
}

export interface AskOptions extends Omit<OllamaCallOptions, 'body'> {
  /** From sending to the whole answer: milliseconds, or as long as the server lives and patience lasts. */
  readonly timeoutMs: number | Patience;
}

/**
 * Sends one request whose answer is one JSON value.
 * @throws AppError `model-unreachable` | `model-missing` | `model-timeout` | `model-failed` | `model-overloaded` | `cancelled`
 */
export async function askOllama<T>(
  options: AskOptions,
  ask: (client: Ollama) => Promise<T>,
): Promise<T> {
  const call = new OllamaCall({ ...options, body: 'whole' });
  try {
    call.throwIfClosed();
    const { timeoutMs } = options;
    if (typeof timeoutMs === 'number') call.expectWithin(timeoutMs, 'answer');
    else call.expectPatiently(timeoutMs, 'answer');
    return await ask(call.client);
  } catch (thrown) {
    throw call.fault(thrown);
  } finally {
    call.close();
  }
}
