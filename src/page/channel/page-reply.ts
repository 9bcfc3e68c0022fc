import type { ReplyPort, ReplyView } from '../../application/command.ts';
import { ShowingLog } from '../../application/showing-log.ts';
import type { Clock } from '../../domain/ports.ts';
import type { Showing } from '../../domain/receipt.ts';

/** Draws a view where it belongs; the last one may come with a part below it. */
export interface ReplyPlace {
  show(view: ReplyView): void;
}

/** A reply in the channel. Views that nobody looks at in time are passed over. */
export class PageReply implements ReplyPort {
  readonly #place: ReplyPlace;
  readonly #log: ShowingLog;
  #view: ReplyView | null = null;
  #isFinished = false;

  constructor(place: ReplyPlace, clock: Clock) {
    this.#place = place;
    this.#log = new ShowingLog(clock);
  }

  /** The last view; null before the first. */
  get view(): ReplyView | null {
    return this.#view;
  }

  get isFinished(): boolean {
    return this.#isFinished;
  }

  sent(): Showing {
    return this.#log.soFar();
  }

  update(view: ReplyView): void {
    if (this.#isFinished) return;
    this.#log.send();
    this.#view = view;
    this.#place.show(view);
  }

  finish(view: ReplyView): Promise<void> {
    if (!this.#isFinished) this.update(view);
    this.#isFinished = true;
    return Promise.resolve();
  }
}
