import type { AppError } from '../domain/errors.ts';
import type { Language } from '../domain/language.ts';
import { de } from './de.ts';
import type { Words } from './dictionary.ts';
import { en } from './en.ts';

const DICTIONARIES: Readonly<Record<Language, Words>> = { de, en };

/** The dictionary of a language. */
export function wordsFor(language: Language): Words {
  return DICTIONARIES[language];
}

/** The user's sentence for a fault. */
export function describeError(error: AppError, language: Language): string {
  return DICTIONARIES[language].error[error.code](error.details);
}
