import type { AnswerEvent } from '../../domain/answer.ts';
import { toAppError } from '../../domain/errors.ts';
import { estimateTokens } from '../../text/token-estimate.ts';
import { EventChannel } from './event-channel.ts';
import type { FairQueue, QueueRefusal, QueueTicket, Slot } from './fair-queue.ts';
import type { AnswerSource, ShareAnswers } from './share-answers.ts';
import type { AnswerMeasure } from './wait-estimate.ts';

/** While somebody waits: at once, and whenever the position changes. */
export interface QueueEvent {
  readonly type: 'queue-move';
  /** 1: next; 0: the turn has come, told only to those who had to wait. */
  readonly position: number;
  /** Milliseconds until the turn; null before anything was measured. */
  readonly estimateMs: number | null;
}

/** What happens from the question to its answer, the wait included. */
export type QueuedAnswerEvent = QueueEvent | AnswerEvent;

/** A question with who asks it and how it is answered. */
export interface QueuedQuestion {
  readonly userId: string;
  /** Null outside a server. */
  readonly guildId: string | null;
  readonly question: string;
  /** See `shareKey`; null when the answer must not be shared: with history, or asked again. */
  readonly shareKey: string | null;
  /** Id of the generation that is searched; null when there is none. */
  readonly index?: string | null | undefined;
  /** Runs when the turn has come. */
  readonly source: AnswerSource;
  /**
   * Runs while the question waits: when it ends with an answer, no model is needed, and the place in
   * the queue is given up. Default none.
   */
  readonly trial?: AnswerSource | undefined;
  /** Called once when the source never runs: answered by its trial, refused, called off, or somebody else's answer joined. */
  readonly onUnused?: () => void;
  /** Aborting with `STOPPED` keeps what was written; any other reason cancels. */
  readonly signal?: AbortSignal | undefined;
}

/** Refused at once, or a stream of events. */
export type QueuedAnswer =
  | { readonly kind: 'refused'; readonly reason: QueueRefusal }
  /** Ends with exactly one terminal event; never throws. Leaving it early cancels. */
  | { readonly kind: 'accepted'; readonly events: AsyncIterable<QueuedAnswerEvent> };

/** Answers a question in its turn. Refuses at once when there is no place. */
export type AnswerInTurn = (question: QueuedQuestion) => QueuedAnswer;

/** What answering in turn is built from. */
export interface QueuedAnswersParts {
  readonly queue: FairQueue;
  readonly share: ShareAnswers;
}

/**
 * Queue and sharing together: a question that is being answered already is joined without waiting;
 * everybody else waits in their own place, so that nobody stands in another server's flood, and
 * whoever comes first starts the generation for all who wait for the same.
 */
export function createQueuedAnswers({ queue, share }: QueuedAnswersParts): AnswerInTurn {
  return (question) => {
    const { shareKey: key, userId, guildId, signal } = question;
    const joined = key === null ? null : share.join(key, { ...question, signal });
    if (joined !== null) {
      question.onUnused?.();
      return { kind: 'accepted', events: joined };
    }
    const leaving = new AbortController();
    const ticket = queue.enter({ userId, guildId, signal: anyOf(leaving.signal, signal) });
    if (ticket.kind === 'refused') {
      question.onUnused?.();
      return ticket;
    }
    const reading = new AbortController();
    const channel = new EventChannel<QueuedAnswerEvent>(() => {
      reading.abort();
    });
    const attempt = new Attempt({ question, queue, share, ticket, leaving, channel });
    void attempt.run(anyOf(reading.signal, signal));
    return { kind: 'accepted', events: channel };
  };
}

interface AttemptParts extends QueuedAnswersParts {
  readonly question: QueuedQuestion;
  readonly ticket: QueueTicket;
  /** Aborting it leaves the queue. */
  readonly leaving: AbortController;
  readonly channel: EventChannel<QueuedAnswerEvent>;
}

/** One question on its way from the queue to its answer. */
class Attempt {
  readonly #parts: AttemptParts;
  #joined: AsyncIterable<AnswerEvent> | null = null;
  /** What its trial came to; null: nothing yet, or nothing that ends it. */
  #found: readonly AnswerEvent[] | null = null;
  #hasStarted = false;
  #hasWaited = false;

  constructor(parts: AttemptParts) {
    this.#parts = parts;
  }

