import { describe, expect, it, test } from 'vitest';
import { dateTerms, findDates } from '../../src/text/dates.ts';
import { analysePassageText } from '../../src/text/text-analysis.ts';

describe('one date, however it is written', () => {
  it.each([
    ...['2023-07-18', '18.07.2023', '18. 7. 2023', '07/18/2023', '18/07/2023', '18. Juli 2023'],
    ...['2023/07/18', '2023.07.18', '18-07-2023', '07-18-2023', '18.07.23', '18.7.23'],
    ...[
      '18.Juli 2023',
      '18ten Juli 2023',
      'July 18, 2023',
      '18 July 2023',
      '18th of July 2023',
      'July 18th, 2023',
    ],
    ...['7/18/23', '20230718', '2023年7月18日', '18. Juli 23', '18 juillet 2023', '18 luglio 2023'],
    ...['18 de julio de 2023', '18 lipca 2023', '18 juli 2023', '18 Temmuz 2023', '18 июля 2023'],
  ])('%s', (written) => {
    const { dates } = findDates(`Was geschah am ${written}?`);
    expect(dates).toEqual([{ year: 2023, month: 7, day: 18 }]);
  });

  it.each([
    'v1.2.2023.4',
    '13/13/2023',
    '1/2',
    '192.168.2023',
    'v1.2.10',
    '3.12.24',
    '2023-2024',
    'mars 2020',
    '20231340',
    '12345678',
  ])('%s is none', (written) => {
    expect(findDates(written).dates).toEqual([]);
  });
});

test('is found by the day, by the day without its year, and by the month', () => {
  expect(dateTerms({ year: 2023, month: 7, day: 18 })).toEqual(['d20230718', 'd0718', 'm202307']);
  expect(dateTerms({ year: null, month: 7, day: 18 })).toEqual(['d0718']);
  expect(dateTerms({ year: 2023, month: 7, day: null })).toEqual(['m202307']);
  expect(dateTerms({ year: null, month: 7, day: null })).toEqual([]);
  expect(findDates('seit dem 3. und bis 18.7. dann').dates).toEqual([
    { year: null, month: 7, day: 18 },
  ]);
  const months = ['07/2023', '7/2023', '07.2023', '2023-07', "July '23", 'juillet 2023'];
  for (const month of months) {
    expect(findDates(`Was kam ${month}?`).dates).toEqual([{ year: 2023, month: 7, day: null }]);
  }
  expect(analysePassageText('Am 18. Juli 2023.', 'de')).toContain('d20230718');
});
