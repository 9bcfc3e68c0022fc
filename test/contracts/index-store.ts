import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { IndexStore } from '../../src/domain/index-store.ts';
import type { Embedder, PassageIndex } from '../../src/domain/ports.ts';
import { passageIndexContract } from './passage-index.ts';

/** A store over a corpus that can be changed; nothing is built yet. */
export interface OpenedStore {
  readonly store: IndexStore;
  readonly embedder: Embedder;
  /** Changes the corpus, each time to what it never was before. */
  change(): Promise<void>;
  end(): Promise<void>;
}

const REFUSED = { accept: () => Promise.resolve(false) };

/** What every store of generations does. */
export function indexStoreContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(name, () => {
    let opened: OpenedStore;
    let store: IndexStore;
    const indexes: PassageIndex[] = [];
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(async () => {
      for (const index of indexes.splice(0)) await index.close();
      await opened.end();
    });
    const served = async (): Promise<string | null> => {
      const index = await store.openCurrent();
      if (index !== null) indexes.push(index);
      return index?.describe().id ?? null;
    };
    const build = async (): Promise<string> => (await store.build({})).generation.id;

    test('has nothing before the first build', async () => {
      expect(await served()).toBeNull();
      expect(await store.versions()).toEqual({
        ...{ current: null, previous: null, aside: null },
        declinedCorpus: null,
      });
      for (const refused of [store.promoteAside(), store.rollBack()]) {
        await expect(refused).rejects.toMatchObject({ code: 'index-missing' });
      }
      await store.discardAside();
      expect(await store.plan({})).toMatchObject({ wholeBuild: 'first' });
    });

    test('serves what was built last, and rolls back and forth', async () => {
      const first = await build();
      await opened.change();
      const report = await store.build({});
      const second = report.generation.id;
      expect(report).toMatchObject({ outcome: 'current', generation: { embedder: null } });
      expect(report.generation.corpusHash).toBe(await store.corpusHash());
      expect([await served(), (await store.versions()).previous?.id]).toEqual([second, first]);
      expect((await store.rollBack()).id).toBe(first);
      expect(await served()).toBe(first);
      expect((await store.versions()).declinedCorpus).toBe(await store.corpusHash());
      expect((await store.rollBack()).id).toBe(second);
    });

    test('keeps what is not accepted aside until somebody says what becomes of it', async () => {
      const first = await build();
      await opened.change();
      const aside = await store.build(REFUSED);
      expect(aside.outcome).toBe('aside');
      expect(await served()).toBe(first);
      expect(await store.versions()).toMatchObject({
        aside: { id: aside.generation.id },
        declinedCorpus: await store.corpusHash(),
      });
      expect((await store.promoteAside()).id).toBe(aside.generation.id);
      expect(await served()).toBe(aside.generation.id);
      expect(await store.versions()).toMatchObject({
        ...{ previous: { id: first }, aside: null, declinedCorpus: null },
      });
      await opened.change();
      await store.build(REFUSED);
      await store.discardAside();
      await store.discardAside();
      expect((await store.versions()).aside).toBeNull();
      expect((await store.versions()).declinedCorpus).toBe(await store.corpusHash());
    });

    test('a build that is cancelled or whose trial fails changes nothing', async () => {
      const first = await build();
      const signal = AbortSignal.abort();
      await expect(store.build({ signal })).rejects.toMatchObject({ code: 'cancelled' });
      const accept = (): Promise<boolean> => Promise.reject(new Error('the trial broke'));
      await expect(store.build({ accept })).rejects.toThrow('the trial broke');
      expect(await served()).toBe(first);
      expect(await store.versions()).toMatchObject({ previous: null, aside: null });
    });

    test('opens on the scale of another index of the same embedder, and of no other', async () => {
      const { embedder } = opened;
      await store.build({ embedder });
      const { dimensions, ...info } = await embedder.describe();
      const centres = [{ language: '', vector: new Float32Array(dimensions).fill(0.01) }];
      const scale = { generationId: 'x', embedder: { ...info, dimensions }, centres };
      const centresOn = async (digest: string): Promise<unknown> => {
        const alignTo = { ...scale, embedder: { ...scale.embedder, digest } };
        const index = (await store.openCurrent({ alignTo }))!;
        indexes.push(index);
        return (await index.scale())!.centres;
      };
      expect(await centresOn(info.digest)).toEqual(centres);
      expect(await centresOn('another')).not.toEqual(centres);
    });

    passageIndexContract('an index of it', async () => {
      const { embedder } = opened;
      await store.build({ embedder });
      return { index: (await store.openCurrent())!, embedder };
    });
  });
}
