import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Passage } from '../../../src/domain/passage.ts';
import {
  readPassages,
  updateKeywordIndex,
  writeKeywordIndex,
} from '../../../src/indexing/keywords/keyword-index.ts';
import { readArticleSummaries } from '../../../src/indexing/generation/read-articles.ts';
import { MAX_POSTINGS_BESIDE_VECTORS } from '../../../src/indexing/keywords/keyword-score.ts';
import { KeywordSearch } from '../../../src/indexing/keywords/keyword-search.ts';
import { toStorageError } from '../../../src/indexing/files/storage-fault.ts';

const TEXTS: readonly (readonly [language: string, section: string, text: string])[] = [
  ['de', '', 'Die Größe eines Autos spielt keine Rolle.'],
  ['de', '', 'Die Gewichte des Modells wurden veröffentlicht.'],
  ['de', '', 'Wer die Modellgewichte besitzt, kann sie ausführen.'],
  ['de', 'Recht', 'Die Datenschutzgrundverordnung gilt in ganz Europa.'],
  ['de', '', 'Zwei Lizenzen regeln den Gebrauch, und durchgesickerte Dateien bleiben geschützt.'],
  ['en', '', 'The licences allow research; the files were leaked in March.'],
  ['en', '', 'Llama 2 has 13B parameters, GPT-4 is larger.'],
  ['en', '', 'A recipe for bread needs flour and water.'],
  ['de', '', 'Der Häuserbau im Grünen kostet 4.096 Euro.'],
  ['de', 'Strasse', 'Ein Fussweg fuehrt ueber die Bruecke.'],
];

const PASSAGE: Passage = {
  id: 'p#0',
  articleId: 'p',
  title: 'Probe',
  section: '',
  text: '',
  language: 'de',
  url: null,
};

const db = new Database(':memory:');
let search: KeywordSearch;

beforeAll(() => {
  const passages = TEXTS.map(([language, section, text], index): Passage => ({
    id: `p#${index}`,
    articleId: 'p',
    title: 'Probe',
    section,
    text,
    language,
    url: null,
  }));
  writeKeywordIndex(db, { articles: [], passages });
  search = new KeywordSearch(db);
});

afterAll(() => {
  db.close();
});

function find(text: string): readonly number[] {
  return search.search(text, 10).order;
}

function coverage(text: string, label: number): number {
  return search.search(text, 10).score([label]).get(label)?.coverage ?? 0;
}

describe('KeywordSearch', () => {
  test.each<[string, number]>([
    ['grosse', 0],
    ['Größe', 0],
    ['Groesse', 0],
    ['GRÖSSE', 0],
    ['Modellgewichte', 1],
    ['Modellgewichte', 2],
    ['Gewichte', 2],
    ['Gewicht', 1],
    ['Modell', 2],
    ['schutz', 3],
    ['Verordnung', 3],
    ['Lizenz', 4],
    ['durchgesickert', 4],
    ['licence', 5],
    ['leak', 5],
    ['leaking', 5],
    ['llama2', 6],
    ['llama-2', 6],
    ['Llama 2', 6],
    ['13b', 6],
    ['13 B', 6],
    ['gpt-4', 6],
    ['GPT4', 6],
    ['4096', 8],
    ['Häuser', 8],
    ['Haeuserbau', 8],
    ['Brücke', 9],
    ['Brucke', 9],
    ['Fußweg', 9],
    ['Straße', 9],
  ])('%s finds passage %i', (query, label) => {
    expect(find(query)).toContain(label);
  });

  test.each(['Kernkraftwerk', 'quantum', '', '   ', 'wie ist das?', 'what is the'])(
    '%j finds nothing',
    (query) => {
      expect(find(query)).toEqual([]);
    },
  );

  test.each([
    '"',
    'NEAR(a b, 2)',
    'modell*',
    '(modell',
    'text:modell',
    'modell AND',
    'NOT modell',
    '^modell + -x',
    '{trail text}: modell',
    "modell'; DROP TABLE passages; --",
    '\u0000modell\uD800',
  ])('%j is only text', (query) => {
    expect(() => find(query)).not.toThrow();
    expect(db.prepare('SELECT count(*) FROM passages').pluck().get()).toBe(TEXTS.length);
  });

  test('any text at all is only text, and coverage stays in [0, 1]', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 80 }),
          fc.string({ unit: 'binary', maxLength: 80 }),
          fc.constantFrom(...TEXTS.map(([, , text]) => text)),
        ),
        (query) => {
          for (const { coverage: share, bm25 } of search
            .search(query, 5)
            .score([0, 1, 6])
            .values()) {
            expect(share).toBeGreaterThanOrEqual(0);
            expect(share).toBeLessThanOrEqual(1);
            expect(bm25).toBeGreaterThanOrEqual(0);
          }
        },
      ),
    );
  });

  test('a whole word counts more than one inside a compound, both more than nothing', () => {
    const whole = coverage('Gewichte', 1);
    const inside = coverage('Gewichte', 2);
    expect(whole).toBeGreaterThan(inside);
    expect(inside).toBeGreaterThan(0);
    expect(coverage('Modellgewichte', 2)).toBeGreaterThan(coverage('Modellgewichte', 1));
    expect(find('Gewichte')[0]).toBe(1);
    expect(find('Modellgewichte')[0]).toBe(2);
  });

  test('unknown words lower the coverage', () => {
    const known = coverage('Gewichte Modells', 1);
    const diluted = coverage('Gewichte Modells Zuckerwatte Karussell', 1);
    expect(known).toBeGreaterThan(0.7);
    expect(diluted).toBeLessThan(known / 1.8);
  });

  test('a question in another language covers almost nothing', () => {
    expect(coverage('Which weights were published by the company?', 1)).toBe(0);
  });

  test('says what it understood', () => {
    expect(search.search('Wie ist die Lizenz von Xyzzy und der Modellgewichte?', 5).query).toEqual({
      words: ['lizenz', 'xyzzy', 'modellgewichte'],
      unknown: ['xyzzy'],
    });
    expect(search.search('wie und was', 5).query).toEqual({ words: [], unknown: [] });
    expect(search.search('Llama llama LLAMA', 5).query.words).toEqual(['llama']);
  });

  test('keeps to the limit', () => {
    expect(search.search('Die Probe', 3).order).toHaveLength(3);
    expect(search.search('Probe', 0).order).toEqual([]);
  });

  test('a number counts less without its name', () => {
    expect(coverage('Llama 2', 6)).toBeGreaterThan(coverage('Kamel 2', 6));
  });

  test('copes with a very long query', () => {
    expect(find(`Gewichte ${'Unsinn '.repeat(5_000)}`)).toContain(1);
    expect(find('x'.repeat(100_000))).toEqual([]);
  });

  test('reads passages back, and no articles when there are none', () => {
    expect(readPassages(db, [3, 99]).get(3)).toMatchObject({
      id: 'p#3',
      section: 'Recht',
      language: 'de',
    });
    expect(readPassages(db, [99]).size).toBe(0);
    expect(readArticleSummaries(db)).toEqual([]);
  });
});

