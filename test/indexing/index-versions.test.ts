import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { formatPointer, parsePointer } from '../../src/indexing/generation/current-pointer.ts';
import { nodeFiles, type DurableFiles } from '../../src/indexing/files/durable-files.ts';
import type { OpenOptions } from '../../src/domain/index-store.ts';
import { FakeEmbedder, hashedVector } from '../fakes/fake-embedder.ts';
import { bench, generations, open, storeOn, type Bench } from './store-bench.ts';
import { writeFiles } from './temp-folder.ts';

// Every build and every opened index is a thread of its own; a busy machine starts them slowly.
vi.setConfig({ testTimeout: 90_000 });

const FIRST = { 'a.md': 'Der erste Stand über Lizenzen.' };
const SECOND = { 'a.md': 'Der zweite Stand über Gewichte.' };

async function twoVersions(): Promise<Bench & { first: string; second: string }> {
  const made = await bench(FIRST);
  const first = (await made.store.build({})).generation.id;
  await writeFiles(made.knowledgeDir, SECOND);
  const second = (await made.store.build({})).generation.id;
  return { ...made, first, second };
}

describe('a generation that is not accepted', () => {
  test('stays aside, is not served, and its corpus is declined', async () => {
    const { store, dataDir, knowledgeDir } = await bench(FIRST);
    const first = (await store.build({})).generation.id;
    await writeFiles(knowledgeDir, SECOND);
    const seen: string[][] = [];
    const report = await store.build({
      accept: async (candidate) => {
        const { keywordOrder } = await candidate.search({ text: 'zweiter Stand', limit: 3 });
        seen.push([...keywordOrder]);
        return false;
      },
    });
    expect(seen).toEqual([['a#0']]);
    expect(report.outcome).toBe('aside');
    const aside = report.generation.id;
    expect(await store.versions()).toMatchObject({
      current: { id: first },
      previous: null,
      aside: { id: aside },
      declinedCorpus: await store.corpusHash(),
    });
    expect((await open(store)).describe().id).toBe(first);
    expect(await generations(dataDir)).toEqual([first, aside].sort());
  });

  test('goes when it is discarded; its corpus stays declined until a build is accepted', async () => {
    const { store, knowledgeDir, dataDir } = await bench(FIRST);
    const first = (await store.build({})).generation.id;
    await writeFiles(knowledgeDir, SECOND);
    await store.build({ accept: () => Promise.resolve(false) });
    await store.discardAside();
    await store.discardAside();
    expect(await store.versions()).toMatchObject({
      aside: null,
      declinedCorpus: await store.corpusHash(),
    });
    expect(await generations(dataDir)).toEqual([first]);
    expect(await store.build({ accept: () => Promise.resolve(true) })).toMatchObject({
      outcome: 'current',
    });
    expect((await store.versions()).declinedCorpus).toBeNull();
  });

  test('is kept through builds, and the newest refused one takes its place', async () => {
    const { store, knowledgeDir, dataDir } = await bench(FIRST);
    const accept = (): Promise<boolean> => Promise.resolve(false);
    const one = (await store.build({ accept })).generation.id;
    expect(await store.versions()).toMatchObject({ current: null, aside: { id: one } });
    expect(await store.openCurrent()).toBeNull();
    await writeFiles(knowledgeDir, SECOND);
    const two = (await store.build({ accept })).generation.id;
    expect(await generations(dataDir)).toEqual([two]);
    await store.promoteAside();
    expect((await open(store)).describe().id).toBe(two);
  });

  test('a check that fails fails the build, and nothing is left of it', async () => {
    const { store, dataDir } = await bench(FIRST);
    const first = (await store.build({})).generation.id;
    const accept = (): Promise<boolean> => Promise.reject(new Error('the check broke'));
    await expect(store.build({ accept })).rejects.toMatchObject({ code: 'internal' });
    expect(await generations(dataDir)).toEqual([first]);
    expect((await store.versions()).declinedCorpus).toBeNull();
  });
});

