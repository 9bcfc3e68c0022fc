import type { ReplyView } from '../../application/command.ts';

/** How questions ended, without what they were. */
export interface TallyJson {
  readonly answered: number;
  readonly unanswered: number;
  readonly failed: number;
}

/** Counts how questions end, since the page was started. */
export class Tally {
  #answered = 0;
  #unanswered = 0;
  #failed = 0;

  /** @param view the last of a question's reply */
  count(view: Pick<ReplyView, 'tone'> | null): void {
    if (view?.tone === 'answer') this.#answered += 1;
    else if (view?.tone === 'notice') this.#unanswered += 1;
    else this.#failed += 1;
  }

  read(): TallyJson {
    return { answered: this.#answered, unanswered: this.#unanswered, failed: this.#failed };
  }
}
