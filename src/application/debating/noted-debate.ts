import type { DebateRequest } from '../../domain/debate.ts';
import { LANGUAGES } from '../../domain/language.ts';

/** Begins what is noted of a debate; nobody can type it. */
const SIGN = '\u0001debate ';

/** A debate as it is noted for Retry, where questions are noted as they are. */
export function noteOf({ topic, sideA, sideB, language }: DebateRequest): string {
  return SIGN + JSON.stringify([topic, sideA, sideB, language]);
}

/** The debate of a note; null for the note of a question. */
export function noted(note: string): DebateRequest | null {
  if (!note.startsWith(SIGN)) return null;
  const [topic, sideA, sideB, language] = JSON.parse(note.slice(SIGN.length)) as unknown[];
  const texts = [topic, sideA, sideB].map((text) => (typeof text === 'string' ? text : ''));
  const [one = '', two = '', three = ''] = texts;
  const known = LANGUAGES.find((each) => each === language);
  return known === undefined ? null : { topic: one, sideA: two, sideB: three, language: known };
}
