import { eld } from 'eld/small';
import { LANGUAGES, type Language } from '../domain/language.ts';
import { foldWord } from './fold-word.ts';
import { isForeignQuestion } from './third-languages.ts';
import { isFunctionWord } from './function-words.ts';

/** Letters of more text tell nothing new. */
const SAMPLE_CHARS = 4_000;
/** Fewer words in Latin letters look like any language by chance. */
const MIN_FOREIGN_WORDS = 4;
/** Least score of a third language, [0, 1], and by how much German and English lie below it. */
const FOREIGN_SCORE = 0.75;
const FOREIGN_LEAD = 0.2;
/** Least function words of a text whose language is sure, and how many times those of the other language. */
const MIN_SURE_WORDS = 20;
const SURE_LEAD = 3;

type Detector = ReturnType<typeof eld.newInstance>;

let ownLanguages: Detector | null = null;
let allLanguages: Detector | null = null;

/**
 * Language of a short text, German or English; null when neither function words nor letter
 * statistics tell (a bare "GPT-4 Turbo"). Function words decide first: they are right on questions
 * of a few words, where statistics are thrown off by names. Never says that a text is neither; see
 * `isThirdLanguage`.
 */
export function detectLanguage(text: string): Language | null {
  const { de, en } = countFunctionWords(text);
  if (de !== en) return de > en ? 'de' : 'en';
  return languageByLetters(text);
}

/**
 * Language a question is answered in by itself: German or English, null when it does not tell or is in a
 * third language, so that the asker's own setting decides.
 */
export function questionLanguage(text: string): Language | null {
  return isThirdLanguageQuestion(text) ? null : detectLanguage(text);
}

/** Whether a question is in neither German nor English; by its small words, else by its letters. */
export function isThirdLanguageQuestion(text: string): boolean {
  return isForeignQuestion(text) ?? isThirdLanguage(text);
}

/** German or English by letter statistics alone, for prose; null when there is no word to tell by. */
export function languageByLetters(text: string): Language | null {
  if (ownLanguages === null) {
    ownLanguages = eld.newInstance();
    ownLanguages.setLanguageSubset([...LANGUAGES]);
  }
  const { language } = ownLanguages.detect(text.slice(0, SAMPLE_CHARS));
  return LANGUAGES.find((one) => one === language) ?? null;
}

/** Whether letter statistics clearly show a text that is neither German nor English. */
export function isThirdLanguage(text: string): boolean {
  return thirdLanguage(text) !== null;
}

/**
 * Language of a long text whatever it is said to be, as an ISO 639-1 code: function words that leave no
 * doubt, or letter statistics that clearly show a third language. Null when neither is sure.
 */
export function sureLanguage(text: string): string | null {
  const sample = text.slice(0, SAMPLE_CHARS);
  const { de, en } = countFunctionWords(sample);
  const [most, least] = [Math.max(de, en), Math.min(de, en)];
  if (most >= MIN_SURE_WORDS && most >= least * SURE_LEAD) return de > en ? 'de' : 'en';
  return thirdLanguage(sample);
}

/** The third language that letter statistics clearly show, as an ISO 639-1 code; null for none. */
export function thirdLanguage(text: string): string | null {
  const words = text.match(/\p{L}+/gu) ?? [];
  const isLatin = words.some((word) => /\p{Script=Latin}/u.test(word));
  if (words.length === 0 || (isLatin && words.length < MIN_FOREIGN_WORDS)) return null;
  allLanguages ??= eld.newInstance();
  const found = allLanguages.detect(text.slice(0, SAMPLE_CHARS));
  if (LANGUAGES.some((one) => one === found.language) || !found.isReliable()) return null;
  const scores = found.getScores();
  const own = Math.max(...LANGUAGES.map((one) => scores[one] ?? 0));
  const score = scores[found.language] ?? 0;
  return score >= FOREIGN_SCORE && score - own >= FOREIGN_LEAD ? found.language : null;
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
