/** A run of white space up to so many characters is free: it goes with the next word, or indents. */
const FREE_BLANKS = 64;
const BLANKS_PER_TOKEN = 4;

const PIECE = /\s{65,}|\p{Script=Latin}+|\p{N}|[\p{L}\p{M}]+|\S/gu;
const BLANKS = /^\s/u;
const LATIN = /^\p{Script=Latin}/u;
const OTHER_SCRIPT = /^[\p{L}\p{M}]/u;
const ASCII = /^[\x21-\x7e]$/u;

const SHORT_WORD_CHARS = 4;
const CHARS_PER_TOKEN = 3.5;
const LONG_WORD_CHARS = 20;
const CHARS_PER_TOKEN_IN_LONG_WORDS = 2.5;

/**
 * Tokens a model's tokeniser makes of a text, estimated high on purpose: a passage that keeps to a
 * budget by this count fits the embedding model; chat models that need more teach `PromptScale`.
 * Short words count one; longer ones by length, digits and punctuation one each, other scripts one a character, emoji two. White space is
 * free but in long runs, so the estimate of two texts joined by a blank is the sum of theirs.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const [piece] of text.matchAll(PIECE)) tokens += tokensOf(piece);
  return tokens;
}

function tokensOf(piece: string): number {
  if (BLANKS.test(piece)) return Math.ceil((piece.length - FREE_BLANKS) / BLANKS_PER_TOKEN);
  if (LATIN.test(piece)) {
    if (piece.length <= SHORT_WORD_CHARS) return 1;
    const rate = piece.length > LONG_WORD_CHARS ? CHARS_PER_TOKEN_IN_LONG_WORDS : CHARS_PER_TOKEN;
    return Math.ceil(piece.length / rate);
  }
  if (OTHER_SCRIPT.test(piece)) return piece.length;
  return ASCII.test(piece) || /^\p{N}$/u.test(piece) ? 1 : 2;
}
