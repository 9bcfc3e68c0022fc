import type { Language } from '../domain/language.ts';
import type { Passage } from '../domain/passage.ts';
import { CURRENCY, isUnitBefore } from './numbers.ts';

interface Style {
  /** Between thousands, and before decimals. */
  readonly group: string;
  readonly decimal: string;
  /** Thousand, million, 10^9, 10^12, behind a number. */
  readonly scales: readonly string[];
  /** "8. Februar 2007", "8 February 2007". */
  readonly dayMark: string;
}

const STYLES: Readonly<Record<Language, Style>> = {
  de: {
    ...{ group: '.', decimal: ',', dayMark: '.' },
    scales: ['tausend', 'Millionen', 'Milliarden', 'Billionen'],
  },
  en: {
    ...{ group: ',', decimal: '.', dayMark: '' },
    scales: ['thousand', 'million', 'billion', 'trillion'],
  },
};
/** The words of each scale as texts write them. */
const SCALES: Readonly<Record<Language, readonly RegExp[]>> = {
  de: [
    /^tausend$/iu,
    /^(?:million(?:en)?|mio)$/iu,
    /^(?:milliarden?|mrd)$/iu,
    /^billion(?:en)?$/iu,
  ],
  en: [/^thousand$/iu, /^millions?$/iu, /^billions?$/iu, /^trillions?$/iu],
};

const MONTHS: Readonly<Record<Language, readonly string[]>> = {
  de: monthNames('de'),
  en: monthNames('en'),
};
const DAY = '(?<day>\\d{1,2})(?:\\.|st|nd|rd|th)?';
const monthIn = (language: Language): string => `(?<month>${MONTHS[language].join('|')})(?!\\p{L})`;
/** Days, and months of a year: a month alone may be another word ("May"). */
const DAYS: Readonly<Record<Language, readonly RegExp[]>> = {
  de: [
    new RegExp(`(?<![\\p{L}\\p{N}.])${DAY} ${monthIn('de')}(?: (?<year>\\d{4})(?!\\d))?`, 'gu'),
    new RegExp(`(?<!\\p{L})${monthIn('de')} (?<year>\\d{4})(?!\\d)`, 'gu'),
  ],
  en: [
    new RegExp(
      `(?<![\\p{L}\\p{N}.])${DAY} (?:of )?${monthIn('en')}(?:,? (?<year>\\d{4})(?!\\d))?`,
      'gu',
    ),
    new RegExp(`(?<!\\p{L})${monthIn('en')} ${DAY}(?!\\p{N})(?:,? (?<year>\\d{4})(?!\\d))?`, 'gu'),
    new RegExp(`(?<!\\p{L})${monthIn('en')},? (?<year>\\d{4})(?!\\d)`, 'gu'),
  ],
};

/** A number that stands alone, with the word behind it; no part of a version, a range of digits or a name. */
const NUMBER =
  /(?<![\p{L}\p{N}.,:/-])(?<number>\d{1,3}(?:[.,]\d{3}){0,5}(?:[.,]\d{1,6})?)(?![\p{L}\p{N}]|[.,:/]\d)(?<gap>[ \u00a0]?)(?<word>\p{L}{0,12})/gu;

/**
 * The numbers and days of a text in `from` that readers of `to` write otherwise, and how: "22,392" is a small number
 * to Germans, and "390 billion" a thousand times too many. A decimal is one only beside a unit, a scale or a
 * currency; else it may be a version ("3.1").
 */
export function localForms(text: string, from: string, to: Language): ReadonlyMap<string, string> {
  const forms = new Map<string, string>();
  if (from === to || !isKnown(from)) return forms;
  const add = (written: string, local: string): void => {
    if (written !== local) forms.set(written, local);
  };
  let rest = text;
  for (const pattern of DAYS[from]) {
    rest = rest.replace(pattern, (written: string, ...found: unknown[]) => {
      add(written, localDay(found.at(-1) as Groups, from, to));
      return ' '.repeat(written.length);
    });
  }
  for (const { 0: written, index, groups } of rest.matchAll(NUMBER)) {
    const { number = '', gap = '', word = '' } = groups ?? {};
    const scale = SCALES[from].findIndex((one) => one.test(word));
    const isMoney = CURRENCY.test(rest.slice(0, index));
    const isMeasured = scale >= 0 || isMoney || isUnitBefore(rest.slice(index + number.length));
    const local = localNumber(number, { from: STYLES[from], to: STYLES[to], isMeasured });
    if (scale < 0) add(number, local);
    else add(written, `${local}${gap}${STYLES[to].scales[scale] ?? word}`);
  }
  return forms;
}

/** The same of all evidence, but for what some of it in `to` writes so, too. */
export function localFormsOf(
  evidence: readonly { readonly text: string; readonly passage: Passage }[],
  to: Language,
): ReadonlyMap<string, string> {
  const own = evidence.filter(({ passage }) => passage.language === to);
  const forms = evidence.flatMap(({ text, passage }) => [
    ...localForms(text, passage.language, to),
  ]);
  return new Map(forms.filter(([written]) => !own.some(({ text }) => text.includes(written))));
}

/** A text with the forms of a map in the place of its keys, where these stand alone. */
export function withForms(text: string, forms: ReadonlyMap<string, string>): string {
  const longestFirst = [...forms].sort(([a], [b]) => b.length - a.length);
  return longestFirst.reduce((rest, [written, local]) => replaceAlone(rest, written, local), text);
}

function replaceAlone(text: string, written: string, local: string): string {
  const parts = text.split(written);
  return parts.reduce((before, after) => {
    const isPart = /[\p{L}\p{N}][.,]?$/u.test(before) || /^[.,]?[\p{L}\p{N}]/u.test(after);
    return before + (isPart ? written : local) + after;
  });
}

type Groups = Readonly<Record<string, string | undefined>>;

function isKnown(language: string): language is Language {
  return language in STYLES;
}

function localNumber(
  number: string,
  { from, to, isMeasured }: { from: Style; to: Style; isMeasured: boolean },
): string {
  const [whole = '', decimals, ...rest] = number.split(from.decimal);
  if (rest.length > 0) return number;
  const groups = whole.split(from.group);
  const isGrouped = groups.slice(1).every((group) => group.length === 3) && !whole.startsWith('0');
  if (!isGrouped || (decimals !== undefined && groups.length === 1 && !isMeasured)) return number;
  return groups.join(to.group) + (decimals === undefined ? '' : to.decimal + decimals);
}

function localDay({ day, month = '', year }: Groups, from: Language, to: Language): string {
  const name = MONTHS[to][MONTHS[from].indexOf(month)] ?? month;
  const parts = [day === undefined ? '' : day + STYLES[to].dayMark, name, year ?? ''];
  return parts.filter((part) => part !== '').join(' ');
}

/** From January on. */
function monthNames(language: Language): string[] {
  const written = new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' });
  return Array.from({ length: 12 }, (_, month) => written.format(Date.UTC(2_000, month)));
}
