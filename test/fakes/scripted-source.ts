import type { AnswerSource } from '../../src/application/turns/share-answers.ts';
import { EventChannel } from '../../src/application/turns/event-channel.ts';
import type { AnswerEvent } from '../../src/domain/answer.ts';
import { AppError } from '../../src/domain/errors.ts';

/** An answer that says what it is told, when it is told; records its signal. */
export class ScriptedSource {
  starts = 0;
  signal: AbortSignal | null = null;
  #channel = this.#newChannel();

  /** Goes on whatever its signal does. */
  readonly run: AnswerSource = (signal) => {
    this.starts += 1;
    this.signal = signal;
    return this.#channel;
  };

  /** As a chain does: ends the answer with `cancelled` as soon as the signal aborts. */
  readonly runAbortable: AnswerSource = (signal) => {
    const end = (): void => {
      this.push({ type: 'answer-error', error: new AppError('cancelled', 'aborted') });
      this.end();
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
    return this.run(signal);
  };

  push(...events: readonly AnswerEvent[]): void {
    for (const event of events) this.#channel.push(event);
  }

  /** Ends the stream; what is pushed afterwards belongs to the next start. */
  end(): void {
    this.#channel.close();
    this.#channel = this.#newChannel();
  }

  #newChannel(): EventChannel<AnswerEvent> {
    return new EventChannel<AnswerEvent>(() => undefined);
  }
}
