import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadArticles } from '../../evals/load-articles.ts';
import { hashCorpusFolder } from '../../src/indexing/corpus/corpus-hash.ts';
import { MAX_DOCUMENT_BYTES } from '../../src/domain/documents.ts';
import {
  makeDocx,
  makeEpub,
  makePdf,
  pdfLines,
  wordParagraph,
} from '../indexing/loaders/make-documents.ts';
import { tempFolder, writeFiles } from '../indexing/temp-folder.ts';

const GERMAN = 'Die Gewichte des Modells sind frei verfügbar und werden von vielen genutzt.';
const ENGLISH = 'The weights of the model are freely available and many people use them.';

async function load(files: Record<string, string | Uint8Array>) {
  const folder = await tempFolder();
  await writeFiles(folder, files);
  return loadArticles(folder);
}

describe('loadArticles', () => {
  test('reads front matter', async () => {
    const { articles, faults } = await load({
      'a/b.md': `---\ntitle: Titel\nlanguage: de-AT\npublished: 2026-11-21\nauthor: X\nlicence: MIT\nurl: https://example.org/a\ntags: [a, 2]\n---\n\n${GERMAN}\n`,
    });
    expect(faults).toEqual([]);
    expect(articles).toMatchObject([
      {
        id: 'a/b',
        title: 'Titel',
        language: 'de',
        published: '2026-11-21',
        author: 'X',
        licence: 'MIT',
        url: 'https://example.org/a',
        tags: ['a', '2'],
        body: GERMAN,
      },
    ]);
    expect(articles[0]?.hash).toMatch(/^[0-9a-f]{64}$/u);
  });

  test('does without front matter: title from the heading or the name, language from the text', async () => {
    const { articles } = await load({
      'eins.md': `# Ein [Titel](x) *schräg*\n\n${GERMAN}`,
      'two.txt': ENGLISH,
      'three.mdx': `\`\`\`\n# no heading\n\`\`\`\n${ENGLISH}`,
    });
    expect(articles.map(({ id, title, language }) => [id, title, language])).toEqual([
      ['eins', 'Ein Titel schräg', 'de'],
      ['three', 'three', 'en'],
      ['two', 'two', 'en'],
    ]);
  });

  test.each<[string, string | Uint8Array, string, number]>([
    ['5 MB', 'a '.repeat(2_500_000), 'at most', 1],
    ['nothing', '', 'no text', 1],
    ['front matter only', '---\ntitle: a\n---\n\n', 'no text', 4],
    ['only markup', '<!-- a -->\n\n---\n', 'no text', 1],
  ])('names %s as a fault and loads the rest', async (_, content, message, line) => {
    const { articles, faults } = await load({ 'bad.md': content, 'good.md': ENGLISH });
    expect(articles.map(({ id }) => id)).toEqual(['good']);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatchObject({ file: 'bad.md', line });
    expect(faults[0]?.message).toContain(message);
  });

  test.each([
    ['broken front matter', '---\ntitle: "a\n---\ntext', 'not valid YAML', 2],
    ['a bad address', '---\nurl: javascript:alert(1)\n---\ntext', 'url', 2],
    ['a bad date', '---\ntitle: a\npublished: 2026-13-01\n---\ntext', 'published', 3],
    ['a date read either way', '---\ndate: 07/08/2024\n---\ntext', 'date', 2],
    ['a title that is a map', '---\ntitle: {a: b}\n---\ntext', 'title', 2],
    ['tags that are a map', '---\ntags: {a: {b: c}}\n---\ntext', 'tags', 2],
    ['broken TOML', '+++\ntitle = a b\n+++\ntext', 'not valid TOML', 2],
  ])('reads an article in spite of %s, and notes it', async (_, content, message, line) => {
    const { articles, faults } = await load({ 'odd.md': content });
    expect(articles).toMatchObject([{ body: 'text', published: null, url: null, tags: [] }]);
    expect(faults).toMatchObject([{ file: 'odd.md', line, isNote: true }]);
    expect(faults[0]?.message).toContain(message);
  });

  test('reads what a fault in YAML leaves without doubt', async () => {
    const { articles } = await load({
      'odd.md': '---\ntitle: Zwei: Teile\ndate: 23. Juli 2024\nlang: German\n---\ntext',
    });
    expect(articles).toMatchObject([
      { title: 'Zwei: Teile', published: '2024-07-23', language: 'de' },
    ]);
  });

  test('reads Latin-1 as what it is', async () => {
    const bytes = Uint8Array.from(Buffer.from('Grüße\nGröße', 'latin1'));
    const { articles, faults } = await load({ 'a.md': bytes });
    expect(articles).toMatchObject([{ body: 'Grüße\nGröße' }]);
    expect(faults).toEqual([]);
  });

  test('removes a byte order mark and carriage returns', async () => {
    const { articles } = await load({ 'a.md': `\uFEFF---\r\ntitle: T\r\n---\r\n${ENGLISH}\r\n` });
    expect(articles[0]).toMatchObject({ title: 'T', body: ENGLISH });
  });

  test('skips hidden files, and names those of other kinds', async () => {
    const { articles, faults } = await load({
      '.hidden.md': ENGLISH,
      '.git/x.md': ENGLISH,
      'a.yml': 'a: b',
      'c/d.json': '{}',
      'b.MD': ENGLISH,
    });
    expect(articles.map(({ id }) => id)).toEqual(['b']);
    expect(faults).toMatchObject([{ file: 'a.yml', isNote: true }]);
    expect(faults[0]?.message).toContain('2 file(s). So are c/d.json.');
  });

  test('names two files of one id', async () => {
    const { articles, faults } = await load({ 'a.md': ENGLISH, 'a.txt': ENGLISH });
    expect(articles).toHaveLength(1);
    expect(faults).toMatchObject([{ file: 'a.txt' }]);
  });

  test('follows no link out of the folder', async () => {
    const outside = await tempFolder();
    await writeFiles(outside, { 'secret.md': 'secret', 'sub/x.md': 'secret' });
    const folder = await tempFolder();
    await writeFiles(folder, { 'a.md': ENGLISH });
    await symlink(join(outside, 'secret.md'), join(folder, 'out.md'));
    await symlink(join(folder, 'a.md'), join(folder, 'inside.md'));
    await symlink(join(folder, 'nowhere.md'), join(folder, 'dangling.md'));
    const { articles, faults } = await loadArticles(folder);
    expect(articles.map(({ id }) => id)).toEqual(['a', 'inside']);
    expect(faults.map(({ file }) => file).sort()).toEqual(['dangling.md', 'out.md']);
  });

  test('follows a link to a folder inside, and none in a circle or out of it', async () => {
    const outside = await tempFolder();
    await writeFiles(outside, { 'x.md': 'secret' });
    const folder = await tempFolder();
    await writeFiles(folder, { 'sub/a.md': ENGLISH });
    await symlink(join(folder, 'sub'), join(folder, 'linked'));
    await symlink(folder, join(folder, 'sub', 'circle'));
    await symlink(outside, join(folder, 'out'));
    const { articles, faults } = await loadArticles(folder);
    expect(articles.map(({ id }) => id)).toEqual(['linked/a', 'sub/a']);
    expect(faults.map(({ file }) => file).sort()).toEqual(['linked/circle', 'out', 'sub/circle']);
  });

  test.each(['missing', 'file.md'])('names a folder that cannot be read: %s', async (name) => {
    const folder = await tempFolder();
    await writeFiles(folder, { 'file.md': ENGLISH });
    const path = join(folder, name);
    await expect(loadArticles(path)).rejects.toMatchObject({
      code: 'corpus-unreadable',
      details: { folder: path },
    });
  });

  test('hashes the corpus as hashCorpusFolder does, faulty articles included', async () => {
    const folder = await tempFolder();
    await writeFiles(folder, { 'a.md': ENGLISH, 'bad.md': '' });
    const { corpusHash } = await loadArticles(folder);
    expect(await hashCorpusFolder(folder)).toBe(corpusHash);
    await writeFiles(folder, { 'bad.md': 'now with text' });
    expect(await hashCorpusFolder(folder)).not.toBe(corpusHash);
  });
});

