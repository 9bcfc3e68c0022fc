import type { LlamaModel, Token } from './llama-api.ts';

/** Tokens that may be parts of one character. */
const MAX_HELD_TOKENS = 8;
/** Tokens before, which decide about blanks. */
const CONTEXT_TOKENS = 8;
const UNFINISHED = '\uFFFD';

/** Turns tokens into text, whole characters only. */
export class TextStream {
  readonly #model: Pick<LlamaModel, 'detokenize'>;
  #before: readonly Token[] = [];
  #held: Token[] = [];

  constructor(model: Pick<LlamaModel, 'detokenize'>) {
    this.#model = model;
  }

  /** The text that the token completes; often empty inside of a character. */
  push(token: Token): string {
    this.#held.push(token);
    const text = this.#text();
    if (text.endsWith(UNFINISHED) && this.#held.length < MAX_HELD_TOKENS) return '';
    this.#before = [...this.#before, ...this.#held].slice(-CONTEXT_TOKENS);
    this.#held = [];
    return text;
  }

  /** What was held back. */
  end(): string {
    return this.#held.length === 0 ? '' : this.#text();
  }

  #text(): string {
    return this.#model.detokenize(this.#held, false, this.#before);
  }
}
