import { foldWord } from '../../../text/fold-word.ts';

/** A number of a text with what it counts. */
export interface Quantity {
  readonly value: number;
  /** Folded unit in one spelling for German and English; empty when none is known. */
  readonly unit: string;
}

/** Units in the spellings of both languages, folded; multiples of one base are one unit. */
const UNITS: Readonly<Record<string, readonly [unit: string, factor: number]>> = {
  kb: ['byte', 1e3],
  mb: ['byte', 1e6],
  megabyte: ['byte', 1e6],
  gb: ['byte', 1e9],
  gib: ['byte', 1e9],
  gigabyte: ['byte', 1e9],
  gigabytes: ['byte', 1e9],
  tb: ['byte', 1e12],
  bit: ['bit', 1],
  bits: ['bit', 1],
  token: ['token', 1],
  tokens: ['token', 1],
  prozent: ['percent', 1],
  'per cent': ['percent', 1],
  percent: ['percent', 1],
  '%': ['percent', 1],
  b: ['count', 1e9],
  milliarde: ['count', 1e9],
  milliarden: ['count', 1e9],
  billion: ['count', 1e9],
  million: ['count', 1e6],
  millionen: ['count', 1e6],
  trillion: ['count', 1e12],
  dollar: ['dollar', 1],
  dollars: ['dollar', 1],
  'us-dollar': ['dollar', 1],
  'us-dollars': ['dollar', 1],
  euro: ['euro', 1],
  euros: ['euro', 1],
  stunden: ['hour', 1],
  hours: ['hour', 1],
  watt: ['watt', 1],
  watts: ['watt', 1],
  tonnen: ['ton', 1],
  tonnes: ['ton', 1],
  t: ['ton', 1],
};

const NUMBER =
  /(?<![\p{L}\p{N}.,_-])(\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d+)?)(?![.,]?\d)[ \u00a0-]?(%|per cent|us-dollars?|\p{L}+)?/giu;
const THOUSANDS = /^[1-9]\d{0,2}(?:[.,]\d{3})+$/u;

/** The numbers of a text in order. Digits inside names (`Zeta3`, `Q4_K_M`) are none. */
export function readQuantities(text: string): Quantity[] {
  return [...text.matchAll(NUMBER)].map(([, digits = '', word = '']) => {
    const value = Number(
      THOUSANDS.test(digits) ? digits.replace(/[.,]/gu, '') : digits.replace(',', '.'),
    );
    const [unit, factor] = UNITS[foldWord(word)] ?? ['', 1];
    return { value: value * factor, unit };
  });
}

/** Rounding that writers allow themselves, a share of the larger number. */
const ROUNDING = 0.04;
/** Whole numbers up to this are compared exactly: years, dates, layers, articles of a law. */
const EXACT_TO = 10_000;

/** Whether two numbers of one unit can be meant as the same. */
export function isAbout(a: number, b: number): boolean {
  if (a === b) return true;
  const isExact = Number.isInteger(a) && Number.isInteger(b) && Math.max(a, b) <= EXACT_TO;
  return !isExact && Math.abs(a - b) <= Math.max(a, b) * ROUNDING;
}
