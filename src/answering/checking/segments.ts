import { foldText } from '../../text/fold-word.ts';
import { isFunctionWord } from '../../text/function-words.ts';
import { findDates, findNumbers, type NumberFact } from '../numbers.ts';

/** A part of a sentence in which what stands together belongs together. */
export interface Segment {
  readonly values: readonly Value[];
  /** Folded, each with its number where it has one: `llama 2`. */
  readonly things: readonly string[];
}

/** A number, month or year as a text states it. */
export interface Value {
  /** What may stand in for what: months for months, gigabytes for gigabytes. */
  readonly kind: string;
  readonly value: number;
}

const BOUNDARY =
  /[;:()–—]|,(?!\d)|(?<!\p{L})(?:und|and|oder|or|sowie|während|while|whereas|aber|but|sondern|jedoch)(?!\p{L})/u;
const THING =
  /(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{N}]*(?:[-’'.][\p{L}\p{N}]+)*(?: \p{Lu}[\p{L}\p{N}]*(?:[-’'.][\p{L}\p{N}]+)*)*(?: \d{1,3}(?:\.\d{1,2})?(?![\p{L}\p{N}.,]))?/gu;

/** Cuts a sentence at commas, colons and "and", and reads what each part counts and names. */
export function segmentsOf(sentence: string, language: string): Segment[] {
  return sentence.split(BOUNDARY).map((part) => ({
    values: valuesOf(part, language),
    things: thingsOf(part),
  }));
}

export function valuesOf(text: string, language: string): Value[] {
  const { dates, rest } = findDates(text);
  const named = rest.replace(THING, (thing) => thing.replace(/ [\d.]+$/u, ''));
  return [
    ...dates.flatMap(({ year, month, day }) => [
      ...(year === null ? [] : [{ kind: 'year', value: year }]),
      ...(month === null ? [] : [{ kind: 'month', value: month * 100 + (day ?? 0) }]),
    ]),
    ...findNumbers(named, language).map((fact) => ({ kind: kindOf(fact), value: fact.value })),
  ];
}

/** Names and, in German, nouns; months and weekdays are none, as dates hold them. */
export function thingsOf(text: string): string[] {
  const { rest } = findDates(text);
  return (rest.match(THING) ?? [])
    .map(foldText)
    .filter((thing) => thing.length > 1 && !isFunctionWord(thing));
}

const YEARS = { from: 1_000, to: 2_100 };

function kindOf({ value, unit }: NumberFact): string {
  if (unit !== null) return unit;
  if (Number.isInteger(value) && value >= YEARS.from && value <= YEARS.to) return 'year';
  return value >= 1e6 ? 'large' : 'plain';
}
