import type { ReplyPoll, ReplyPort, ReplyView } from '../application/command.ts';
import { ShowingLog } from '../application/showing-log.ts';
import type { Clock, Logger } from '../domain/ports.ts';
import type { Showing } from '../domain/receipt.ts';
import type { ChannelPacer, Urgency } from './channel-pacer.ts';
import { faultFields, replyFault } from './discord-faults.ts';
import { FINAL_EDIT_ATTEMPTS, FINAL_EDIT_RETRY_MS } from './discord-limits.ts';
import type { MessageBody } from './render-reply.ts';
import type { ReplyTarget } from './reply-target.ts';
import type { ReplyTransport } from './reply-transport.ts';

/** Why nobody can see the reply any longer. */
export type ReplyLoss = 'message-gone' | 'token-ended';

/** 0: as it should be; 1: without buttons; 2: nothing but a sentence that it could not be shown. */
export type Plainness = 0 | 1 | 2;

export interface StreamingEditorOptions {
  readonly channelId: string;
  readonly pacer: ChannelPacer;
  readonly transport: ReplyTransport;
  /** Takes over when the interaction's token ends; null where only the token gives access. */
  readonly successor: ReplyTransport | null;
  readonly render: (view: ReplyView, plainness: Plainness) => readonly MessageBody[];
  /** Sends the poll of the last view, and resolves to its message; null: it cannot. Throws as a transport. */
  readonly openPoll?: ReplyTarget['openPoll'] | undefined;
  /** Tells the messages of this reply from all others, at most 20 characters. */
  readonly nonce: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /**
   * `message-gone`: the message or its channel is not there any longer. `token-ended`: the same, unless the successor
   * was refused before the token's end; then one last `finish` may still arrive.
   */
  readonly onLost: (loss: ReplyLoss) => void;
  /** Called once, as soon as the id of the reply's first message is known. */
  readonly onFirstMessage?: (messageId: string) => void;
}

interface Delivered {
  readonly id: string;
  /** The body as JSON, to compare with. */
  readonly body: string;
}

type Step =
  | { readonly kind: 'write'; readonly index: number; readonly body: MessageBody }
  | { readonly kind: 'remove'; readonly id: string }
  | { readonly kind: 'poll'; readonly poll: ReplyPoll };

/**
 * Keeps the messages of one reply equal to the newest view. Updates are coalesced; each turn of the
 * channel sends the first message that differs, so that earlier messages stand before later ones.
 */
export class StreamingEditor implements ReplyPort {
  readonly #options: StreamingEditorOptions;
  #transport: ReplyTransport;
  #successor: ReplyTransport | null;
  #view: ReplyView | null = null;
  #delivered: Delivered[] = [];
  #isFinal = false;
  #hasEnded = false;
  #failures = 0;
  readonly #log: ShowingLog;
  #pump: Promise<void> | null = null;
  #rendered: { view: ReplyView; bodies: readonly MessageBody[] } | null = null;
  /** The view Discord does not take as it is. */
  #refused: ReplyView | null = null;
  #pollId: string | null = null;
  #plainness: Plainness = 0;

  constructor(options: StreamingEditorOptions) {
    this.#options = options;
    this.#log = new ShowingLog(options.clock);
    this.#transport = options.transport;
    this.#successor = options.successor;
  }

  /** The newest view asked for, delivered or not. */
  get view(): ReplyView | null {
    return this.#view;
  }

  /** Whether `finish` was called or the reply is lost. */
  get isFinished(): boolean {
    return this.#isFinal || this.#hasEnded;
  }

  sent(): Showing {
    return this.#log.soFar();
  }

  pollId(): string | null {
    return this.#pollId;
  }

  update(view: ReplyView): void {
    if (this.isFinished) return;
    this.#take(view);
    // A running pump takes the newest view by itself; looking at every token's view would be wasted.
    if (this.#pump === null && this.#hasWork()) void this.#kick();
  }

  async finish(view: ReplyView): Promise<void> {
    if (!this.isFinished) {
      this.#take(view);
      this.#isFinal = true;
      this.#refused = null;
    }
    while (this.#hasWork()) await this.#kick();
  }

  /** The token is about to end: goes on with the successor. False when there is none. */
  changeTransport(): boolean {
    if (this.#successor === null) return false;
    this.#transport = this.#successor;
    this.#successor = null;
    return true;
  }

  /** Ends without a further request. */
  abandon(): void {
    this.#hasEnded = true;
  }

  #take(view: ReplyView): void {
    this.#log.begin();
    this.#view = view;
    this.#failures = 0;
  }

  #hasWork(): boolean {
    return !this.#hasEnded && this.#view !== this.#refused && this.#nextStep() !== null;
  }

  /** Needs work to do: a pump that ends before its first wait would never be cleared. */
  #kick(): Promise<void> {
    this.#pump ??= this.#run();
    return this.#pump;
  }

