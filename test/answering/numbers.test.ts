import { describe, expect, it } from 'vitest';
import { findNumbers, findNumbersInPassing, findNumberWords } from '../../src/answering/numbers.ts';
import { findDates } from '../../src/text/dates.ts';

describe('findNumbers', () => {
  it.each([
    ['7.000 Ableger', 7_000, null],
    ['7,000 derivatives', 7_000, null],
    ['7 000 Ableger', 7_000, null],
    ["7'000 Ableger", 7_000, null],
    ['3,5 Punkte', 3.5, null],
    ['3.5 points', 3.5, null],
    ['100 Millionen Nutzer', 100_000_000, null],
    ['100 million users', 100_000_000, null],
    ['175 Milliarden Parameter', 175e9, null],
    ['175 billion parameters', 175e9, null],
    ['2 Billionen Token', 2e12, null],
    ['700M users', 700e6, null],
    ['700 Mio. Nutzer', 700e6, null],
    ['0.125 GB', 0.125, 'gb'],
    ['0,125 GB', 0.125, 'gb'],
    ['3,5 GiB', 3.5, 'gb'],
    ['3.5 gigabytes', 3.5, 'gb'],
    ['2 trillion tokens', 2e12, null],
    ['1,4 Mio. Nutzer', 1.4e6, null],
    ['13B', 13e9, null],
    ['20 Tausend Seiten', 20_000, null],
    ['8 GB', 8, 'gb'],
    ['8 Gigabyte', 8, 'gb'],
    ['8 bits', 8, 'bit'],
    ['4-bit', 4, 'bit'],
    ['12 %', 12, 'percent'],
    ['12 Prozent', 12, 'percent'],
    ['12 percent', 12, 'percent'],
    ['$5 million', 5e6, 'usd'],
    ['£30m', 30e6, null],
    ['30m', 30, null],
    ['5 Millionen Dollar', 5e6, 'usd'],
    ['30 Mio. €', 30e6, 'eur'],
    ['€ 30', 30, 'eur'],
    ['3 Monate', 3, 'months'],
    ['3 months', 3, 'months'],
    ['10 Jahre', 10, 'years'],
  ])('reads "%s"', (text, value, unit) => {
    expect(findNumbers(text)).toEqual([{ value, unit }]);
  });

  it.each([
    ['540 billion parameters', 'en', 540e9],
    ['70 Billion', 'en', 70e9],
    ['540 billion Parameter', 'de', 540e12],
    ['2 Billionen Token', 'de', 2e12],
    ['2 trillion Token', 'de', 2e18],
    ['2 trillion tokens', 'en', 2e12],
    ['13B', 'de', 13e9],
  ])('reads "%s" as %s', (text, language, value) => {
    expect(findNumbers(text, language).map((one) => one.value)).toEqual([value]);
  });

  it('keeps the order and tells neighbours apart', () => {
    expect(findNumbers('von 7 bis 65 Milliarden').map(({ value }) => value)).toEqual([7, 65e9]);
  });

  it('finds nothing where there is no digit', () => {
    expect(findNumbers('Die Gewichte sind frei.')).toEqual([]);
  });

  it('takes the unit of its own number only', () => {
    expect(findNumbers('13 Modelle und 8 GB')).toEqual([
      { value: 13, unit: null },
      { value: 8, unit: 'gb' },
    ]);
  });
});

describe('findDates', () => {
  const date = (year: number | null, month: number | null, day: number | null) => ({
    year,
    month,
    day,
  });

  it.each([
    ['2023-07-18', date(2023, 7, 18)],
    ['18.7.2023', date(2023, 7, 18)],
    ['07/18/2023', date(2023, 7, 18)],
    ['18/07/2023', date(2023, 7, 18)],
    ['18-07-2023', date(2023, 7, 18)],
    ['2023/07/18', date(2023, 7, 18)],
    ['18.07.23', date(2023, 7, 18)],
    ['18ten Juli 2023', date(2023, 7, 18)],
    ['Jul 18 2023', date(2023, 7, 18)],
    ['18. Juli 2023', date(2023, 7, 18)],
    ['18 July 2023', date(2023, 7, 18)],
    ['July 18, 2023', date(2023, 7, 18)],
    ['July 18th', date(null, 7, 18)],
    ['the 1st of November', date(null, 11, 1)],
    ['am 3. März', date(null, 3, 3)],
    ['im Juli 2023', date(2023, 7, null)],
    ['Jänner 2024', date(2024, 1, null)],
    ['Sept. 2023', date(2023, 9, null)],
    ['in May', date(null, 5, null)],
    ['seit Oktober', date(null, 10, null)],
  ])('reads "%s"', (text, expected) => {
    expect(findDates(text).dates).toEqual([expected]);
  });

  it.each(['You may ask.', 'The march went on.', '2023-13-45', '45. Juli', 'Marie kam.'])(
    'finds none in "%s"',
    (text) => {
      expect(findDates(text)).toEqual({ dates: [], rest: text });
    },
  );

  it('takes the text of a date out, so that its numbers are not counted again', () => {
    const { dates, rest } = findDates('Am 18. Juli 2023 gab es 3 Modelle.');
    expect(dates).toHaveLength(1);
    expect(findNumbers(rest)).toEqual([{ value: 3, unit: null }]);
    expect(rest).toHaveLength('Am 18. Juli 2023 gab es 3 Modelle.'.length);
  });

  it('finds every date of a sentence', () => {
    const { dates } = findDates('From 24 February 2023 until 3 March 2023.');
    expect(dates).toEqual([date(2023, 2, 24), date(2023, 3, 3)]);
  });
});

describe('findNumberWords', () => {
  it.each([
    ['Zwei Modelle und zwölf Tage', [2, 12]],
    ['two models, Eleven days', [2, 11]],
    ['Zweifel achtet niemand', []],
  ])('reads "%s"', (text, values) => {
    expect(findNumberWords(text).map(({ value }) => value)).toEqual(values);
  });
});

it.each([
  ['in the nineteenth century', 19],
  ['die beiden Türme', 2],
  ['both towers', 2],
  ['zum dritten Mal', 3],
  ['zwölf Türme', 12],
])('in passing "%s" says %i', (text, value) => {
  expect(findNumbersInPassing(text).map((fact) => fact.value)).toContain(value);
});
