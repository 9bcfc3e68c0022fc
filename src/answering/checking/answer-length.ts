import type { Gap } from './answer-pieces.ts';

/** Items of a list that are read at a glance. */
const MOST_ITEMS = 8;

interface ShownSentence {
  readonly gap: Gap;
  /** Whether it begins an item of a list, or is the row of a table. */
  readonly isItem: boolean;
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
  add({ gap, isItem, isIntroduction }: ShownSentence): void {
    if (isItem) this.#items += 1;
    if (isItem || (gap !== ' ' && gap !== '')) this.#isInItem = isItem;
    if (!this.#isInItem && !isIntroduction) this.#sentences += 1;
  }
}
