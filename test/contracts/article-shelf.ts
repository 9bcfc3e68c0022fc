import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DELETED_USER, MAX_SHELF_CHARS, type ArticleShelf } from '../../src/domain/documents.ts';
import { MAX_ARTICLE_BYTES } from '../../src/indexing/corpus/read-article-file.ts';
import { documentOf } from '../fakes/documents.ts';

export interface OpenedShelf {
  readonly shelf: ArticleShelf;
  /** The same articles again, as after a restart. */
  readonly reopened: ArticleShelf;
  end(): Promise<void>;
}

const SERVER = '123456789012345678';
const OTHER = '223456789012345678';
const WHO = { addedBy: '987654321098765432', addedAtMs: 1_748_865_600_000 };

/** What every shelf does. */
export function articleShelfContract(name: string, open: () => Promise<OpenedShelf>): void {
  describe(name, () => {
    let opened: OpenedShelf;
    let shelf: ArticleShelf;
    beforeEach(async () => {
      opened = await open();
      shelf = opened.shelf;
    });
    afterEach(() => opened.end());

    test.each([SERVER, null])('keeps an article of %s with who and when', async (key) => {
      expect(await shelf.isEmpty(key)).toBe(true);
      const { article, outcome } = await shelf.put(key, documentOf(), WHO);
      expect(outcome).toBe('added');
      expect(article).toEqual({
        id: expect.stringMatching(/^added\/a-page-about-llamas-[0-9a-f]{8}$/u) as unknown,
        title: 'A page about llamas',
        language: 'en',
        published: '2023-03-01',
        author: 'Ada',
        url: 'https://articles.example/llamas',
        provenance: { ...WHO, format: 'html' },
        chars: documentOf().markdown.length,
      });
      for (const each of [shelf, opened.reopened]) {
        expect(await each.list(key)).toEqual([article]);
        expect(await each.read(key, article.id)).toBe(documentOf().markdown);
        expect(await each.isEmpty(key)).toBe(false);
      }
    });

    test('is a shelf of its own for each server', async () => {
      const { article } = await shelf.put(SERVER, documentOf(), WHO);
      for (const key of [OTHER, null]) {
        expect(await shelf.list(key)).toEqual([]);
        expect(await shelf.read(key, article.id)).toBeNull();
        expect(await shelf.remove(key, article.id)).toBe(false);
        expect(await shelf.isEmpty(key)).toBe(true);
      }
      expect(await shelf.list(SERVER)).toHaveLength(1);
    });

    test('replaces what came from the same address, under the same id', async () => {
      const { article: first } = await shelf.put(SERVER, documentOf(), WHO);
      const changed = documentOf({ title: 'Another title', markdown: 'New text.' });
      const { article, outcome } = await shelf.put(SERVER, changed, { ...WHO, addedAtMs: 5_000 });
      expect(outcome).toBe('replaced');
      expect(article).toMatchObject({ id: first.id, title: 'Another title' });
      expect(await opened.reopened.list(SERVER)).toEqual([article]);
      expect(await shelf.read(SERVER, first.id)).toBe('New text.');
    });

    test('without an address the title tells; with one it does not', async () => {
      await shelf.put(SERVER, documentOf({ url: null }), WHO);
      const { outcome } = await shelf.put(SERVER, documentOf({ url: null, language: 'de' }), WHO);
      expect(outcome).toBe('replaced');
      const other = await shelf.put(SERVER, documentOf(), WHO);
      const third = await shelf.put(SERVER, documentOf({ url: 'https://x.example/' }), WHO);
      expect([other.outcome, third.outcome]).toEqual(['added', 'added']);
      const ids = (await shelf.list(SERVER)).map(({ id }) => id);
      expect(new Set(ids).size).toBe(3);
    });

    test('lists by title', async () => {
      for (const title of ['Zebra', 'Ähre', 'apple']) {
        await shelf.put(SERVER, documentOf({ title, url: null }), WHO);
      }
      const titles = (await shelf.list(SERVER)).map(({ title }) => title);
      expect(titles).toEqual(['Ähre', 'apple', 'Zebra']);
    });

    test('removes once', async () => {
      const { article } = await shelf.put(SERVER, documentOf(), WHO);
      expect(await shelf.remove(SERVER, article.id)).toBe(true);
      expect(await shelf.remove(SERVER, article.id)).toBe(false);
      expect(await shelf.read(SERVER, article.id)).toBeNull();
      expect(await opened.reopened.list(SERVER)).toEqual([]);
    });

    test('clears one server, and again', async () => {
      await shelf.put(SERVER, documentOf(), WHO);
      await shelf.put(OTHER, documentOf(), WHO);
      await shelf.clear(SERVER);
      await shelf.clear(SERVER);
      expect(await shelf.isEmpty(SERVER)).toBe(true);
      expect(await shelf.list(OTHER)).toHaveLength(1);
    });

    test('knows the servers it has anything of', async () => {
      expect(await shelf.servers()).toEqual([]);
      for (const key of [SERVER, null]) await shelf.put(key, documentOf(), WHO);
      expect(await opened.reopened.servers()).toEqual([SERVER]);
      await shelf.clear(SERVER);
      expect(await shelf.servers()).toEqual([]);
    });

    test('forgets who added articles, everywhere, and keeps the articles', async () => {
      for (const key of [SERVER, OTHER, null]) await shelf.put(key, documentOf(), WHO);
      await shelf.put(SERVER, documentOf({ url: null }), { ...WHO, addedBy: '111' });
      expect(await shelf.anonymise(WHO.addedBy)).toBe(3);
      expect(await shelf.anonymise(WHO.addedBy)).toBe(0);
      const [one, other] = await opened.reopened.list(SERVER);
      const names = [one!.provenance.addedBy, other!.provenance.addedBy].sort();
      expect(names).toEqual(['111', DELETED_USER]);
      const [left] = await shelf.list(OTHER);
      expect(left!.provenance).toEqual({ ...WHO, format: 'html', addedBy: DELETED_USER });
      expect(await shelf.read(OTHER, left!.id)).toBe(documentOf().markdown);
    });

    test.each([
      ['---\ntitle: taken over\nadded_by: somebody\n---\nText.', 'its own front matter'],
      ['---\n\nText after a rule.', 'a rule at the beginning'],
      ['---\nword', 'a rule without a second one'],
      ['\n\nText.\n\n', 'blank lines around'],
      ['@everyone <@123> read https://x.example', 'mentions'],
      ['...\nText.', 'the end mark of YAML'],
    ])('keeps the body %j as it is (%s)', async (body) => {
      const { article } = await shelf.put(SERVER, documentOf({ markdown: body }), WHO);
      expect(await opened.reopened.read(SERVER, article.id)).toBe(body);
      const [listed] = await opened.reopened.list(SERVER);
      expect(listed).toMatchObject({ title: article.title, provenance: { addedBy: WHO.addedBy } });
    });

    test('keeps whatever a document calls itself, and what it says', async () => {
      const text = fc.oneof(
        fc.string({ minLength: 1, maxLength: 60, unit: 'binary' }),
        fc.constantFrom(
          'a: b',
          '- x',
          '---',
          '"',
          "'",
          '#c',
          '{}',
          '!!js/function',
          '*a',
          '\u2028',
        ),
      );
      await fc.assert(
        fc.asyncProperty(text, text, text, async (title, author, end) => {
          const document = documentOf({ title: `T ${title}`, author, markdown: `Word ${end}` });
          const { article } = await shelf.put(SERVER, document, WHO);
          expect(await opened.reopened.list(SERVER)).toEqual([article]);
          const flat = `T ${title}`.replace(/[\s\p{Cc}]+/gu, ' ').trim();
          expect(article.title).toBe(flat);
          const body = document.markdown.replace(/\r\n?/gu, '\n');
          expect(await opened.reopened.read(SERVER, article.id)).toBe(body);
        }),
        { numRuns: 40 },
      );
    });

    test('refuses more characters than a server may have, and keeps what it had', async () => {
      const half = 'word '.repeat(MAX_ARTICLE_BYTES / 10 + 100_000);
      let count = 0;
      const put = (): Promise<unknown> =>
        shelf.put(SERVER, documentOf({ url: `https://x.example/${++count}`, markdown: half }), WHO);
      const fitting = Math.floor(MAX_SHELF_CHARS / half.length);
      for (let at = 0; at < fitting; at += 1) await put();
      await expect(put()).rejects.toMatchObject({ code: 'article-limit' });
      expect(await shelf.list(SERVER)).toHaveLength(fitting);
    });

    test('refuses what could not be loaded again', async () => {
      const empty = shelf.put(SERVER, documentOf({ markdown: '***' }), WHO);
      await expect(empty).rejects.toMatchObject({ code: 'document-unreadable' });
      const huge = shelf.put(SERVER, documentOf({ markdown: 'x'.repeat(2_000_001) }), WHO);
      await expect(huge).rejects.toMatchObject({ code: 'document-too-large' });
      expect(await shelf.isEmpty(SERVER)).toBe(true);
    });

    test.each(['../../etc', '1', '', '12345678901234567/..', SERVER + SERVER])(
      'takes %j for no server',
      async (guildId) => {
        expect(() => shelf.folderOf(guildId)).toThrow();
        await expect(shelf.list(guildId)).rejects.toThrow();
        await expect(shelf.put(guildId, documentOf(), WHO)).rejects.toThrow();
        await expect(shelf.clear(guildId)).rejects.toThrow();
        expect(await shelf.isEmpty(guildId)).toBe(true);
      },
    );

    test.each([
      'added/../secret',
      '../x',
      'llama-2',
      'added/',
      'added/A',
      'added/a/b',
      'added/a.md',
    ])('finds no article %j', async (id) => {
      expect(await shelf.read(SERVER, id)).toBeNull();
      expect(await shelf.remove(SERVER, id)).toBe(false);
    });
  });
}
