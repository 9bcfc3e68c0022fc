const EXPONENT = /^[+−–-]?(?:\d{1,4}|[a-z])$/u;
/** What is raised to a power: a number of one or two digits, a letter, a unit of length, a bracket. */
const BASE = /(?:(?<![\d.,:\p{L}])\d{1,2}|(?<!\p{L})(?:\p{L}|[cdkm]m)|\))$/u;
const NOTE_NUMBER = /^\d{1,3}$/u;

/**
 * How raised text is written behind another one: a power as `^9`, since without a mark it would be another
 * number; the number of a note as nothing; all else as it is.
 */
export function raisedText(before: string, raised: string): string {
  const text = raised.trim();
  if (EXPONENT.test(text) && BASE.test(before)) return `^${text}`;
  return NOTE_NUMBER.test(text) && /\S$/u.test(before) ? '' : raised;
}
