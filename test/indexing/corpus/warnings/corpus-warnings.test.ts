import { describe, expect, test } from 'vitest';
import { parseArticle } from '../../../../src/indexing/corpus/parse-article.ts';
import { splitFrontMatter } from '../../../../src/indexing/corpus/front-matter.ts';
import { corpusWarnings } from '../../../../src/indexing/corpus/warnings/corpus-warnings.ts';
import { readArticleText } from '../../../../src/indexing/corpus/warnings/article-text.ts';

const TODAY = '2026-12-01';

/** What is said of articles given by their bodies; the body starts in line 5 of its file. */
function warn(bodies: Readonly<Record<string, string>>, reviewBy = '2027-05-01'): string[] {
  const texts = Object.entries(bodies).map(([name, body]) => {
    const file = `${name}.md`;
    const text = `---\ntitle: ${name}\nreview_by: ${reviewBy}\n---\n${body}\n`;
    const article = parseArticle(file, text, 'hash');
    const split = splitFrontMatter(text);
    if ('message' in article || !split.ok) throw new Error(`${name} is no article`);
    return readArticleText(file, article, split.value);
  });
  return corpusWarnings(texts, TODAY).map(
    ({ file, line, message }) => `${file}:${line}: ${message}`,
  );
}

describe('reviews', () => {
  test.each([
    ['2026-11-30', 1],
    ['2026-12-01', 0],
  ])('due on %s give %d warnings', (due, count) => {
    const warnings = warn({ a: 'Ein Satz.' }, due);
    expect(warnings).toHaveLength(count);
    expect(warnings.every((warning) => warning.startsWith('a.md:3: '))).toBe(true);
  });
});

describe('different numbers for one thing', () => {
  const table = (cell: string, head = 'Memory') =>
    `| Model | ${head} |\n|---|---|\n| Zeta 3 8B | ${cell} |`;

  test('are found in two tables with the same row and column', () => {
    expect(warn({ a: table('about 4.9 GB'), b: `Text first.\n\n${table('6 GB')}` })).toEqual([
      'b.md:9: “Zeta 3 8B, Memory: 6 GB” differs from a.md:7: “Zeta 3 8B, Memory: about 4.9 GB”.',
    ]);
  });

  test('are found across languages where the column has the same code', () => {
    const a = table('4.9 GB', 'Q4_K_M, about 4.9 bits');
    expect(warn({ a, b: table('5,9 GB', '4 Bit (Q4_K_M)') })).toHaveLength(1);
    expect(warn({ a, b: table('4,9 GB', '4 Bit (Q4_K_M)') })).toEqual([]);
  });

  test('are found in two sentences that say the same of one name', () => {
    const a = 'The Zeta 3 8B model takes about 4.9 GB of graphics memory at 4 bits.';
    const b = 'With 4 bits about 9.4 GB of graphics memory go to Zeta 3 8B as a model.';
    expect(warn({ a, b })).toHaveLength(1);
    expect(warn({ a, b: b.replace('9.4', '4.9') })).toEqual([]);
    expect(warn({ a, b: b.replace('Zeta 3 8B', 'Zeta 4 8B') })).toEqual([]);
  });

  test.each([
    [
      'another thing said of the name',
      'Zeta 3 8B was trained on 15 trillion tokens by its makers.',
    ],
    ['another column', table('8.5 GB', 'Disk')],
    ['rounding', table('5 GB')],
    ['another spelling of the number', table('4,9 Gigabyte')],
    ['another unit', table('49 token')],
  ])('are not: %s', (_, b) => {
    expect(warn({ a: table('about 4.9 GB'), b })).toEqual([]);
  });

  test('years are never rounded', () => {
    expect(warn({ a: table('2023'), b: table('2024') })).toHaveLength(1);
  });
});

describe('dead ends', () => {
  test.each([
    'See the article on growing tomatoes for more.',
    'Mehr dazu: siehe Artikel „Tomaten anbauen“.',
    'More is in [another text](tomatoes.md).',
  ])('are named: %s', (sentence) => {
    expect(warn({ licences: `Some text.\n\n${sentence}` })).toEqual([
      expect.stringMatching(/^licences\.md:7: /u),
    ]);
  });

  test.each([
    'See the article on tomatoes for more.',
    'Mehr dazu: siehe Artikel „Tomatoes“.',
    'More is in [another text](./tomatoes.md#soil) and [elsewhere](https://example.org/x.md).',
    'We see the article as a beginning.',
  ])('are none: %s', (sentence) => {
    expect(warn({ licences: sentence, tomatoes: 'Red ones.' })).toEqual([]);
  });
});

describe('sentences near another article’s', () => {
  const sentence =
    'The licence asks whoever passes the weights on to hand over a copy of its own text as well.';

  test('are named with the place of the other one', () => {
    const near = sentence.replace('as well', 'and a notice');
    expect(warn({ a: `First.\n\n${sentence}`, b: near })).toEqual([
      expect.stringMatching(/^b\.md:5: .*nearly one of a\.md:7\.$/u),
    ]);
  });

  test('are none within one article, when short, or about the same in other words', () => {
    expect(warn({ a: `${sentence}\n\n${sentence}` })).toEqual([]);
    expect(warn({ a: 'Nothing else is in it.', b: 'Nothing else is in it.' })).toEqual([]);
    const other =
      'Whoever passes weights on has to add the text of the licence, too, as it demands.';
    expect(warn({ a: sentence, b: other })).toEqual([]);
  });
});

describe('openings', () => {
  test.each([
    'It runs on a laptop.',
    'They were published in May.',
    'This is why it is slow.',
    'Its licence is free.',
    'Sie wurde im Mai veröffentlicht.',
    'Das ist der Grund.',
    'Es läuft auf einem Laptop.',
    'Dies kostet Zeit.',
  ])('with a pronoun are named: %s', (paragraph) => {
    expect(warn({ a: `Zeta is a model.\n\n## What of Zeta?\n\n${paragraph}` })).toEqual([
      expect.stringMatching(/^a\.md:9: .*opens with a pronoun/u),
    ]);
  });

  test.each([
    'This article explains it.',
    'It takes four steps to install Zeta.',
    'Das Modell ist frei.',
    'Es gibt drei Größen von Zeta.',
    'Diese Übersicht nennt Zeta.',
    'Italy has a model of its own.',
    'Zeta runs on a laptop. It is fast.',
  ])('that stand by themselves are none: %s', (paragraph) => {
    expect(warn({ a: `## What of Zeta?\n\n${paragraph}` })).toEqual([]);
  });
});
