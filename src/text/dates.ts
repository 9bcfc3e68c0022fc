/** A date as far as the text gives it. */
export interface DateFact {
  readonly year: number | null;
  /** 1-12. */
  readonly month: number | null;
  readonly day: number | null;
}

const MONTHS: Readonly<Record<string, number>> = Object.fromEntries(
  [
    'januar january jänner jan',
    'februar february feb',
    'märz march maerz mär mar',
    'april apr',
    'mai may',
    'juni june jun',
    'juli july jul',
    'august aug',
    'september sept sep',
    'oktober october okt oct',
    'november nov',
    'dezember december dez dec',
  ].flatMap((names, at) => names.split(' ').map((name) => [name, at + 1] as const)),
);
const MONTH = Object.keys(MONTHS)
  .sort((a, b) => b.length - a.length)
  .join('|');

/** What a year of two digits leaves out. */
const CENTURY = 2_000;

const DATE_PATTERNS: readonly RegExp[] = [
  /(?<year>\d{4})(?<mark>[-/.])(?<month>\d{1,2})\k<mark>(?<day>\d{1,2})(?![\d])/giu,
  /(?<![\p{L}\d.])(?<day>\d{1,2})\. ?(?<month>\d{1,2})\. ?(?<year>\d{4})(?!\.?\d)/giu,
  /(?<![\d./-])(?<first>\d{1,2})(?<mark>[/-])(?<second>\d{1,2})\k<mark>(?<year>\d{4})(?![\d/])/giu,
  // Without a century only where it can be no version.
  /(?<![\p{L}\d.])(?<day>\d{2})\.(?<month>\d{2})\.(?<short>\d{2})(?![.\d])/giu,
  /(?<=(?:^|\s)(?:am|vom|seit|bis|den|zum) )(?<day>\d{1,2})\. ?(?<month>\d{1,2})\.(?: ?(?<short>\d{2})(?!\.?\d))?/giu,
  /(?<![\d./])(?<month>0[1-9]|1[0-2])[./](?<year>(?:19|20)\d{2})(?![\d./])/giu,
  /(?<![\d./])(?<month>[1-9])\/(?<year>(?:19|20)\d{2})(?![\d./])/giu,
  new RegExp(
    `(?<!\\p{L})(?<day>\\d{1,2})(?:\\. ?|(?:st|nd|rd|th|te|ten)?\\s+)(?:of\\s+)?(?<month>${MONTH})(?!\\p{L})\\.?(?:,?\\s+(?<year>\\d{4}))?`,
    'giu',
  ),
  new RegExp(
    `(?<!\\p{L})(?<month>${MONTH})(?!\\p{L})\\.?\\s+(?<day>\\d{1,2})(?:st|nd|rd|th)?(?!\\d)(?:,?\\s+(?<year>\\d{4}))?`,
    'giu',
  ),
  new RegExp(`(?<!\\p{L})(?<month>${MONTH})(?!\\p{L})\\.?,?\\s+(?:of\\s+)?(?<year>\\d{4})`, 'giu'),
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
  const month = word === undefined ? null : (MONTHS[word] ?? number(word));
  const [first, second] = [number(groups['first']), number(groups['second'])];
  if (first !== null && second !== null) return ofSlashes(first, second, number(groups['year']));
  const day = number(groups['day']);
  if (month !== null && (month < 1 || month > 12)) return null;
  if (day !== null && (day < 1 || day > 31)) return null;
  const short = number(groups['short']);
  return { year: short === null ? number(groups['year']) : CENTURY + short, month, day };
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
