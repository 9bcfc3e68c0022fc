import { foldText } from '../../text/fold-word.ts';
import { isFunctionWord } from '../../text/function-words.ts';
import { findDates } from '../../text/dates.ts';
import { findNumbers, type NumberFact } from '../numbers.ts';

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
  /[;()–—]|,(?!\d)|(?<!\p{L})(?:und|and|oder|or|sowie|während|while|whereas|aber|but|sondern|jedoch)(?!\p{L})/u;
/** What stands in brackets behind the head of a cell: `4 bit (fast): 8 GB`. */
const ASIDE = / \([^()]{0,60}\)(?=:)/gu;
/** What follows a number that counts, and does not belong to a name: `13 GB`, `4 Milliarden`. */
const SHORT_UNIT = /^\s?(?:[%€$°]|\p{Ll}?\p{Lu}{1,2}(?!\p{L}))/u;
const LONG_UNIT =
  /^\s?(?:milli|billi|trilli|prozent|percent|bits?(?!\p{L})|euro|dollar|jahre|years?|monate|months?|tage|days?|wochen|weeks?|stunden|hours?|minute)/iu;
/** Letters with digits in them are a name, not a number. */
const NAME_WITH_DIGITS = /(?<![\p{L}\p{N}-])\p{L}[\p{L}-]{0,30}\d[\p{L}\p{N}.-]{0,30}/gu;
/** Enough of what follows to tell a unit. */
const MAX_UNIT_CHARS = 12;
const WORDS = String.raw`\p{Lu}[\p{L}\p{N}]*(?:[-’'.][\p{L}\p{N}]+)*`;
const THING = new RegExp(
  String.raw`(?<![\p{L}\p{N}])${WORDS}(?: ${WORDS})*(?: \d{1,3}(?:\.\d{1,2})?(?![\p{L}\p{N}.,]))?`,
  'gu',
);

/** Cuts a sentence at commas, colons and "and", and reads what each part counts and names. */
export function segmentsOf(sentence: string, language: string): Segment[] {
  return sentence
    .replace(ASIDE, '')
    .split(BOUNDARY)
    .map((part) => ({
      values: valuesOf(part, language),
      things: thingsOf(part),
    }));
}

export function valuesOf(text: string, language: string): Value[] {
  const { dates, rest } = findDates(text);
  const named = rest.replace(THING, (thing, at: number) =>
    (counts(rest, at + thing.length) ? thing : thing.replace(/ [\d.]+$/u, '')).replace(
      NAME_WITH_DIGITS,
      '',
    ),
  );
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
  return [...rest.matchAll(THING)]
    .map(({ 0: thing, index }) =>
      counts(rest, index + thing.length) ? thing.replace(/ [\d.]+$/u, '') : thing,
    )
    .map((thing) => withoutArticle(foldText(thing)))
    .filter((thing) => thing.length > 1 && !isFunctionWord(thing));
}

/** Whether words stand in a text as they are, both folded. */
export function holdsWords(text: string, words: string): boolean {
  return ` ${text} `.includes(` ${words} `);
}

/** Whether the number before `at` has a unit behind it. */
function counts(text: string, at: number): boolean {
  const after = text.slice(at, at + MAX_UNIT_CHARS);
  return SHORT_UNIT.test(after) || LONG_UNIT.test(after);
}

function withoutArticle(thing: string): string {
  const [first = '', ...rest] = thing.split(' ');
  return isFunctionWord(first) && rest.length > 0 ? rest.join(' ') : thing;
}

const YEARS = { from: 1_000, to: 2_100 };

function kindOf({ value, unit }: NumberFact): string {
  if (unit !== null) return unit;
  if (Number.isInteger(value) && value >= YEARS.from && value <= YEARS.to) return 'year';
  return value >= 1e6 ? 'large' : 'plain';
}