describe('words so common that finding all their passages takes long', () => {
  const many = new Database(':memory:');
  const count = MAX_POSTINGS_BESIDE_VECTORS + 500;
  let common: KeywordSearch;

  beforeAll(() => {
    const passages = Array.from({ length: count }, (_, at): Passage => {
      const text = at === 77 ? 'Modell Seltenheit Modell' : `Modell ${at}`;
      return { ...PASSAGE, id: `p#${at}`, text, language: 'en' };
    });
    writeKeywordIndex(many, { articles: [], passages });
    common = new KeywordSearch(many);
  });

  afterAll(() => {
    many.close();
  });

  test('are looked up when nothing else finds their passages', () => {
    expect(common.search('Modell', 10).order).toHaveLength(10);
  });

  test('only rank what the vectors found', () => {
    expect([...common.search('Modell', 10, [5, 3]).order].sort()).toEqual([3, 5]);
    expect(common.search('Modell', 10, []).order).toEqual([]);
    expect(common.search('Modell', 10, [3]).score([3, 4])).toEqual(
      common.search('Modell', 10).score([3, 4]),
    );
  });

  test('do not keep rare ones from being looked up', () => {
    expect(common.search('Seltenheit Modell', 2, [3]).order).toEqual([77, 3]);
  });
});

describe('replacing articles', () => {
  test('a full disk is a full disk', () => {
    const full = new Database(':memory:');
    writeKeywordIndex(full, { articles: [], passages: [{ ...PASSAGE, text: 'Ein Anfang.' }] });
    const pages = full.pragma('page_count', { simple: true });
    full.pragma(`max_page_count = ${Number(pages)}`);
    const passages = Array.from({ length: 200 }, (_, at) => ({
      ...PASSAGE,
      id: `q#${at}`,
      text: `Text ${at} `.repeat(200),
    }));
    const update = (): unknown =>
      updateKeywordIndex(full, { dropped: [], articles: [], passages, slots: 1 });
    let thrown: unknown = null;
    try {
      update();
    } catch (error) {
      thrown = error;
    }
    expect(toStorageError(thrown, 'folder')).toMatchObject({ code: 'disk-full' });
    expect(new KeywordSearch(full).search('Anfang', 5).order).toEqual([0]); // rolled back
    full.close();
  });
});

describe('what is asked with other words', () => {
  const other = new Database(':memory:');
  const texts = [
    ['de', 'Am 18. Juli 2023 kam das Modell heraus.'],
    ['en', 'It came out on 24 February 2023.'],
    ['de', 'Eine Grafikkarte mit 8 Gigabyte reicht.'],
    ['de', 'Wir freuen uns über jedes Feedback und jeden Feed.'],
    ['de', 'Im Kreis der Nutzer gilt der Preis als security für alle.'],
    ['de', 'Im Hintergrund läuft nichts.'],
  ] as const;
  let found: KeywordSearch;
  beforeAll(() => {
    const passages = texts.map(([language, text], at): Passage => ({
      ...PASSAGE,
      id: `o#${at}`,
      title: 'Heft',
      language,
      text,
    }));
    writeKeywordIndex(other, { articles: [], passages });
    found = new KeywordSearch(other);
  });
  afterAll(() => {
    other.close();
  });

  test.each([
    ['Was geschah am 2023-07-18?', 0],
    ['Was kam am 18.07.2023?', 0],
    ['What happened on 07/18/2023?', 0],
    ['What happened on July 18?', 0],
    ['Was kam im Februar 2023?', 1],
    ['Welche GPU?', 2],
    ['Wie viele GB?', 2],
  ])('%s finds it first', (query, label) => {
    expect(found.search(query, 5).order[0]).toBe(label);
  });

  test.each(['Was kocht Reis?', 'Is there a cure?', 'Wer kocht mit Grund?'])(
    'what only stands inside other words by chance finds nothing: %s',
    (question) => {
      expect(found.search(question, 5).order).toEqual([]);
    },
  );

  test('a word inside another one is none', () => {
    expect(found.search('Wie backe ich ein Sauerteigbrot?', 5)).toMatchObject({
      order: [],
      query: { unknown: ['backe', 'sauerteigbrot'] },
    });
  });
});
