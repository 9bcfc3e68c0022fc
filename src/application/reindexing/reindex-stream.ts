import { AppError } from '../../domain/errors.ts';
import type { ReindexEvent } from './reindex-desk.ts';

/** What one listener hears of a reindex: the latest progress, and in any case the end. */
export class ReindexStream implements AsyncIterable<ReindexEvent>, AsyncIterator<ReindexEvent> {
  readonly #signal: AbortSignal | undefined;
  readonly #onLeave: (stream: ReindexStream) => void;
  #progress: ReindexEvent | null = null;
  #end: ReindexEvent | null = null;
  #isDone = false;
  #wake: (() => void) | null = null;

  /** `onLeave` is called when the listener has gone or the end has come, maybe twice. */
  constructor(onLeave: (stream: ReindexStream) => void, signal?: AbortSignal) {
    this.#onLeave = onLeave;
    this.#signal = signal;
    if (signal?.aborted === true) this.#onAbort();
    else signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** Newer progress takes the place of older; nothing comes after the end. */
  push(event: ReindexEvent): void {
    if (this.#end !== null) return;
    if (event.type === 'progress') this.#progress = event;
    else {
      this.#end = event;
      this.#leave();
    }
    this.#wake?.();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<ReindexEvent>> {
    for (;;) {
      if (this.#isDone) return { done: true, value: undefined };
      const progress = this.#progress;
      if (progress !== null) {
        this.#progress = null;
        return { done: false, value: progress };
      }
      if (this.#end !== null) {
        this.#isDone = true;
        return { done: false, value: this.#end };
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  return(): Promise<IteratorResult<ReindexEvent>> {
    this.#isDone = true;
    this.#leave();
    this.#wake?.();
    return Promise.resolve({ done: true, value: undefined });
  }

  readonly #onAbort = (): void => {
    this.push({
      type: 'error',
      error: new AppError('cancelled', 'Nobody waits for the reindex here any more.'),
    });
  };

  #leave(): void {
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#onLeave(this);
  }
}
