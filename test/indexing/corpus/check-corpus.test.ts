import { describe, expect, test } from 'vitest';
import { checkCorpus } from '../../../src/indexing/corpus/check-corpus.ts';
import { tempFolder, writeFiles } from '../temp-folder.ts';

const HEAD = `---
title: Titel
language: de
published: 2026-11-21
author: Cria
licence: MIT
tags: [a]
reviewed: 2026-11-21
review_by: 2027-05-21
sources:
  - url: https://example.org/a
    for: "Größen"
    seen: 2026-11-20
---
`;
const TODAY = '2026-12-01';
const WORDS = `${Array.from({ length: 250 }, () => 'wort').join(' ')}\n`;
const BODY = `\n## Eins\n\n${WORDS}\n## Zwei\n\n${WORDS}`;
const GOOD = HEAD + BODY;

async function check(files: Record<string, string>): Promise<string[]> {
  const folder = await tempFolder();
  await writeFiles(folder, files);
  const { faults } = await checkCorpus(folder, TODAY);
  return faults.map(({ file, line, message }) => `${file}:${line}: ${message}`);
}

describe('checkCorpus', () => {
  test('finds nothing in a good article', async () => {
    expect(await check({ 'a.md': GOOD })).toEqual([]);
  });

  test.each<[string, string, RegExp]>([
    ['a missing field', GOOD.replace('author: Cria\n', ''), /^a\.md:1: .*author is missing/u],
    [
      'an unknown field',
      GOOD.replace('tags', 'colour: red\ntags'),
      /^a\.md:7: .*colour is unknown/u,
    ],
    ['a third language', GOOD.replace('language: de', 'language: fr'), /^a\.md:3: .*de or en/u],
    [
      'a date that is none',
      GOOD.replace('published: 2026-11-21', 'published: 2026-02-30'),
      /^a\.md:4: .*date/u,
    ],
    ['tags as text', GOOD.replace('[a]', 'a'), /^a\.md:7: .*tags/u],
    ['an odd address', GOOD.replace('tags', 'url: ftp://x\ntags'), /^a\.md:7: .*http/u],
    [
      'an address that looks like another',
      GOOD.replace('tags', 'url: https://ai.meta.com@evil.example/\ntags'),
      /^a\.md:7: .*http/u,
    ],
    ['no sources', GOOD.replace(/sources:[^]*?---/u, '---'), /^a\.md:1: .*sources is missing/u],
    [
      'a source without a date',
      GOOD.replace('    seen: 2026-11-20\n', ''),
      /^a\.md:10: .*entry 1: seen must be a real date/u,
    ],
    [
      'a source elsewhere',
      GOOD.replace('https://example.org/a', 'ftp://example.org/a'),
      /^a\.md:10: .*entry 1: url must be an http/u,
    ],
    [
      'a source with more in it',
      GOOD.replace('    seen:', '    page: 3\n    seen:'),
      /^a\.md:10: .*entry 1: page is unknown/u,
    ],
    ['sources as words', GOOD.replace(/sources:[^]*?---/u, 'sources: [a]\n---'), /^a\.md:10: /u],
    [
      'a review that is over before it began',
      GOOD.replace('review_by: 2027', 'review_by: 2025'),
      /^a\.md:9: .*before the field reviewed/u,
    ],
    ['no front matter', BODY, /^a\.md:1: .*no front matter/u],
    ['broken front matter', GOOD.replace('Titel', '"Titel'), /^a\.md:\d: .*not valid YAML/u],
    ['a short body', `${HEAD}\n## A\n\nkurz\n\n## B\n\nkurz\n`, /^a\.md:15: .*words/u],
    ['a long body', GOOD + WORDS + WORDS, /words; 400 to 900/u],
    ['a heading of level 1', GOOD.replace('## Eins', '# Eins\n\n## Eins'), /^a\.md:16: .*level 1/u],
    ['one section', GOOD.replace('## Zwei', '### Zwei'), /1 sections/u],
    ['a tab', GOOD.replace('## Zwei', '\tx\n\n## Zwei'), /^a\.md:20: .*tab/u],
    ['trailing space', GOOD.replace('## Eins', '## Eins '), /^a\.md:16: .*white space/u],
    ['CRLF', GOOD.replaceAll('\n', '\r\n'), /CRLF/u],
    [
      'a replacement character',
      GOOD.replace('## Eins', '## Ein\uFFFD'),
      /^a\.md:16: .*replacement/u,
    ],
    ['no last line end', GOOD.trimEnd(), /no line end/u],
  ])('names %s', async (_, text, expected) => {
    const faults = await check({ 'a.md': text });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(expected);
  });

  test('names a title used twice, an odd extension and an empty folder', async () => {
    expect(await check({ 'a.md': GOOD, 'b.md': GOOD })).toEqual([
      'b.md:2: The title is that of a.md too.',
    ]);
    expect(await check({ 'a.txt': GOOD })).toEqual(['a.txt:1: A shipped article ends in .md.']);
    expect(await check({})).toHaveLength(1);
  });

  test('does not hold additions of the operator to it, wherever else it looks', async () => {
    const added =
      '---\ntitle: "Titel"\nlanguage: "de"\nadded_by: operator\nadded_at: "2026-11-21T00:00:00.000Z"\nformat: pdf\n---\n\nkurz\n';
    expect(await check({ 'a.md': GOOD, 'added/titel-1234.md': added })).toEqual([]);
    const faults = await check({ 'a.md': GOOD, 'my/added/titel.md': added });
    expect(faults).toContain('my/added/titel.md:1: The field licence is missing.');
  });

  test('rejects a folder that is not there', async () => {
    await expect(checkCorpus('/nowhere/at/all', TODAY)).rejects.toMatchObject({
      code: 'corpus-unreadable',
    });
  });
});
