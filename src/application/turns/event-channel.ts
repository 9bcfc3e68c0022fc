/** A stream that is written from outside: events wait until they are read, none is lost. */
export class EventChannel<Event> implements AsyncIterable<Event>, AsyncIterator<Event> {
  readonly #onReturn: () => void;
  readonly #events: Event[] = [];
  #isClosed = false;
  #wake: (() => void) | null = null;

  /** `onReturn` is called when the reader leaves before the end. */
  constructor(onReturn: () => void) {
    this.#onReturn = onReturn;
  }

  /** Without effect after `close`. */
  push(event: Event): void {
    if (this.#isClosed) return;
    this.#events.push(event);
    this.#wake?.();
  }

  /** The stream ends when what waits has been read. */
  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Event>> {
    for (;;) {
      if (this.#events.length > 0) return { done: false, value: this.#events.shift() as Event };
      if (this.#isClosed) return { done: true, value: undefined };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  return(): Promise<IteratorResult<Event>> {
    const hasEnded = this.#isClosed;
    this.#events.length = 0;
    this.close();
    if (!hasEnded) this.#onReturn();
    return Promise.resolve({ done: true, value: undefined });
  }
}
