import { describe, expect, it } from 'vitest';
import { localForms, localFormsOf, withForms } from '../../src/answering/local-numbers.ts';
import type { Language } from '../../src/domain/language.ts';
import { passage } from '../fakes/passages.ts';

const moved = (text: string, from: Language, to: Language): string =>
  withForms(text, localForms(text, from, to));

describe('numbers as the readers of a language write them', () => {
  it.each<[Language, Language, string, string]>([
    ['en', 'de', '22,392 km2 (8,646 sq mi) in all', '22.392 km2 (8.646 sq mi) in all'],
    ['en', 'de', 'about 390 billion trees', 'about 390 Milliarden trees'],
    ['en', 'de', '$1.5 million and 7.5 % more', '$1,5 Millionen and 7,5 % more'],
    ['en', 'de', '1,234.5 kg', '1.234,5 kg'],
    ['en', 'de', 'on 8 February 2007, or May 5, 2010', 'on 8. Februar 2007, or 5. Mai 2010'],
    ['en', 'de', 'since October 2023', 'since Oktober 2023'],
    ['de', 'en', '4.096 Wörter, 3,5 GB, 2 Milliarden', '4,096 Wörter, 3.5 GB, 2 billion'],
    ['de', 'en', 'am 8. Februar 2007', 'am 8 February 2007'],
  ])('%s to %s: %s', (from, to, text, expected) => {
    expect(moved(text, from, to)).toBe(expected);
  });

  it.each([
    'Version 3.1 and Kestrel 2.5',
    'in 2007, 12 of 30',
    'the 7B and 1.2.3',
    '10:30, 5/6, 1,2',
    'May is a month',
    'A1,234 and 1,234,56',
  ])('leaves %s as it is', (text) => {
    expect(moved(text, 'en', 'de')).toBe(text);
  });

  it('replaces what stands alone, and nothing inside another number', () => {
    const forms = localForms('1,160 and 22,392', 'en', 'de');
    expect(withForms('A: 1,160, B: 1,160,000, C 11,160; 22,392.', forms)).toBe(
      'A: 1.160, B: 1,160,000, C 11,160; 22.392.',
    );
  });

  it('nothing that evidence in the language of the answer writes so', () => {
    const evidence = ['en', 'de'].map((language) => {
      const text = 'the 4,096 and the 1,024';
      const one = passage({ language: language, text });
      return { text: language === 'de' ? 'die 4,096' : text, passage: one };
    });
    expect([...localFormsOf(evidence, 'de')]).toEqual([['1,024', '1.024']]);
  });
});
