import type { Gap } from './answer-pieces.ts';

/** Items of a list that are read at a glance. */
const MOST_ITEMS = 8;

interface ShownSentence {
  /** The mark of a list's item, or empty. */
  readonly lead: string;
  readonly gap: Gap;
  readonly isIntroduction: boolean;
}

/** Counts what is shown of an answer. */
export class AnswerLength {
  #sentences = 0;
  #items = 0;
  #isInItem = false;
  readonly #mostSentences: number;

  /** @param mostSentences what was asked for at most; small models go on as long as there is evidence */
  constructor(mostSentences: number) {
    this.#mostSentences = mostSentences;
  }

  /** Whether so many sentences, or items of a list, stand that more than was asked for would only cost time. */
  get isEnough(): boolean {
    return this.#sentences >= this.#mostSentences || this.#items >= MOST_ITEMS;
  }

  /** Further sentences of an item belong to it; what introduces something is none without it. */
  add({ lead, gap, isIntroduction }: ShownSentence): void {
    if (lead !== '') this.#items += 1;
    if (lead !== '' || (gap !== ' ' && gap !== '')) this.#isInItem = lead !== '';
    if (!this.#isInItem && !isIntroduction) this.#sentences += 1;
  }
}
