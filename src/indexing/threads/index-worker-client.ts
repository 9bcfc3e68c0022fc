import { setTimeout as delay } from 'node:timers/promises';
import { Worker, type Transferable } from 'node:worker_threads';
import { AppError, fromErrorData } from '../../domain/errors.ts';
import type { StoreNote } from '../../domain/generation-store.ts';
import type {
  Report,
  WorkerRequest,
  WorkerResponse,
  WorkerRole,
  WorkerStart,
} from './index-worker-protocol.ts';

interface Waiting {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: AppError) => void;
  readonly options: CallOptions;
  /** Ends the waiting for a worker that gives no sign. */
  stall: NodeJS.Timeout | null;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Buffers that move to the worker instead of being copied. */
  readonly transfer?: readonly Transferable[];
  /** Told how far the request is, a few times a second at most. */
  readonly onProgress?: Report;
  /**
   * Milliseconds without any sign after which the worker is ended and `onStall` makes the error of
   * what it was at. Only for work that can be cut off anywhere.
   */
  readonly stallMs?: number;
  readonly onStall?: (at: string) => AppError;
}

type Input<Calls, Name extends keyof Calls> = Calls[Name] extends { readonly input: infer I }
  ? I
  : never;
type Output<Calls, Name extends keyof Calls> = Calls[Name] extends { readonly output: infer O }
  ? O
  : never;

/** A search leaves little garbage: without a limit V8 lets tens of megabytes of it lie. */
const SEARCH_LIMITS = { maxYoungGenerationSizeMb: 8 };

/**
 * How long a closing worker may take to come to the end of a step. Ending a thread inside hnswlib
 * ends the whole process, so it is the last resort.
 */
export const CLOSE_PATIENCE_MS = 60_000; // 1 minute
/** The same for work that can be cut off anywhere. */
export const CUT_PATIENCE_MS = 1_000; // 1 second
/** Longest name of what is worked at, in bytes. */
const MAX_AT_BYTES = 8_192;

/** The main thread's end of one index worker. */
export class IndexWorkerClient<Calls extends object> {
  readonly #worker: Worker;
  /** 1: the worker is to end what it does at its next step. */
  readonly #stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  readonly #at = new Uint8Array(new SharedArrayBuffer(MAX_AT_BYTES));
  readonly #waiting = new Map<number, Waiting>();
  readonly #idle: (() => void)[] = [];
  #nextId = 1;
  #fault: AppError | null = null;
  #closing: Promise<void> | null = null;

  private constructor(entry: URL, role: WorkerRole, store: StoreNote) {
    this.#worker = new Worker(entry, {
      workerData: { role, stop: this.#stop, at: this.#at, store } satisfies WorkerStart,
      ...(role === 'search' ? { resourceLimits: SEARCH_LIMITS } : {}),
    });
    this.#worker.on('message', (response: WorkerResponse) => this.#settle(response));
    this.#worker.on('error', (error) => this.#fail('The index worker failed', error));
    this.#worker.on('exit', (code) => this.#fail(`The index worker ended (code ${code})`));
  }

  /** Starts a thread with this module; `Calls` are those of its role. */
  static start<Calls extends object>(
    entry: URL,
    role: WorkerRole,
    store: StoreNote = {},
  ): IndexWorkerClient<Calls> {
    return new IndexWorkerClient<Calls>(entry, role, store);
  }

  /**
   * Asks the worker. An abort stops the waiting, not the worker.
   * @throws AppError what the worker threw, `cancelled`, or `internal` when the worker is gone
   */
  async call<Name extends keyof Calls & string>(
    name: Name,
    input: Input<Calls, Name>,
    options: CallOptions = {},
  ): Promise<Output<Calls, Name>> {
    const { signal } = options;
    if (signal?.aborted === true) throw cancelled(signal);
    if (this.#fault !== null) throw this.#fault;
    const id = this.#nextId++;
    const aborting = new AbortController();
    try {
      const output = await new Promise<unknown>((resolve, reject) => {
        const waiting: Waiting = { resolve, reject, options, stall: null };
        this.#waiting.set(id, waiting);
        this.#watch(waiting);
        const onAbort = (): void => reject(cancelled(signal));
        signal?.addEventListener('abort', onAbort, { once: true, signal: aborting.signal });
        const request: WorkerRequest = { id, name, input };
        this.#worker.postMessage(request, [...(options.transfer ?? [])]);
      });
      return output as Output<Calls, Name>;
    } finally {
      aborting.abort(); // takes the listener off again
    }
  }

  /** Resolves when no request is under way. */
  async whenIdle(): Promise<void> {
    if (this.#waiting.size === 0) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Ends the worker at its next step; whatever still waits is rejected. Idempotent. */
  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    this.#fault ??= new AppError('internal', 'The index worker has been closed.');
    Atomics.store(this.#stop, 0, 1);
    const over = new AbortController();
    const running = [...this.#waiting.values()];
    const mayBeCut = running.every(({ options }) => options.stallMs !== undefined);
    const patienceMs = mayBeCut ? CUT_PATIENCE_MS : CLOSE_PATIENCE_MS;
    const late = delay(patienceMs, undefined, { signal: over.signal }).catch(() => undefined);
    await Promise.race([this.whenIdle(), late]);
    over.abort();
    await this.#worker.terminate();
  }

  #settle(response: WorkerResponse): void {
    const waiting = this.#waiting.get(response.id);
    if (response.type === 'progress') {
      if (waiting !== undefined) this.#watch(waiting);
      waiting?.options.onProgress?.(response.done, response.total);
      return;
    }
    clearTimeout(waiting?.stall ?? undefined);
    this.#waiting.delete(response.id);
    if (response.type === 'output') waiting?.resolve(response.output);
    else waiting?.reject(fromErrorData(response.error));
    if (this.#waiting.size === 0) this.#releaseIdle();
  }

  /** From now on so long without a sign. */
  #watch(waiting: Waiting): void {
    const { stallMs, onStall } = waiting.options;
    clearTimeout(waiting.stall ?? undefined);
    if (stallMs === undefined || this.#closing !== null) return;
    waiting.stall = setTimeout(() => {
      const end = this.#at.indexOf(0);
      const at = new TextDecoder().decode(this.#at.slice(0, end === -1 ? undefined : end));
      waiting.reject(onStall?.(at) ?? new AppError('internal', 'The index worker hangs.'));
      void this.close();
    }, stallMs);
  }

  #fail(reason: string, cause?: unknown): void {
    const text = cause instanceof Error ? `: ${cause.message}` : '';
    this.#fault ??= new AppError('internal', `${reason}${text}.`, { cause });
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject, stall } of waiting) {
      clearTimeout(stall ?? undefined);
      reject(this.#fault);
    }
    this.#releaseIdle();
  }

  #releaseIdle(): void {
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}

function cancelled(signal: AbortSignal | undefined): AppError {
  return new AppError('cancelled', 'The request to the index was cancelled.', {
    cause: signal?.reason,
  });
}
