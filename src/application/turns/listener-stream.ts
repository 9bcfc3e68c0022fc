import type { Answer, AnswerEvent, Citation } from '../../domain/answer.ts';
import { AppError, toAppError } from '../../domain/errors.ts';
import type { Language } from '../../domain/language.ts';
import type { RankedPassage } from '../../domain/passage.ts';
import { STOPPED } from '../../domain/ports.ts';
import type { EventLog, LogCursor } from './event-log.ts';

/** One of those who wait for the same answer. */
export interface Listener {
  /** The question as this user put it. */
  readonly question: string;
  /** Id of the generation that is searched. Default null: none is known. */
  readonly index?: string | null | undefined;
  /**
   * Ends this listener alone. With the reason `STOPPED` they get what was written so far as their
   * answer; with any other the error `cancelled`.
   */
  readonly signal?: AbortSignal | undefined;
}

/** What one of several listeners has seen when they press Stop. */
export interface PartialAnswer {
  readonly id: string;
  readonly question: string;
  /** Id of the generation that was searched; null when none is known. */
  readonly index: string | null;
  /** Null before the search has ended. */
  readonly language: Language | null;
  readonly passages: readonly RankedPassage[];
  /** What stands of the answer so far, and its sources. */
  readonly text: string;
  readonly citations: readonly Citation[];
}

/** What a listener needs of the generation. */
export interface ListenerStreamParts {
  readonly listener: Listener;
  readonly log: EventLog;
  /** The event as this listener gets it. */
  readonly own: (event: AnswerEvent) => AnswerEvent;
  readonly endStopped: (seen: Omit<PartialAnswer, 'id' | 'question' | 'index'>) => Answer;
  readonly isLast: () => boolean;
  readonly onLeave: () => void;
  /** Stops the generation itself, which then ends with its own terminal event. */
  readonly stopAll: () => void;
}

/** One listener's way through the log of a generation that several may listen to. */
export class ListenerStream implements AsyncIterable<AnswerEvent>, AsyncIterator<AnswerEvent> {
  readonly #parts: ListenerStreamParts;
  readonly #cursor: LogCursor;
  #ending: AnswerEvent | null = null;
  #isDone = false;
  #hasLeft = false;

  constructor(parts: ListenerStreamParts) {
    this.#parts = parts;
    this.#cursor = parts.log.cursor();
    const { signal } = parts.listener;
    if (signal?.aborted === true) this.#onAbort();
    else signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<AnswerEvent>> {
    while (!this.#isDone) {
      if (this.#ending !== null) return this.#finish(this.#ending);
      const event = this.#cursor.take();
      if (event !== undefined) {
        const isLast = event.type.startsWith('answer-');
        const own = this.#parts.own(event);
        return isLast ? this.#finish(own) : { done: false, value: own };
      }
      if (this.#parts.log.isEnded) return this.#finish(withoutEnd());
      await this.#cursor.changed();
    }
    return { done: true, value: undefined };
  }

  return(): Promise<IteratorResult<AnswerEvent>> {
    this.#isDone = true;
    this.#leave();
    return Promise.resolve({ done: true, value: undefined });
  }

  readonly #onAbort = (): void => {
    const { listener, log, isLast, stopAll } = this.#parts;
    const isStopped = listener.signal?.reason === STOPPED;
    if (isStopped && isLast()) {
      stopAll(); // and wait for how it ends
      return;
    }
    this.#ending = isStopped ? this.#stopped() : { type: 'answer-error', error: cancelled() };
    this.#leave();
    log.wake();
  };

  /** Runs in an event handler, where nothing may be thrown. */
  #stopped(): AnswerEvent {
    const { endStopped, log } = this.#parts;
    try {
      return { type: 'answer-end', answer: endStopped(log.seen()) };
    } catch (thrown) {
      return { type: 'answer-error', error: toAppError(thrown) };
    }
  }

  #finish(value: AnswerEvent): IteratorResult<AnswerEvent> {
    this.#isDone = true;
    this.#leave();
    return { done: false, value };
  }

  #leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#parts.listener.signal?.removeEventListener('abort', this.#onAbort);
    this.#parts.onLeave();
  }
}

function cancelled(): AppError {
  return new AppError('cancelled', 'The answer was cancelled.');
}

function withoutEnd(): AnswerEvent {
  const error = new AppError('internal', 'The answer ended without a terminal event.');
  return { type: 'answer-error', error };
}
