import { passageTrail, type Passage } from '../../domain/passage.ts';
import { foldWord } from '../../text/fold-word.ts';
import { isFunctionWord } from '../../text/function-words.ts';

/** Shorter words are near too many others. */
export const MIN_SPELLED_CHARS = 4;
/** Common words that are no names are corrected from this length on. */
const MIN_PLAIN_CHARS = 8;
const MAX_SPELLED_CHARS = 40;

/** How often a word, or two capitalised ones in a row, is written so. */
export interface SpellingCount {
  /** Folded, without what stands between two words. */
  readonly key: string;
  seen: number;
  /** Of these, as a name: inner capitals, with a number, in a pair, or a capital inside an English sentence. */
  named: number;
}

const WORD = /[\p{L}\p{N}]+/gu;
/** What stands before a word that does not begin its sentence. */
const INSIDE = /[\p{L}\p{N},;(“„"] ?$/u;

/** Counts how the words and names of passages are written. */
export class SpellingCounter {
  /** By the very spelling. */
  readonly counts = new Map<string, SpellingCount>();

  /** `sign` -1 takes a passage off again. */
  add(passage: Passage, sign: 1 | -1): void {
    const text = `${passageTrail(passage)}\n${passage.text}`.normalize('NFC');
    const isEnglish = passage.language === 'en';
    const words = [...text.matchAll(WORD)].map(({ 0: word, index }) => ({ word, index }));
    words.forEach(({ word, index }, at) => {
      const next = words[at + 1];
      const gap = next === undefined ? '' : text.slice(index + word.length, next.index);
      const follows = next !== undefined && /^[ -]$/u.test(gap) ? next.word : '';
      const isCapital = /^\p{Lu}/u.test(word);
      const isInside = INSIDE.test(text.slice(Math.max(0, index - 2), index));
      const isPair = isCapital && /^\p{Lu}/u.test(follows) && !isFunctionWord(foldWord(word));
      if (isPair) this.#count(word + gap + follows, sign, true);
      const isNamed =
        /\p{L}\p{Lu}|\p{L}\d/u.test(word) ||
        (isCapital && /^\d/u.test(follows)) ||
        (isCapital && isInside && (isPair || isEnglish));
      if (isNamed || word.length >= MIN_PLAIN_CHARS) this.#count(word, sign, isNamed);
    });
  }

  #count(shown: string, sign: 1 | -1, isNamed: boolean): void {
    const key = spellingKey(shown);
    if (key.length < MIN_SPELLED_CHARS || key.length > MAX_SPELLED_CHARS) return;
    const count = this.counts.get(shown) ?? { key, seen: 0, named: 0 };
    count.seen += sign;
    if (isNamed) count.named += sign;
    this.counts.set(shown, count);
  }
}

/** What spellings are compared by. */
export function spellingKey(text: string): string {
  return foldWord(text).replace(/[^\p{L}\p{N}]/gu, '');
}
