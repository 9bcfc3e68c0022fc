/** A language with a full dictionary in `src/words`. Everything else falls back to English wording. */
export type Language = 'de' | 'en';

/** Every language with a dictionary. */
export const LANGUAGES: readonly Language[] = ['de', 'en'];
/** The language for everyone whose own has no dictionary. */
export const FALLBACK_LANGUAGE: Language = 'en';

/**
 * Maps a BCP 47 tag (`de-AT`, `en-GB`, Discord's `de`) to a dictionary language.
 * Returns `FALLBACK_LANGUAGE` for a tag without a dictionary or for `undefined`.
 */
export function languageFromLocale(locale: string | undefined): Language {
  const primary = locale?.toLowerCase().split(/[-_]/u)[0];
  return LANGUAGES.find((language) => language === primary) ?? FALLBACK_LANGUAGE;
}
