import { foldWord } from './fold-word.ts';
import { isFunctionWord } from './function-words.ts';

/** Letters of a stem. */
export const STEM_CHARS = 6;

/** Longer function words ("although", "andere") say something about what is said. */
const MAX_SMALL_CHARS = 5;

/** Crude stems (first six letters) of a text's content words; enough to compare one language. */
export function contentStems(text: string): Set<string> {
  const words = foldWord(text).match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  return new Set(
    words.filter((word) => !isSmallWord(word)).map((word) => word.slice(0, STEM_CHARS)),
  );
}

/** Share of `a`'s stems that are in `b`, [0, 1]; 0 for an empty `a`. */
export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0) return 0;
  let shared = 0;
  for (const stem of a) if (b.has(stem)) shared += 1;
  return shared / a.size;
}

function isSmallWord(word: string): boolean {
  return word.length <= MAX_SMALL_CHARS && isFunctionWord(word);
}
