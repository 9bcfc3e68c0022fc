import type { Language } from '../domain/language.ts';

/** A number with its word, in the form the number asks for. */
export type Counted = (count: number, forms: readonly [one: string, other: string]) => string;

/** Counts by the plural rules of a language. */
export function createCounted(language: Language): Counted {
  const rules = new Intl.PluralRules(language);
  return (count, [one, other]) => `${count} ${rules.select(count) === 'one' ? one : other}`;
}
