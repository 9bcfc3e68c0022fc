import type { AnswerEvent, Citation } from '../../domain/answer.ts';
import type { Language } from '../../domain/language.ts';
import type { RankedPassage } from '../../domain/passage.ts';

/** What the events so far amount to. */
export interface Seen {
  readonly language: Language | null;
  readonly passages: readonly RankedPassage[];
  readonly text: string;
  readonly citations: readonly Citation[];
}

/** A reader's place in a log. */
export interface LogCursor {
  /** The next event; undefined when the reader has caught up. Deltas may come joined. */
  take(): AnswerEvent | undefined;
  /** Resolves when there may be more: after a `push`, at the end, or at `wake`. */
  changed(): Promise<void>;
}

/**
 * The events of one answer for any number of readers, each from the beginning at their own pace.
 * Deltas in a row are kept as one text, so the log grows with the text alone.
 */
export class EventLog {
  readonly #maxChars: number;
  readonly #events: AnswerEvent[] = [];
  #readers: (() => void)[] = [];
  #chars = 0;
  #isEnded = false;

  constructor(maxChars: number) {
    this.#maxChars = maxChars;
  }

  get isFull(): boolean {
    return this.#chars > this.#maxChars;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  push(event: AnswerEvent): void {
    const last = this.#events.at(-1);
    if (event.type === 'text-delta') this.#chars += event.text.length;
    if (event.type === 'text-delta' && last?.type === 'text-delta') {
      this.#events[this.#events.length - 1] = {
        ...last,
        text: last.text + event.text,
        citations: [...last.citations, ...event.citations],
      };
    } else {
      this.#events.push(event);
    }
    this.wake();
  }

  /** No more events come. */
  end(): void {
    this.#isEnded = true;
    this.wake();
  }

  cursor(): LogCursor {
    const cursor = new Cursor(this.#events);
    return {
      take: () => cursor.take(),
      changed: () => new Promise((resolve) => this.#readers.push(resolve)),
    };
  }

  /** Lets every reader look again. */
  wake(): void {
    const readers = this.#readers;
    this.#readers = [];
    for (const look of readers) look();
  }

  seen(): Seen {
    const found = this.#events.find((event) => event.type === 'retrieval-end');
    const deltas = this.#events.filter((event) => event.type === 'text-delta');
    return {
      language: found?.language ?? null,
      passages: found?.passages ?? [],
      text: deltas.map(({ text }) => text).join(''),
      citations: deltas.flatMap(({ citations }) => citations),
    };
  }
}

class Cursor {
  readonly #events: readonly AnswerEvent[];
  #at = 0;
  /** Of the text at `#at`; null before it was looked at. */
  #chars: number | null = null;

  constructor(events: readonly AnswerEvent[]) {
    this.#events = events;
  }

  take(): AnswerEvent | undefined {
    for (;;) {
      const event = this.#events[this.#at];
      if (event === undefined) return undefined;
      if (event.type !== 'text-delta') {
        this.#advance();
        return event;
      }
      if (this.#chars === null || this.#chars < event.text.length) {
        const text = event.text.slice(this.#chars ?? 0);
        this.#chars = event.text.length;
        return { ...event, text };
      }
      // A text may still grow while nothing stands behind it.
      if (this.#at === this.#events.length - 1) return undefined;
      this.#advance();
    }
  }

  #advance(): void {
    this.#at += 1;
    this.#chars = null;
  }
}
