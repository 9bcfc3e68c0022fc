import type { ReplyPort, ReplyView } from '../../application/command.ts';

/** Draws a view where it belongs; the last one may come with a part below it. */
export interface ReplyPlace {
  show(view: ReplyView): void;
}

/** A reply in the channel. Views that nobody looks at in time are passed over. */
export class PageReply implements ReplyPort {
  readonly #place: ReplyPlace;
  #view: ReplyView | null = null;
  #isFinished = false;

  constructor(place: ReplyPlace) {
    this.#place = place;
  }

  /** The last view; null before the first. */
  get view(): ReplyView | null {
    return this.#view;
  }

  get isFinished(): boolean {
    return this.#isFinished;
  }

  update(view: ReplyView): void {
    if (this.#isFinished) return;
    this.#view = view;
    this.#place.show(view);
  }

  finish(view: ReplyView): Promise<void> {
    if (!this.#isFinished) this.update(view);
    this.#isFinished = true;
    return Promise.resolve();
  }
}
