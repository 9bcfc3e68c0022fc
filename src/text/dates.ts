import { OTHER_MONTHS, OWN_MONTHS } from './month-names.ts';

/** A date as far as the text gives it. */
export interface DateFact {
  readonly year: number | null;
  /** 1-12. */
  readonly month: number | null;
  readonly day: number | null;
}

const MONTH = anyOf(Object.keys(OWN_MONTHS));
/** Other languages', too, where a day or a year beside it leaves no doubt. */
const ANY_MONTH = anyOf([...Object.keys(OWN_MONTHS), ...Object.keys(OTHER_MONTHS)]);

/** What a year of two digits leaves out. */
const CENTURY = 2_000;

const DATE_PATTERNS: readonly RegExp[] = [
  /(?<year>\d{4})(?<mark>[-/.])(?<month>\d{1,2})\k<mark>(?<day>\d{1,2})(?![\d])/giu,
  /(?<![\p{L}\d.])(?<day>\d{1,2})\. ?(?<month>\d{1,2})\. ?(?<year>\d{4})(?!\.?\d)/giu,
  /(?<![\d./-])(?<first>\d{1,2})(?<mark>[/-])(?<second>\d{1,2})\k<mark>(?<year>\d{4})(?![\d/])/giu,
  /(?<![\d./-])(?<first>\d{1,2})\/(?<second>\d{1,2})\/(?<short>\d{2})(?![\d/])/giu,
  /(?<!\d)(?<year>\d{4}) ?年 ?(?<month>\d{1,2}) ?月 ?(?<day>\d{1,2}) ?日/giu,
  /(?<![\d.,-])(?<year>(?:19|20)\d{2})(?<month>0[1-9]|1[0-2])(?<day>0[1-9]|[12]\d|3[01])(?![\d.,-])/giu,
  /(?<![\d./-])(?<year>(?:19|20)\d{2})-(?<month>0[1-9]|1[0-2])(?![\d./-])/giu,
  // Without a century only where it can be no version.
  /(?<![\p{L}\d.])(?<day>\d{2})\.(?<month>\d{2})\.(?<short>\d{2})(?![.\d])/giu,
  /(?<=(?:^|\s)(?:am|vom|seit|bis|den|zum) )(?<day>\d{1,2})\. ?(?<month>\d{1,2})\.(?: ?(?<short>\d{2})(?!\.?\d))?/giu,
  /(?<![\d./])(?<month>0[1-9]|1[0-2])[./](?<year>(?:19|20)\d{2})(?![\d./])/giu,
  /(?<![\d./])(?<month>[1-9])\/(?<year>(?:19|20)\d{2})(?![\d./])/giu,
  new RegExp(
    `(?<![\\p{L}\\d])(?<day>\\d{1,2})\\. (?<month>${MONTH}) ['’]?(?<short>\\d{2})(?= ?(?:$|[?!;)]))`,
    'giu',
  ),
  new RegExp(
    `(?<!\\p{L})(?<day>\\d{1,2})(?:\\. ?|(?:st|nd|rd|th|te|ten|er|º)?\\s{1,3})(?:(?:of|de)\\s{1,3})?(?<month>${ANY_MONTH})(?!\\p{L})\\.?(?:,?\\s{1,3}(?:del?\\s{1,3})?(?<year>\\d{4}))?`,
    'giu',
  ),
  new RegExp(`(?<!\\p{L})(?<month>${MONTH})(?!\\p{L})\\.? ['’](?<short>\\d{2})(?!\\d)`, 'giu'),
  new RegExp(
    `(?<!\\p{L})(?<month>${MONTH})(?!\\p{L})\\.?\\s+(?<day>\\d{1,2})(?:st|nd|rd|th)?(?!\\d)(?:,?\\s+(?<year>\\d{4}))?`,
    'giu',
  ),
  new RegExp(`(?<!\\p{L})(?<month>${MONTH})(?!\\p{L})\\.?,?\\s+(?:of\\s+)?(?<year>\\d{4})`, 'giu'),
  new RegExp(
    `(?<!\\p{L})(?<month>(?!mars)(?:${ANY_MONTH}))\\s+(?:del?\\s+)?(?<year>(?:19|20)\\d{2})(?!\\d)`,
    'giu',
  ),
  // A month alone only where it cannot be a word of another kind ("may", "march").
  new RegExp(
    `(?:\\b(?:in|im|since|seit|until|bis|by|anfang|ende|mitte|early|late|vom|of)\\s+)(?<month>${MONTH})(?!\\p{L})`,
    'giu',
  ),
];

/** Dates in a text, in order; overlapping readings are taken once, the fullest first. */
export function findDates(text: string): { dates: DateFact[]; rest: string } {
  const dates: DateFact[] = [];
  let rest = text;
  for (const pattern of DATE_PATTERNS) {
    rest = rest.replace(pattern, (...args: unknown[]) => {
      const groups = args.at(-1) as Record<string, string | undefined>;
      const fact = dateFact(groups);
      const whole = args[0] as string;
      if (fact === null) return whole;
      dates.push(fact);
      return ' '.repeat(whole.length);
    });
  }
  return { dates, rest };
}

function dateFact(groups: Readonly<Record<string, string | undefined>>): DateFact | null {
  const number = (text: string | undefined): number | null =>
    text === undefined ? null : Number(text);
  const word = groups['month']?.toLowerCase();
  const month =
    word === undefined ? null : (OWN_MONTHS[word] ?? OTHER_MONTHS[word] ?? number(word));
  const [first, second] = [number(groups['first']), number(groups['second'])];
  const short = number(groups['short']);
  const year = short === null ? number(groups['year']) : CENTURY + short;
  if (first !== null && second !== null) return ofSlashes(first, second, year);
  const day = number(groups['day']);
  if (month !== null && (month < 1 || month > 12)) return null;
  if (day !== null && (day < 1 || day > 31)) return null;
  return { year, month, day };
}

/** 07/18/2023 and 18/07/2023; where both could be the month it is the first, as Americans write. */
function ofSlashes(first: number, second: number, year: number | null): DateFact | null {
  const [month, day] = first > 12 ? [second, first] : [first, second];
  return month < 1 || month > 12 || day < 1 || day > 31 ? null : { year, month, day };
}

/**
 * What a date is found by, however it is written: the day, the day of any year, the month. The most
 * exact first; empty for a bare month.
 */
export function dateTerms({ year, month, day }: DateFact): readonly string[] {
  if (month === null) return [];
  const two = (value: number): string => String(value).padStart(2, '0');
  const inYear = year === null ? [] : [`m${year}${two(month)}`];
  if (day === null) return inYear;
  const ofDay = `${two(month)}${two(day)}`;
  return [...(year === null ? [] : [`d${year}${ofDay}`]), `d${ofDay}`, ...inYear];
}

/** Longer names first: "juni" is no "jun". */
function anyOf(names: readonly string[]): string {
  return [...names].sort((one, other) => other.length - one.length).join('|');
}
