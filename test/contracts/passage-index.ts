import { describe, expect, test } from 'vitest';
import type { Embedder, PassageIndex } from '../../src/domain/ports.ts';

export interface OpenedIndex {
  /** With vectors of the embedder, and with the word `llama` in a passage. */
  readonly index: PassageIndex;
  readonly embedder: Embedder;
}

const TEXT = 'llama';

/** What every opened generation does. */
export function passageIndexContract(name: string, open: () => Promise<OpenedIndex>): void {
  describe(name, () => {
    test('says what it is, always the same', async () => {
      const { index } = await open();
      const info = index.describe();
      expect(index.describe()).toEqual(info);
      expect(info.embedder).not.toBeNull();
      expect((await index.scale())?.generationId).toBe(info.id);
      await index.close();
    });

    test('finds by words alone, without scores of vectors', async () => {
      const { index } = await open();
      const found = await index.search({ text: TEXT, limit: 10 });
      expect(found.denseOrder).toEqual([]);
      expect(found.keywordOrder.length).toBeGreaterThan(0);
      for (const { dense, similarity, keyword } of found.candidates) {
        expect([dense, similarity]).toEqual([null, null]);
        expect(keyword).toBeGreaterThanOrEqual(0);
        expect(keyword).toBeLessThanOrEqual(1);
      }
      expect(found.query.words).toContain(TEXT);
      await index.close();
    });

    test('finds both ways: each list keeps to the limit, candidates are their union', async () => {
      const { index, embedder } = await open();
      const embedding = await embedder.embedQuery(TEXT);
      const found = await index.search({ text: TEXT, limit: 1, embedding });
      expect(found.denseOrder).toHaveLength(1);
      expect(found.keywordOrder.length).toBeLessThanOrEqual(1);
      const ids = found.candidates.map(({ passage }) => passage.id).sort();
      expect(ids).toEqual([...new Set([...found.denseOrder, ...found.keywordOrder])].sort());
      for (const { dense, similarity } of found.candidates) {
        expect([typeof dense, typeof similarity]).toEqual(['number', 'number']);
      }
      await index.close();
    });

    test('gives away the vectors of its passages, as many as are asked for', async () => {
      const { index } = await open();
      const { passages, embedder } = index.describe();
      const all = await index.vectors(passages);
      expect(all?.dimensions).toBe(embedder?.dimensions);
      expect(all?.matrix).toHaveLength((all?.ids.length ?? 0) * (all?.dimensions ?? 0));
      const first = (await index.articles())[0]?.id ?? '';
      expect(all?.ids).toContain((await index.passagesOf(first))[0]?.id);
      expect(all?.ids.length).toBeGreaterThan(1);
      expect((await index.vectors(1))?.ids).toHaveLength(1);
      await index.close();
    });

    test('lists its articles by id, with their passages in order', async () => {
      const { index } = await open();
      const articles = await index.articles();
      const ids = articles.map(({ id }) => id);
      expect(ids).toEqual([...ids].sort());
      expect(ids.length).toBeGreaterThan(1);
      for (const { id, title } of articles) {
        const passages = await index.passagesOf(id);
        expect(passages.map((passage) => passage.id)).toEqual(
          passages.map((_, at) => `${id}#${at}`),
        );
        expect(passages[0]).toMatchObject({ articleId: id, title });
      }
      expect(await index.passagesOf('nowhere')).toEqual([]);
      await index.close();
      await index.close();
    });
  });
}
