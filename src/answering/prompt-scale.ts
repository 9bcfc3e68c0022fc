/** Estimates below this many tokens say too little about a tokenizer. */
const MIN_LEARNT_TOKENS = 200;
/** Where learning begins: room for a tokenizer that needs a quarter more than estimated. */
const INITIAL_RATIO = 1.25;
/** How fast the ratio comes down again when prompts turn out shorter. */
const DECAY = 0.2;

/**
 * Learns from the server's own counts how many tokens its model makes of an estimated one, so that
 * the next prompt fits the window. Tokenizers differ: one model needed 1.9 times the estimate.
 */
export class PromptScale {
  #ratio = INITIAL_RATIO;

  /** Real tokens per estimated token, as far as seen. */
  get ratio(): number {
    return this.#ratio;
  }

  /** `counted` is null where the server did not say. */
  learn(estimatedTokens: number, counted: number | null): void {
    if (counted === null || estimatedTokens < MIN_LEARNT_TOKENS) return;
    const seen = counted / estimatedTokens;
    this.#ratio = seen > this.#ratio ? seen : this.#ratio + DECAY * (seen - this.#ratio);
  }
}
