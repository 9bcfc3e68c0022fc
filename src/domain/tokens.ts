/** Characters per token that the least favourable tokenizer we meet needs for German prose. */
const LATIN_CHARS_PER_TOKEN = 3;

/**
 * Cautious upper estimate of the tokens a text takes: no supported model's tokenizer was seen above
 * it on German or English prose. Used for budgets only, never for billing or display.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const piece of text.match(/[\p{L}\p{M}]+|\p{N}+|[^\s\p{L}\p{M}\p{N}]/gu) ?? []) {
    const isLatin = /^[\p{Script=Latin}\p{M}\p{N}]+$/u.test(piece);
    tokens += isLatin
      ? Math.max(1, Math.ceil(piece.length / LATIN_CHARS_PER_TOKEN - 0.34))
      : piece.length;
  }
  return tokens;
}
