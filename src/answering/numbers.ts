/** A number as a text states it, with what it counts when that can be told. */
export interface NumberFact {
  /** Multiplied out: `100 Millionen` is 100_000_000, `13B` is 13_000_000_000. */
  readonly value: number;
  /** Class of the unit behind (or before) it, or null. */
  readonly unit: string | null;
}

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

const DATE_PATTERNS: readonly RegExp[] = [
  /(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})/giu,
  /(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})/giu,
  new RegExp(
    `(?<!\\p{L})(?<day>\\d{1,2})(?:\\.|st|nd|rd|th)?\\s+(?:of\\s+)?(?<month>${MONTH})(?!\\p{L})\\.?(?:,?\\s+(?<year>\\d{4}))?`,
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

const MULTIPLIERS: readonly (readonly [RegExp, number])[] = [
  [/^(?:tausend|thousand|k)(?!\p{L})/iu, 1e3],
  [/^(?:million(?:en|s)?|mio\.?|mn)(?!\p{L})/iu, 1e6],
  [/^M(?!\p{L})/u, 1e6],
  [/^(?:milliarden?|mrd\.?|bn|b)(?!\p{L})/iu, 1e9],
  // German "Billion" (with a capital) is a thousand times the English one.
  [/^billions?(?!\p{L})/u, 1e9],
  [/^(?:Billion(?:en)?|trillions?)(?!\p{L})/u, 1e12],
];

const ENGLISH_BILLION_FACTOR = 1e9;

const UNITS: readonly (readonly [RegExp, string])[] = [
  [/^(?:%|prozent|percent|per cent)/iu, 'percent'],
  [/^(?:jahren?|jährig\p{L}*|years?)(?!\p{L})/iu, 'years'],
  [/^(?:monaten?|monate|months?)(?!\p{L})/iu, 'months'],
  [/^(?:wochen?|weeks?)(?!\p{L})/iu, 'weeks'],
  [/^(?:tagen?|tage|days?)(?!\p{L})/iu, 'days'],
  [/^(?:stunden?|hours?)(?!\p{L})/iu, 'hours'],
  [/^(?:minuten?|minutes?)(?!\p{L})/iu, 'minutes'],
  [/^(?:€|euros?)(?!\p{L})/iu, 'eur'],
  [/^(?:us-)?(?:\$|dollars?)(?!\p{L})/iu, 'usd'],
  [/^(?:gb|gib|gigabytes?)(?!\p{L})/iu, 'gb'],
  [/^(?:mb|mib|megabytes?)(?!\p{L})/iu, 'mb'],
  [/^(?:tb|terabytes?)(?!\p{L})/iu, 'tb'],
  [/^bits?(?!\p{L})/iu, 'bit'],
];

const ENGLISH_BILLION = /^billions?(?!\p{L})/iu;

const NUMBER = /(?<![\p{L}\d])[1-9]\d{0,2}(?:[.,\u00a0\u202f' ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?/gu;

const NUMBER_WORDS: Readonly<Record<string, number>> = {
  zwei: 2,
  two: 2,
  drei: 3,
  three: 3,
  vier: 4,
  four: 4,
  fünf: 5,
  five: 5,
  sechs: 6,
  six: 6,
  sieben: 7,
  seven: 7,
  acht: 8,
  eight: 8,
  neun: 9,
  nine: 9,
  zehn: 10,
  ten: 10,
  elf: 11,
  eleven: 11,
  zwölf: 12,
  twelve: 12,
};

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
  const day = number(groups['day']);
  if (month !== null && (month < 1 || month > 12)) return null;
  if (day !== null && (day < 1 || day > 31)) return null;
  return { year: number(groups['year']), month, day };
}

/**
 * Numbers of a text; those of dates must have been taken out before (`findDates`).
 * @param language of the text: "70 Billion" is 10^12 in German alone
 */
export function findNumbers(text: string, language?: string): NumberFact[] {
  const facts: NumberFact[] = [];
  for (const match of text.matchAll(NUMBER)) {
    let value = parseNumber(match[0]);
    let after = text.slice(match.index + match[0].length).replace(/^[\s\u00a0\u202f-]+/u, '');
    for (const [pattern, factor] of MULTIPLIERS) {
      const multiplier = pattern.exec(after);
      if (multiplier === null) continue;
      value *= language === 'en' && ENGLISH_BILLION.test(after) ? ENGLISH_BILLION_FACTOR : factor;
      after = after.slice(multiplier[0].length).replace(/^[\s\u00a0\u202f-]+/u, '');
      break;
    }
    const before = text.slice(0, match.index);
    facts.push({ value, unit: unitOf(before, after) });
  }
  return facts;
}

/** Small numbers written as words ("zwei", "two"), without units. */
export function findNumberWords(text: string): NumberFact[] {
  return [...text.toLowerCase().matchAll(/\p{L}+/gu)].flatMap((match) => {
    const value = NUMBER_WORDS[match[0]];
    return value === undefined ? [] : [{ value, unit: null }];
  });
}

function unitOf(before: string, after: string): string | null {
  if (/(?:\$|US-Dollar )\s?$/u.test(before)) return 'usd';
  if (/€\s?$/u.test(before)) return 'eur';
  return UNITS.find(([pattern]) => pattern.test(after))?.[1] ?? null;
}

function parseNumber(raw: string): number {
  if (/^[1-9]\d{0,2}(?:[.,\u00a0\u202f' ]\d{3})+$/u.test(raw))
    return Number(raw.replace(/\D/gu, ''));
  return Number(raw.replace(',', '.'));
}
