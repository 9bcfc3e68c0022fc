import type { Language } from '../../domain/language.ts';
import type { Passage } from '../../domain/passage.ts';
import { foldWord } from '../../text/fold-word.ts';
import { betraysLanguage } from '../../text/function-words.ts';
import { hasGermanOnlyEnding } from '../../text/german-nouns.ts';

/** So many words that only foreign passages know make a sentence a mixture. */
const FOREIGN_WORDS = 2;

/** Whether a sentence has taken words over from passages in the other language. */
export function isMixed(
  sentence: string,
  language: Language,
  passages: readonly Passage[],
): boolean {
  const other = language === 'de' ? 'en' : 'de';
  const words = sentence.match(/\p{L}+/gu) ?? [];
  if (words.some((word) => isSmallWordOf(other, word))) return true;
  if (other === 'de' && words.some((word) => isGermanNoun(word))) return true;
  const own = vocabulary(passages.filter((passage) => passage.language === language));
  const foreign = vocabulary(passages.filter((passage) => passage.language === other));
  const taken = words.filter((word) => {
    if (word.length < 4 || own.has(word)) return false;
    // A name is written the same everywhere; a German noun has a capital as well.
    return foreign.has(word) && (other === 'de' || !/^\p{Lu}/u.test(word));
  });
  return new Set(taken).size >= FOREIGN_WORDS && !taken.every((word) => /^\p{Lu}/u.test(word));
}

/** In lower case only: with a capital it may be part of a name. */
function isSmallWordOf(language: Language, word: string): boolean {
  return /^\p{Ll}+$/u.test(word) && word.length > 1 && betraysLanguage(foldWord(word), language);
}

/** German nouns that no English text has by chance; one is enough. */
function isGermanNoun(word: string): boolean {
  return /^\p{Lu}\p{Ll}{3,}$/u.test(word) && hasGermanOnlyEnding(foldWord(word));
}

function vocabulary(passages: readonly Passage[]): ReadonlySet<string> {
  return new Set(passages.flatMap(({ text }) => text.match(/\p{L}+/gu) ?? []));
}