  async #run(): Promise<void> {
    try {
      while (this.#hasWork()) {
        await this.#options.pacer.run(this.#options.channelId, this.#urgency(), () => this.#turn());
        if (this.#failures > 0 && !(await this.#mayTryAgain())) return;
      }
    } finally {
      // In the same tick as the last look for work, so that no update falls between.
      this.#pump = null;
    }
  }

  #urgency(): Urgency {
    if (this.#isFinal) return 'final';
    return this.#delivered.length === 0 ? 'first' : 'update';
  }

  async #turn(): Promise<boolean> {
    const step = this.#nextStep();
    const view = this.#view;
    if (step === null || this.#hasEnded) return false;
    try {
      await this.#perform(step);
      this.#failures = 0;
    } catch (thrown) {
      this.#failed(step, view, thrown);
    }
    return true;
  }

  #nextStep(): Step | null {
    if (this.#view === null) return null;
    const wanted = this.#render(this.#view);
    for (const [index, body] of wanted.entries()) {
      if (this.#delivered[index]?.body !== JSON.stringify(body)) {
        return { kind: 'write', index, body };
      }
    }
    const surplus = this.#delivered.length > wanted.length ? this.#delivered.at(-1) : undefined;
    if (surplus !== undefined) return { kind: 'remove', id: surplus.id };
    const { poll } = this.#view;
    const isDue =
      poll !== undefined && this.#isFinal && this.#plainness < 2 && this.#pollId === null;
    return isDue ? { kind: 'poll', poll } : null;
  }

  #render(view: ReplyView): readonly MessageBody[] {
    if (this.#rendered?.view !== view) {
      this.#rendered = { view, bodies: this.#options.render(view, this.#plainness) };
    }
    return this.#rendered.bodies;
  }

  async #perform(step: Step): Promise<void> {
    this.#log.send();
    if (step.kind === 'poll') return this.#poll(step.poll);
    if (step.kind === 'remove') {
      await this.#transport.remove(step.id);
      this.#delivered.pop();
      return;
    }
    const known = this.#delivered[step.index]?.id ?? null;
    const isNew = known === null && step.index > 0;
    const id = isNew
      ? await this.#transport.create(step.body, this.#nonce(step.index))
      : await this.#transport.edit(known, step.body, this.#nonce(step.index));
    const isFirst = step.index === 0 && this.#delivered.length === 0;
    if (isFirst) this.#options.onFirstMessage?.(id);
    this.#delivered[step.index] = { id, body: JSON.stringify(step.body) };
  }

  /** A poll is a message that is never edited; where there can be none, the other view is shown. */
  async #poll(poll: ReplyPoll): Promise<void> {
    const { openPoll } = this.#options;
    this.#pollId = (await openPoll?.(poll, this.#nonce('p'))) ?? null;
    if (this.#pollId !== null) return;
    this.#options.logger.info({}, 'Discord took no poll below a reply; buttons stand there.');
    this.#view = poll.otherwise;
  }

  /** The same for each attempt at one message. */
  #nonce(part: number | 'p'): string {
    return `${this.#options.nonce}:${part}`;
  }

  #failed(step: Step, view: ReplyView | null, thrown: unknown): void {
    const { logger, onLost } = this.#options;
    const fault = replyFault(thrown);
    logger.warn({ fault, step: step.kind, ...faultFields(thrown) }, 'A reply could not be edited.');
    if (step.kind === 'remove' && (fault === 'gone' || fault === 'invalid')) {
      this.#delivered.pop();
      return;
    }
    if (fault === 'invalid') {
      if (view === this.#view) this.#showPlainer(); // else a newer view is on its way
      return;
    }
    if (fault === 'expired' && this.changeTransport()) return;
    if (fault === 'passing') {
      this.#failures += 1;
      return;
    }
    if (fault === 'gone' && this.#goBack()) return onLost('token-ended');
    this.#hasEnded = true;
    onLost(fault === 'expired' ? 'token-ended' : 'message-gone');
  }

  /** Discord does not take the body: an update is left out, the last view said with less. */
  #showPlainer(): void {
    if (!this.#isFinal) {
      this.#refused = this.#view;
    } else if (this.#plainness === 2) {
      this.#options.logger.error({}, 'Discord took the last view of a reply in no form.');
      this.#hasEnded = true;
    } else {
      this.#plainness = this.#plainness === 0 ? 1 : 2;
      this.#rendered = null;
    }
  }

  /** The successor is refused: the token has its margin left for a last word. */
  #goBack(): boolean {
    if (this.#transport === this.#options.transport) return false;
    this.#transport = this.#options.transport;
    return true;
  }

  /** A passing fault: an update waits for the next one, a final edit is tried again. */
  async #mayTryAgain(): Promise<boolean> {
    if (!this.#isFinal) return false;
    if (this.#failures >= FINAL_EDIT_ATTEMPTS) {
      this.#options.logger.error({ attempts: this.#failures }, 'A final reply was given up.');
      this.#hasEnded = true;
      return false;
    }
    await this.#options.clock.sleep(FINAL_EDIT_RETRY_MS);
    return true;
  }
}