describe('documents in the folder', () => {
  test('are articles like any other, and a refusal is a fault with a name', async () => {
    const { articles, faults } = await load({
      'a/seite.html': `<html lang="de"><title>Die Seite</title><body><p>${GERMAN}</p></body></html>`,
      'bericht.PDF': makePdf([pdfLines([GERMAN, GERMAN])]),
      'brief.docx': makeDocx(wordParagraph(GERMAN)),
      'buch.epub': makeEpub({ '1.xhtml': `<p>${GERMAN}</p>` }, '<dc:title>Das Buch</dc:title>'),
      'film.srt': `1\n00:00:01,000 --> 00:00:02,000\n${GERMAN}\n`,
      'kaputt.pdf': 'kein PDF',
      'leer.html': '<html><body></body></html>',
      'bild.docx': Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0),
    });
    expect(articles.map(({ id, title, language }) => [id, title, language])).toEqual([
      ['a/seite', 'Die Seite', 'de'],
      ['bericht', 'bericht', 'de'],
      ['brief', 'brief', 'de'],
      ['buch', 'Das Buch', 'de'],
      ['film', 'film', 'de'],
      ['kaputt', 'kaputt', 'de'],
    ]);
    expect(articles.every(({ body, hash }) => body.includes('Gewichte') || hash !== '')).toBe(true);
    expect(faults.map(({ file }) => file)).toEqual(['bild.docx', 'leer.html']);
    expect(faults[1]?.message).toContain('no text');
  });

  test('that are too large are not read, and every one counts to the hash', async () => {
    const folder = await tempFolder();
    await writeFiles(folder, { 'a.pdf': new Uint8Array(MAX_DOCUMENT_BYTES + 1), 'b.md': GERMAN });
    const { faults, corpusHash } = await loadArticles(folder);
    expect(faults).toMatchObject([
      { file: 'a.pdf', message: expect.stringContaining('at most') as unknown },
    ]);
    await writeFiles(folder, { 'a.pdf': new Uint8Array(MAX_DOCUMENT_BYTES + 2) });
    expect(await hashCorpusFolder(folder)).not.toBe(corpusHash);
  });
});
