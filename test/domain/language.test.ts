import { expect, it } from 'vitest';
import { languageFromLocale } from '../../src/domain/language.ts';

it.each([
  ['de', 'de'],
  ['de-AT', 'de'],
  ['DE', 'de'],
  ['de_DE.UTF-8', 'de'],
  ['en-GB', 'en'],
  ['fr', 'en'],
  ['den', 'en'],
  ['C.UTF-8', 'en'],
  ['', 'en'],
  [undefined, 'en'],
])('a locale %s is answered in %s', (locale, language) => {
  expect(languageFromLocale(locale)).toBe(language);
});
