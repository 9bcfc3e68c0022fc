import { foldText } from '../../text/fold-word.ts';

/** Somebody the corpus names in full. */
export interface Person {
  /** As written, e.g. `Vera Holt`. */
  readonly name: string;
  /** Folded last name. */
  readonly key: string;
}

/** Whether a text names the person, by the last name at least. */
export function namesPerson(text: string, person: Person): boolean {
  const words = ` ${foldText(text).replaceAll("'s", '').replaceAll(',', '')} `;
  return words.includes(` ${person.key} `) || words.includes(` ${person.key}s `);
}
