import type { Language } from '../../domain/language.ts';
import { foldWord } from '../../text/fold-word.ts';

/** What is searched for one side, in both languages whatever the language of the answer. */
export function sideQueries(name: string, topics: readonly string[]): readonly string[] {
  return [
    ...new Set([
      ...topics.map((topic) => `${name}: ${topic}`),
      `Stimmen für ${name}`,
      `voices and arguments for ${name}`,
      `Argumente und Vorteile von ${name}`,
      `advantages and success of ${name}`,
    ]),
  ];
}

/** What the persons who stand on a side say. */
export function voicesQuery(name: string, persons: readonly string[]): string {
  return `${persons.join(', ')}: ${name}`;
}

/** What both grant and what is open; the same whichever side is named first. */
export function commonQueries(sides: readonly [string, string]): readonly string[] {
  const [one, other] = inFixedOrder(sides);
  return [
    `Worin sind sich die Lager von ${one} und ${other} einig, und was bleibt offen?`,
    `What do the supporters of ${one} and ${other} agree on, and what is disputed?`,
    `${one} und ${other} im Vergleich, beide Sichtweisen`,
    `${one} and ${other} compared, both build on each other`,
  ];
}

/** The two names in an order that does not depend on which is A. */
export function inFixedOrder(sides: readonly [string, string]): readonly [string, string] {
  return isInOrder(sides) ? sides : [sides[1], sides[0]];
}

/** Whether the first name comes first in the fixed order. */
export function isInOrder([a, b]: readonly [string, string]): boolean {
  return foldWord(a) <= foldWord(b);
}

/** What is debated when nobody says what. */
export const DEFAULT_TOPIC: Readonly<Record<Language, string>> = {
  de: 'die KI-Geschichte des Jahres 2023',
  en: 'the AI story of 2023',
};

/** Who is debated when nobody says who. */
export const DEFAULT_SIDES: readonly [string, string] = ['Llama', 'ChatGPT'];
