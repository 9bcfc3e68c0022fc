import { monthNamed } from '../../text/month-names.ts';

const MAX_DATE_CHARS = 60;
const ISO = /^(\d{4})(?:([-/.]?)(\d{1,2})\2(\d{1,2}))(?!\d)/u;
const DAY_FIRST = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?!\d)/u;
/** What a year of two digits leaves out. */
const CENTURY = 2_000;
const SLASHED = /^(\d{1,2})([/-])(\d{1,2})\2(\d{4})(?!\d)/u;
const DAY_MONTH =
  /(?<!\d)(\d{1,2})(?:\.|st|nd|rd|th|er|º)?[ -](?:of |de |d')?(\p{L}{3,12})\.?,?[ -](?:de |del )?(\d{4})(?!\d)/u;
const COUNTED = /^(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日/u;
const MONTH_DAY =
  /(?<!\p{L})(\p{L}{3,12})\.? (\d{1,2})(?:\.|st|nd|rd|th)?,?(?: \d{1,2}:\d{2}(?::\d{2})?,?)? (\d{4})(?!\d)/u;

/**
 * A date as people and programs write it, with the month's name in any of some languages, as the day `YYYY-MM-DD` it names: ISO,
 * `23.07.2024`, `23. Juli 2024`, `July 23rd, 2024`, `Tue, 23 Jul 2024 10:00 GMT`, `07/23/2024`. Null for
 * what is no date between 1400 and 2199, and for `07/08/2024`, which is read either way.
 */
export function isoDate(text: string | null): string | null {
  const given = text?.replace(/\s+/gu, ' ').trim() ?? '';
  const [year = 0, month = 0, day = 0] = partsOf(given);
  if (year < 1_400 || year > 2_199) return null;
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? date.toISOString().slice(0, 10) : null;
}

/** Year, month and day; empty where there is no date. */
function partsOf(text: string): readonly number[] {
  const iso = ISO.exec(text);
  if (iso !== null) return [iso[1], iso[3], iso[4]].map(Number);
  const dotted = DAY_FIRST.exec(text);
  if (dotted !== null) {
    const [day = 0, month = 0, year = 0] = dotted.slice(1).map(Number);
    return [dotted[3]?.length === 2 ? CENTURY + year : year, month, day];
  }
  const counted = COUNTED.exec(text);
  if (counted !== null) return counted.slice(1).map(Number);
  const slashed = SLASHED.exec(text);
  if (slashed !== null) return slashedParts(slashed);
  return text.length > MAX_DATE_CHARS ? [] : spelledParts(text.toLowerCase());
}

/** Only where one of both numbers can be no month. */
function slashedParts([, first, , second, year]: RegExpExecArray): readonly number[] {
  const [one, other] = [Number(first), Number(second)];
  if (one > 12 || one === other) return [Number(year), other, one];
  return other > 12 ? [Number(year), one, other] : [];
}

function spelledParts(text: string): readonly number[] {
  const dayFirst = DAY_MONTH.exec(text);
  if (dayFirst !== null)
    return [Number(dayFirst[3]), monthNamed(dayFirst[2] ?? ''), Number(dayFirst[1])];
  const monthFirst = MONTH_DAY.exec(text);
  if (monthFirst === null) return [];
  return [Number(monthFirst[3]), monthNamed(monthFirst[1] ?? ''), Number(monthFirst[2])];
}
