import { eld } from 'eld/small';
import type { Language } from '../domain/language.ts';

const GERMAN_WORDS = new Set(
  `der die das den dem des ein eine einen und oder ist sind war waren hat haben kann konnte wie was wer wo wann warum wieso
  welche welcher welches wofür womit worum für von mit auf bei nach zum zur nicht gibt man ich es im über wird wurde werden
  sagt sagte heißt bedeutet zwischen durch gegen wieviel viel mehr denn eigentlich mir bitte`.split(
    /\s+/u,
  ),
);
const ENGLISH_WORDS = new Set(
  `the a an and or is are was were has have can could how what who where when why which for of with on at by to not does do
  did i it in about will would say says said mean means between through against much many more please me tell there`.split(
    /\s+/u,
  ),
);

let isRestricted = false;

/**
 * Language of a short text, German or English; null when neither function words nor letter
 * statistics tell (a bare "GPT-4 Turbo"). Function words decide first: they are right on questions
 * of a few words, where statistics are thrown off by names.
 */
export function detectLanguage(text: string): Language | null {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const german = words.filter((word) => GERMAN_WORDS.has(word) || /[äöüß]/u.test(word)).length;
  const english = words.filter((word) => ENGLISH_WORDS.has(word)).length;
  if (german !== english) return german > english ? 'de' : 'en';
  if (!isRestricted) {
    eld.setLanguageSubset(['de', 'en']);
    isRestricted = true;
  }
  const { language } = eld.detect(text);
  return language === 'de' || language === 'en' ? language : null;
}
