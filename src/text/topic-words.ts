import { foldWord } from './fold-word.ts';
import { isFunctionWord } from './function-words.ts';

/** Words and numbers of a text in order, as they are written: `Llama`, `2`, `GPT-4`, `open-source`. */
export function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+(?:[-'’.][\p{L}\p{N}]+)*/gu) ?? [];
}

/** Whether a word names a topic; a single letter does not, a number does. */
export function isTopicWord(word: string): boolean {
  return !/^\p{L}$/u.test(word) && !isFunctionWord(foldWord(word));
}
