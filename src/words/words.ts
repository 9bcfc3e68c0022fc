import type { AppError } from '../domain/errors.ts';
import type { Language } from '../domain/language.ts';
import { de } from './de.ts';
import type { Words } from './dictionary.ts';
import { en } from './en.ts';

/** A dictionary from which there is a way to the others. */
interface Dictionary extends Words {
  inLanguage(language: Language): Dictionary;
}

const DICTIONARIES: Readonly<Record<Language, Dictionary>> = {
  de: { ...de, inLanguage: wordsFor },
  en: { ...en, inLanguage: wordsFor },
};

/** The dictionary of a language. */
export function wordsFor(language: Language): Dictionary {
  return DICTIONARIES[language];
}

/** The user's sentence for a fault. */
export function describeError(error: AppError, language: Language): string {
  return DICTIONARIES[language].error[error.code](error.details);
}
