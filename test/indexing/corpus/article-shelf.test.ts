import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { createArticleShelf } from '../../../src/indexing/corpus/article-shelf.ts';
import { nodeFiles, type DurableFiles } from '../../../src/indexing/files/durable-files.ts';
import { loadArticles } from '../../../evals/load-articles.ts';
import { documentOf } from '../../fakes/documents.ts';
import { tempFolder, writeFiles } from '../temp-folder.ts';

const SERVER = '123456789012345678';
const WHO = { addedBy: '987654321098765432', addedAtMs: Date.UTC(2026, 10, 24, 12) };
let folder: string;
let options: { knowledgeDir: string; dataDir: string };

beforeEach(async () => {
  folder = await tempFolder();
  options = { knowledgeDir: join(folder, 'knowledge'), dataDir: join(folder, 'data') };
});

describe('the files', () => {
  test('are Markdown with front matter, in a folder for each server', async () => {
    const shelf = createArticleShelf(options);
    const { article } = await shelf.put(SERVER, documentOf({ title: 'A: "quoted" #title' }), WHO);
    const corpus = join(folder, 'data', 'servers', SERVER, 'articles');
    expect(shelf.folderOf(SERVER)).toBe(corpus);
    expect(await readFile(join(corpus, `${article.id}.md`), 'utf8')).toBe(`---
title: "A: \\"quoted\\" #title"
language: "en"
published: "2023-03-01"
author: "Ada"
url: "https://articles.example/llamas"
added_by: "987654321098765432"
added_at: "2026-11-24T12:00:00.000Z"
format: "html"
---

${documentOf().markdown}
`);
    expect(await readdir(join(corpus, 'added'))).toHaveLength(1);
  });

  test('are articles that the corpus loads as they were given', async () => {
    const shelf = createArticleShelf(options);
    const markdown = '---\nlanguage: xx\n---\n\nText of <b>it</b>.';
    const { article } = await shelf.put(null, documentOf({ markdown }), WHO);
    const { articles, faults } = await loadArticles(options.knowledgeDir);
    expect(faults).toEqual([]);
    expect(articles).toMatchObject([
      { id: article.id, title: 'A page about llamas', language: 'en', url: documentOf().url },
    ]);
    expect(articles[0]!.body).toContain('language: xx');
  });

  test('of the operator in the same folder are left alone', async () => {
    await writeFiles(join(options.knowledgeDir, 'added'), {
      'own.md': '---\ntitle: Own\nlanguage: en\n---\nText.\n',
      'Upper Case.md': 'Text.',
      'broken.md': '---\ntitle: [\n---\nText.',
    });
    const shelf = createArticleShelf(options);
    expect(await shelf.list(null)).toEqual([]);
    expect(await shelf.read(null, 'added/own')).toBeNull();
  });

  test('are read again only when they have changed', async () => {
    let reads = 0;
    const files: DurableFiles = {
      ...nodeFiles,
      readText: (path) => {
        reads += 1;
        return nodeFiles.readText(path);
      },
    };
    const shelf = createArticleShelf({ ...options, files });
    const { article } = await shelf.put(SERVER, documentOf(), WHO);
    await shelf.list(SERVER);
    reads = 0;
    await shelf.list(SERVER);
    expect(reads).toBe(0);
    const path = join(shelf.folderOf(SERVER), `${article.id}.md`);
    const text = await readFile(path, 'utf8');
    await writeFile(`${path}.new`, text.replace('A page', 'The page'));
    await rename(`${path}.new`, path);
    expect(await shelf.list(SERVER)).toMatchObject([{ title: 'The page about llamas' }]);
  });

  test('do not appear before there is one', async () => {
    const shelf = createArticleShelf(options);
    expect(await shelf.isEmpty(SERVER)).toBe(true);
    expect(await shelf.list(SERVER)).toEqual([]);
    await shelf.clear(SERVER);
    expect(await shelf.anonymise('1')).toBe(0);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a write that fails', () => {
  const failing = (code: string): DurableFiles => ({
    ...nodeFiles,
    rename: () => Promise.reject(Object.assign(new Error(code), { code })),
  });

  test.each([
    ['ENOSPC', 'disk-full'],
    ['EROFS', 'storage-failed'],
  ])('with %s is told as %s and leaves the article that was there', async (code, told) => {
    const { article } = await createArticleShelf(options).put(SERVER, documentOf(), WHO);
    const shelf = createArticleShelf({ ...options, files: failing(code) });
    const put = shelf.put(SERVER, documentOf({ markdown: 'Another text.' }), WHO);
    await expect(put).rejects.toMatchObject({ code: told });
    expect(await shelf.read(SERVER, article.id)).toBe(documentOf().markdown);
  });

  test('leaves nothing the corpus would load, and is tidied up by the next one', async () => {
    const broken = createArticleShelf({ ...options, files: failing('EIO') });
    await broken.put(SERVER, documentOf(), WHO).catch(() => undefined);
    const corpus = broken.folderOf(SERVER);
    expect(await readdir(join(corpus, 'added'))).toEqual([expect.stringMatching(/^\..+\.tmp$/u)]);
    expect(await broken.isEmpty(SERVER)).toBe(true);
    expect((await loadArticles(corpus)).articles).toEqual([]);
    const shelf = createArticleShelf(options);
    const { article } = await shelf.put(SERVER, documentOf({ url: null }), WHO);
    expect(await readdir(join(corpus, 'added'))).toEqual([`${article.id.slice(6)}.md`]);
  });
});

test('two at once are both kept', async () => {
  const shelf = createArticleShelf(options);
  const put = (at: number): Promise<unknown> =>
    shelf.put(SERVER, documentOf({ url: `https://x.example/${at}` }), WHO);
  await Promise.all([1, 2, 3, 4].map(put));
  expect(await shelf.list(SERVER)).toHaveLength(4);
});