  /** Runs by itself, read or not, so that a turn is never held by somebody who went away. */
  async run(signal: AbortSignal): Promise<void> {
    const { channel, leaving, question } = this.#parts;
    const leave = (): void => leaving.abort();
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    try {
      for await (const event of await this.#events(signal)) channel.push(event);
    } catch (thrown) {
      channel.push({ type: 'answer-error', error: toAppError(thrown) });
    } finally {
      signal.removeEventListener('abort', leave);
      if (!this.#hasStarted) question.onUnused?.();
      channel.close();
    }
  }

  /** Waits for the turn, or for somebody else's turn with the same question. */
  async #events(signal: AbortSignal): Promise<AsyncIterable<AnswerEvent>> {
    const { question, share, ticket, leaving } = this.#parts;
    const { shareKey: key, source } = question;
    const listener = { ...question, signal };
    const callOff =
      key === null
        ? () => undefined
        : share.onStart(key, () => {
            this.#joined ??= share.join(key, listener);
            if (this.#joined !== null) leaving.abort();
          });
    this.#tellPosition();
    const trying = new AbortController();
    if (ticket.position() > 0) void this.#try(AbortSignal.any([trying.signal, signal]));
    let slot: Slot;
    try {
      slot = await ticket.turn;
    } catch (thrown) {
      if (this.#joined !== null) return this.#joined;
      if (this.#found !== null) return inOrder(this.#found);
      throw thrown;
    } finally {
      callOff();
      trying.abort();
    }
    this.#joined ??= key === null ? null : share.join(key, listener);
    if (this.#joined !== null) {
      slot.release();
      return this.#joined;
    }
    const inSlot: AnswerSource = (own) => {
      this.#hasStarted = true;
      return answerInSlot(slot, () => source(own));
    };
    return key === null ? inSlot(signal) : share.start(key, inSlot, listener);
  }

  /** Whatever goes wrong here happens again when the turn has come, and is told then. */
  async #try(signal: AbortSignal): Promise<void> {
    const { question, leaving } = this.#parts;
    if (question.trial === undefined) return;
    const events: AnswerEvent[] = [];
    try {
      for await (const event of question.trial(signal)) events.push(event);
    } catch {
      return;
    }
    if (signal.aborted || this.#joined !== null || !events.some((event) => 'answer' in event))
      return;
    this.#found = events;
    leaving.abort();
  }

  #tellPosition(): void {
    const { ticket, queue, channel, leaving } = this.#parts;
    const tell = (position: number): void => {
      if (this.#joined !== null || leaving.signal.aborted) return;
      if (position === 0 && !this.#hasWaited) return;
      this.#hasWaited = true;
      const estimateMs = position === 0 ? 0 : queue.estimateMs(position);
      channel.push({ type: 'queue-move', position, estimateMs });
    };
    ticket.onMove(tell);
    tell(ticket.position());
  }
}

async function* inOrder(events: readonly AnswerEvent[]): AsyncGenerator<AnswerEvent> {
  await Promise.resolve();
  yield* events;
}

/** Holds the slot until the source has ended, and measures a generated answer. */
async function* answerInSlot(
  slot: Slot,
  source: () => AsyncIterable<AnswerEvent>,
): AsyncGenerator<AnswerEvent> {
  let measure: AnswerMeasure | undefined;
  try {
    for await (const event of source()) {
      measure = measureOf(event);
      yield event;
    }
  } finally {
    slot.release(measure);
  }
}

/** Undefined for what says nothing about the next answer's duration. */
function measureOf(event: AnswerEvent): AnswerMeasure | undefined {
  if (event.type !== 'answer-end' || event.answer.reason === 'stopped') return undefined;
  const { mode, answer, timingsMs } = event.answer;
  const { firstToken, total } = timingsMs;
  if (mode !== 'generated' || firstToken === null || total <= firstToken) {
    return { answerTokens: null, tokensPerSecond: null };
  }
  const answerTokens = estimateTokens(answer);
  return { answerTokens, tokensPerSecond: answerTokens / ((total - firstToken) / 1_000) };
}

/** Keeps the reason of whichever aborts first. */
function anyOf(own: AbortSignal, other: AbortSignal | undefined): AbortSignal {
  return other === undefined ? own : AbortSignal.any([own, other]);
}
