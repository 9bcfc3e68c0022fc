import type { Answer, AnswerEvent } from '../../domain/answer.ts';
import { AppError, toAppError } from '../../domain/errors.ts';
import { STOPPED, type NewId } from '../../domain/ports.ts';
import { EventLog } from './event-log.ts';
import { ListenerStream, type Listener, type PartialAnswer } from './listener-stream.ts';

/** Characters a shared answer may have; one that is longer ends as if somebody pressed Stop. */
export const MAX_SHARED_CHARS = 100_000;

/** What makes two questions the same. */
export interface ShareKeyParts {
  readonly question: string;
  /** What decides the answer's language: `de`, or e.g. `auto:en` for the question's own. */
  readonly language: string;
  /** `all` for the shared corpus alone; a server's id where it has articles of its own. */
  readonly scope: string;
  /** Null when there is no index. */
  readonly generationId: string | null;
}

/**
 * Key for questions that one generation may answer; only for questions without history. Case,
 * spaces and the marks at the end do not matter.
 */
export function shareKey({ question, language, scope, generationId }: ShareKeyParts): string {
  const normalised = question
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .replace(/(?<![\s?!.…])[\s?!.…]+$/u, '')
    .trim();
  return JSON.stringify([normalised, language, scope, generationId]);
}

/** Makes a checked answer with the reason `stopped` of what was written. */
export type EndStopped = (partial: PartialAnswer) => Answer;

/** Starts the generation. Ends with one terminal event; aborting the signal ends it early. */
export type AnswerSource = (signal: AbortSignal) => AsyncIterable<AnswerEvent>;

/** The generations under way, by key. */
export interface ShareAnswers {
  /** The running generation of that key, from its first event on; null when none runs. */
  join(key: string, listener: Listener): AsyncIterable<AnswerEvent> | null;
  /** Starts one at once, or joins the one that runs. Has to be read or aborted. */
  start(key: string, source: AnswerSource, listener: Listener): AsyncIterable<AnswerEvent>;
  /** Calls back once, as soon as a generation of that key starts. Returns how to call it off. */
  onStart(key: string, callback: () => void): () => void;
}

/** What sharing needs from outside. */
export interface ShareAnswersParts {
  readonly newId: NewId;
  readonly endStopped: EndStopped;
}

/**
 * Lets identical questions share one generation. Every listener gets all events, exactly one
 * terminal event, and an answer under an id and with the question of their own. The generation is
 * aborted when its last listener has gone.
 */
export function createShareAnswers(parts: ShareAnswersParts): ShareAnswers {
  const running = new Map<string, SharedGeneration>();
  const waiting = new Map<string, Set<() => void>>();
  const tellWaiting = (key: string): void => {
    const callbacks = waiting.get(key);
    waiting.delete(key);
    for (const callback of callbacks ?? []) callback();
  };
  const join: ShareAnswers['join'] = (key, listener) => {
    const generation = running.get(key);
    return generation?.isOpen === true ? generation.listen(listener) : null;
  };
  return {
    join,
    start(key, source, listener) {
      const joined = join(key, listener);
      if (joined !== null) return joined;
      const generation = new SharedGeneration(parts);
      running.set(key, generation);
      const events = generation.listen(listener);
      const forget = (): void => {
        if (running.get(key) === generation) running.delete(key);
      };
      void generation.run(source).then(forget);
      tellWaiting(key);
      return events;
    },
    onStart(key, callback) {
      const callbacks = waiting.get(key) ?? new Set();
      waiting.set(key, callbacks.add(callback));
      return () => {
        callbacks.delete(callback);
        if (callbacks.size === 0 && waiting.get(key) === callbacks) waiting.delete(key);
      };
    },
  };
}

class SharedGeneration {
  readonly #parts: ShareAnswersParts;
  readonly #abort = new AbortController();
  readonly #log = new EventLog(MAX_SHARED_CHARS);
  #listeners = 0;
  #heard = 0;
  #isOver = false;

  constructor(parts: ShareAnswersParts) {
    this.#parts = parts;
  }

  /** Whether a newcomer would still get an answer from it. */
  get isOpen(): boolean {
    return !this.#isOver && !this.#abort.signal.aborted;
  }

  /** Reads the source to its end. Never throws. */
  async run(source: AnswerSource): Promise<void> {
    try {
      for await (const event of source(this.#abort.signal)) {
        this.#log.push(event);
        if (this.#log.isFull && !this.#abort.signal.aborted) this.#abort.abort(STOPPED);
      }
    } catch (thrown) {
      this.#log.push({ type: 'answer-error', error: toAppError(thrown) });
    }
    this.#isOver = true;
    this.#log.end();
  }

  /** From the first event on. The listener counts from this call, read or not. */
  listen(listener: Listener): AsyncIterable<AnswerEvent> {
    const isFirst = this.#heard === 0;
    this.#heard += 1;
    this.#listeners += 1;
    return new ListenerStream({
      listener,
      log: this.#log,
      own: (event) => (isFirst ? event : this.#ownCopy(event, listener)),
      endStopped: (partial) =>
        this.#parts.endStopped({
          ...partial,
          id: this.#parts.newId(),
          question: listener.question,
          index: listener.index ?? null,
        }),
      isLast: () => this.#listeners === 1,
      onLeave: () => {
        this.#listeners -= 1;
        if (this.#listeners === 0) this.#abort.abort(cancelled());
      },
      stopAll: () => this.#abort.abort(STOPPED),
    });
  }

  #ownCopy(event: AnswerEvent, { question }: Listener): AnswerEvent {
    if (!('answer' in event)) return event;
    return { ...event, answer: { ...event.answer, id: this.#parts.newId(), question } };
  }
}

function cancelled(): AppError {
  return new AppError('cancelled', 'Nobody listens to the answer any more.');
}
