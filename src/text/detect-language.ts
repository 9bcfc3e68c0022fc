import { eld } from 'eld/small';
import { LANGUAGES, type Language } from '../domain/language.ts';
import { foldWord } from './fold-word.ts';
import { isFunctionWord } from './function-words.ts';

/** Letters of more text tell nothing new. */
const SAMPLE_CHARS = 4_000;
let detector: ReturnType<typeof eld.newInstance> | null = null;

/**
 * Language of a short text, German or English; null when neither function words nor letter
 * statistics tell (a bare "GPT-4 Turbo"). Function words decide first: they are right on questions
 * of a few words, where statistics are thrown off by names.
 */
export function detectLanguage(text: string): Language | null {
  const { de, en } = countFunctionWords(text);
  if (de !== en) return de > en ? 'de' : 'en';
  return languageByLetters(text);
}

/** German or English by letter statistics alone, for prose; null when there is no word to tell by. */
export function languageByLetters(text: string): Language | null {
  if (detector === null) {
    detector = eld.newInstance();
    detector.setLanguageSubset([...LANGUAGES]);
  }
  const { language } = detector.detect(text.slice(0, SAMPLE_CHARS));
  return LANGUAGES.find((one) => one === language) ?? null;
}

function countFunctionWords(text: string): Readonly<Record<Language, number>> {
  const counts = { de: 0, en: 0 };
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
    const folded = foldWord(word);
    if (/[äöüß]/u.test(word) || isFunctionWord(folded, 'de')) counts.de += 1;
    if (isFunctionWord(folded, 'en')) counts.en += 1;
  }
  return counts;
}