describe('rolling back', () => {
  test('is refused without a previous generation, and while somebody builds', async () => {
    const { store } = await bench(FIRST);
    await expect(store.rollBack()).rejects.toMatchObject({ code: 'index-missing' });
    const building = store.build({});
    const outcomes = await Promise.allSettled([store.rollBack(), store.promoteAside(), building]);
    expect(outcomes[0]).toMatchObject({ reason: { code: 'index-busy' } });
    expect(outcomes[1]).toMatchObject({ reason: { code: 'index-busy' } });
    await expect(store.rollBack()).rejects.toMatchObject({ code: 'index-missing' });
  });

  test('to a damaged generation is refused, and the current one stays', async () => {
    const { store, dataDir, first, second } = await twoVersions();
    await writeFile(join(dataDir, 'index', first, 'passages.sqlite'), 'rubbish');
    await expect(store.rollBack()).rejects.toMatchObject({ code: 'index-corrupt' });
    expect((await open(store)).describe().id).toBe(second);
  });

  test('a crash before or after CURRENT is replaced leaves one or the other', async () => {
    const { knowledgeDir, dataDir, first, second } = await twoVersions();
    const crash = (when: 'before' | 'after'): DurableFiles => ({
      ...nodeFiles,
      rename: async (from, to) => {
        if (when === 'after') await nodeFiles.rename(from, to);
        throw Object.assign(new Error('EIO: told to fail'), { code: 'EIO' });
      },
    });
    const { store: failing } = storeOn(knowledgeDir, dataDir, crash('before'));
    await expect(failing.rollBack()).rejects.toMatchObject({ code: 'storage-failed' });
    const { store } = storeOn(knowledgeDir, dataDir);
    expect((await open(store)).describe().id).toBe(second);
    const { store: late } = storeOn(knowledgeDir, dataDir, crash('after'));
    await expect(late.rollBack()).rejects.toMatchObject({ code: 'storage-failed' });
    expect((await open(store)).describe().id).toBe(first);
  });
});

describe('CURRENT', () => {
  const pointer = {
    current: 'aaaaaaaaaaaa',
    previous: 'bbbbbbbbbbbb',
    aside: null,
    declined: 'c0ffee',
  };

  test('is read as written', () => {
    expect(parsePointer(formatPointer(pointer))).toEqual(pointer);
  });

  test('cut off anywhere or with any bit flipped it is damaged', () => {
    const text = formatPointer(pointer);
    for (let at = 0; at < text.length; at += 1) {
      expect(parsePointer(text.slice(0, at))).toBe('damaged');
      for (let bit = 0; bit < 8; bit += 1) {
        const flipped = String.fromCharCode(text.charCodeAt(at) ^ (1 << bit));
        expect(parsePointer(text.slice(0, at) + flipped + text.slice(at + 1))).toBe('damaged');
      }
    }
  });

  test('when damaged, its copy knows what was refused', async () => {
    const { store, dataDir, second } = await twoVersions();
    const refused = await store.build({ accept: () => Promise.resolve(false) });
    const path = join(dataDir, 'index', 'CURRENT');
    await writeFile(path, 'curr');
    expect((await open(store)).describe().id).toBe(second);
    expect(await store.versions()).toMatchObject({
      current: { id: second },
      aside: { id: refused.generation.id },
    });
    await writeFile(`${path}.copy`, 'curr');
    expect((await open(store)).describe().id).toBe(refused.generation.id); // all that is known
  });
});

test('an index is aligned to another one of the same embedder, and to no other', async () => {
  const texts = Object.fromEntries(
    Array.from({ length: 24 }, (_, at) => [
      `p${at}.md`,
      `---\nlanguage: ${at % 2 === 0 ? 'de' : 'en'}\n---\nPassage ${at} thing${at % 5} word${at % 3}.\n`,
    ]),
  );
  const shared = await bench(texts);
  await shared.store.build({ embedder: new FakeEmbedder() });
  const large = await open(shared.store);
  const own = await bench({ 'p4.md': texts['p4.md']!, 'p5.md': texts['p5.md']! });
  await own.store.build({ embedder: new FakeEmbedder() });
  const text = 'thing4 word1 passage';
  const query = { text, limit: 30, embedding: hashedVector(text, 64) };
  const scoresOf = async (
    options: OpenOptions,
  ): Promise<ReadonlyMap<string, readonly [number, number]>> => {
    const index = await own.store.openCurrent(options);
    const { candidates } = await index!.search(query);
    await index!.close();
    return new Map(
      candidates.map(({ passage, dense, similarity }) => [passage.id, [dense!, similarity!]]),
    );
  };
  const scale = (await large.scale())!;
  const aligned = await scoresOf({ alignTo: scale });
  const { candidates } = await large.search(query);
  for (const id of ['p4#0', 'p5#0']) {
    const there = candidates.find(({ passage }) => passage.id === id)!;
    expect(aligned.get(id)![0]).toBeCloseTo(there.dense!, 4);
    expect(aligned.get(id)![1]).toBeCloseTo(there.similarity!, 4);
  }
  await own.store.build({ embedder: new FakeEmbedder({ digest: 'other' }) });
  expect([...(await scoresOf({ alignTo: scale }))]).toEqual([...(await scoresOf({}))]);
});
