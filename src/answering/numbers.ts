/** A number as a text states it, with what it counts when that can be told. */
export interface NumberFact {
  /** Multiplied out: `100 Millionen` is 100_000_000, `13B` is 13_000_000_000. */
  readonly value: number;
  /** Class of the unit behind (or before) it, or null. */
  readonly unit: string | null;
}

const MULTIPLIERS: readonly (readonly [RegExp, number])[] = [
  [/^(?:tausend|thousand|k)(?!\p{L})/iu, 1e3],
  [/^(?:million(?:en|s)?|mio\.?|mn)(?!\p{L})/iu, 1e6],
  [/^M(?!\p{L})/u, 1e6],
  [/^(?:milliarden?|mrd\.?|bn|b)(?!\p{L})/iu, 1e9],
  // German "Billion" is a thousand times the English one; where the language is not known, the capital tells.
  [/^billions?(?!\p{L})/u, 1e9],
  [/^(?:Billion(?:en)?|trillions?)(?!\p{L})/u, 1e12],
];

/** What a word means in German alone, however it is written. */
const GERMAN_SCALE: readonly (readonly [RegExp, number])[] = [
  [/^billion(?:s|en)?(?!\p{L})/iu, 1e12],
  [/^trillion(?:s|en)?(?!\p{L})/iu, 1e18],
];
/** In English alone. */
const ENGLISH_SCALE: readonly (readonly [RegExp, number])[] = [[/^billions?(?!\p{L})/iu, 1e9]];

function multipliersOf(language: string | undefined): typeof MULTIPLIERS {
  if (language === 'de') return [...GERMAN_SCALE, ...MULTIPLIERS];
  return language === 'en' ? [...ENGLISH_SCALE, ...MULTIPLIERS] : MULTIPLIERS;
}

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
  [/^(?:kg|kilos?|kilogramme?n?|kilogram(?:me)?s?)(?!\p{L})/iu, 'kg'],
  [/^(?:tonnen?|tonnes?|tons?)(?!\p{L})/iu, 't'],
  [/^(?:km|kilometern?|kilomet(?:er|re)s?)(?!\p{L})/iu, 'km'],
  [/^(?:meilen?|miles?)(?!\p{L})/iu, 'miles'],
];

/** Longer than any unit, in characters. */
const MAX_UNIT_CHARS = 16;

/** Units that measure the same. */
const DIMENSIONS: readonly (readonly string[])[] = [
  ['years', 'months', 'weeks', 'days', 'hours', 'minutes'],
  ['eur', 'usd'],
  ['gb', 'mb', 'tb', 'bit'],
  ['kg', 't'],
  ['km', 'miles'],
];
const HOW_MANY = /(?<!\p{L})(?:how many|how much|wie ?viele?[nr]?)\s+/iu;

/** The units that a question counts in ("how many kilos"), any of which answers it; null where it names none. */
export function unitsAskedFor(question: string): readonly string[] | null {
  const asked = HOW_MANY.exec(question);
  if (asked === null) return null;
  const unit = unitOf('', question.slice(asked.index + asked[0].length));
  return unit === null ? null : (DIMENSIONS.find((same) => same.includes(unit)) ?? [unit]);
}

/** Whether a text has one of some units anywhere, at its numbers or in a column's head. */
export function holdsUnit(text: string, units: readonly string[]): boolean {
  return [...text.matchAll(/(?<!\p{L})[\p{L}%€$]/gu)].some(({ index }) => {
    const unit = unitOf('', text.slice(index, index + MAX_UNIT_CHARS));
    return unit !== null && units.includes(unit);
  });
}

/** Whether what stands behind a number is a unit. */
export function isUnitBefore(after: string): boolean {
  return unitOf('', after.replace(/^[\s\u00a0\u202f-]+/u, '')) !== null;
}

/** "£30m": metres where no money is meant. */
const SHORT_MILLION = /^m(?!\p{L})/u;
/** Before a sum. */
export const CURRENCY = /[$€£]\s?$/u;

const NUMBER = /(?<![\p{L}\d-])[1-9]\d{0,2}(?:[.,\u00a0\u202f' ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?/gu;

/** From two to twelve, German and English, in lower case. */
export const NUMBER_WORDS: Readonly<Record<string, number>> = {
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

/** Other words that say a number, looked for in evidence alone: "beide" for two, "nineteenth" for 19. */
const LOOSE_WORDS: ReadonlyMap<string, number> = new Map(
  [
    'one|eine|einer|eines|first|erste',
    'both|beide|zweier|twice|zweimal|second|zweite',
    'thrice|dreimal|dreier|third|dritte',
    'fourth|vierte',
    'fifth|fünfte',
    'sixth|sechste',
    'seventh|siebte|siebente',
    'eighth|achte',
    'ninth|neunte',
    'tenth|zehnte',
    'eleventh|elfte',
    'twelfth|zwölfte|dozen|dutzend',
    'thirteen|dreizehn|thirteenth|dreizehnte',
    'fourteen|vierzehn|fourteenth|vierzehnte',
    'fifteen|fünfzehn|fifteenth|fünfzehnte',
    'sixteen|sechzehn|sixteenth|sechzehnte',
    'seventeen|siebzehn|seventeenth|siebzehnte',
    'eighteen|achtzehn|eighteenth|achtzehnte',
    'nineteen|neunzehn|nineteenth|neunzehnte',
    'twenty|zwanzig|twentieth|zwanzigste',
  ].flatMap((words, at) => words.split('|').map((word) => [word, at + 1] as const)),
);
/** What German adds to "beide" and "zweite". */
const LOOSE_ENDING = /(?<=e)[mnrs]$/u;

/**
 * Numbers of a text; those of dates must have been taken out before (`findDates`).
 * @param language of the text: "70 billion" is read as 10^12 in German, however it is written
 */
export function findNumbers(text: string, language?: string): NumberFact[] {
  const facts: NumberFact[] = [];
  for (const match of text.matchAll(NUMBER)) {
    let value = parseNumber(match[0]);
    let after = text.slice(match.index + match[0].length).replace(/^[\s\u00a0\u202f-]+/u, '');
    for (const [pattern, factor] of multipliersOf(language)) {
      const multiplier = pattern.exec(after);
      if (multiplier === null) continue;
      value *= factor;
      after = after.slice(multiplier[0].length).replace(/^[\s\u00a0\u202f-]+/u, '');
      break;
    }
    const before = text.slice(0, match.index);
    if (SHORT_MILLION.test(after) && CURRENCY.test(before)) value *= 1e6;
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

/** The same, and what says a number in passing: enough where a claim says it in digits. */
export function findNumbersInPassing(text: string): NumberFact[] {
  return [...text.toLowerCase().matchAll(/\p{L}+/gu)].flatMap(([word]) => {
    const value =
      NUMBER_WORDS[word] ??
      LOOSE_WORDS.get(word) ??
      LOOSE_WORDS.get(word.replace(LOOSE_ENDING, ''));
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
