import type { Language } from '../../domain/language.ts';
import type { Passage } from '../../domain/passage.ts';
import { foldWord } from '../../text/fold-word.ts';
import { isKnownName } from '../names.ts';

/** Small words of one language that are no words of the other. */
const FUNCTION_WORDS: Readonly<Record<Language, ReadonlySet<string>>> = {
  de: new Set(
    'und der das den dem ist sind nicht mit für ein eine einen sich auf wurde wurden gemacht habe haben wird dass als auch oder KI'.split(
      ' ',
    ),
  ),
  en: new Set('the and of is are that has have with for said to by which from not'.split(' ')),
};
/** German nouns that no English text has by chance; one is enough. */
const GERMAN_NOUN = /^\p{Lu}\p{Ll}{2,}(?:ung|ungen|heit|heiten|keit|keiten|schaft|schaften)$/u;
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
  if (words.some((word) => FUNCTION_WORDS[other].has(word))) return true;
  if (other === 'de' && words.some((word) => GERMAN_NOUN.test(word))) return true;
  const own = vocabulary(passages.filter((passage) => passage.language === language));
  const foreign = vocabulary(passages.filter((passage) => passage.language === other));
  const taken = words.filter((word) => {
    if (isKnownName(foldWord(word)) || word.length < 4 || own.has(word)) return false;
    // A name is written the same everywhere; a German noun has a capital as well.
    return foreign.has(word) && (other === 'de' || !/^\p{Lu}/u.test(word));
  });
  return new Set(taken).size >= FOREIGN_WORDS && !taken.every((word) => /^\p{Lu}/u.test(word));
}

function vocabulary(passages: readonly Passage[]): ReadonlySet<string> {
  return new Set(passages.flatMap(({ text }) => text.match(/\p{L}+/gu) ?? []));
}
