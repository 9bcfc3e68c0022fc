import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { FakeEmbedder, hashedVector } from '../../fakes/fake-embedder.ts';
import { bench, generations, open, storeOn, type Bench } from '../store-bench.ts';
import { writeFiles } from '../temp-folder.ts';

// Every build and every opened index is a thread of its own; a busy machine starts them slowly.
vi.setConfig({ testTimeout: 90_000 });

const THEMES = ['Gewichte', 'Lizenzen', 'Sprachmodelle', 'Ableger', 'Richter'];

function article(number: number, remark = ''): string {
  const theme = THEMES[number % THEMES.length]!;
  return `---\ntitle: Artikel ${number}\nlanguage: de\n---\n\n${theme} im Absatz ${number}. ${remark}\n\n## Folgen\n\nDaraus wurde Folge ${number} der ${theme}.\n`;
}

/** Twenty articles of two passages each. */
function corpus(): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: 20 }, (_, number) => [`a${number}.md`, article(number)]),
  );
}

async function built(): Promise<Bench> {
  const made = await bench(corpus());
  await made.store.build({ embedder: new FakeEmbedder() });
  return made;
}

describe('an incremental build', () => {
  test('embeds exactly what changed, asks no question, and drops what vanished', async () => {
    const { store, knowledgeDir } = await built();
    const before = (await open(store)).describe();
    await writeFiles(knowledgeDir, {
      'a3.md': article(3, 'Ein Nachtrag.'),
      'new.md': 'Ein ganz neuer Artikel über Brot.',
    });
    await rm(join(knowledgeDir, 'a7.md'));
    const embedder = new FakeEmbedder();
    const report = await store.build({ embedder });
    expect(report).toMatchObject({
      added: ['new'],
      changed: ['a3'],
      removed: ['a7'],
      passagesEmbedded: 2,
      passagesReused: 37,
      passagesDropped: 4,
      wholeBuild: null,
      outcome: 'current',
      generation: { articles: 20, passages: 39, calibration: before.calibration },
    });
    expect(embedder.passages).toEqual([
      'Artikel 3\nAbleger im Absatz 3. Ein Nachtrag.',
      'new\nEin ganz neuer Artikel über Brot.',
    ]);
    expect(embedder.queries).toEqual([]);
    const index = await open(store);
    expect(await index.passagesOf('a7')).toEqual([]);
    expect((await index.passagesOf('a3')).map(({ text }) => text)).toEqual([
      'Ableger im Absatz 3. Ein Nachtrag.',
      'Daraus wurde Folge 3 der Ableger.',
    ]);
    const text = 'Nachtrag Brot Absatz 7';
    const found = await index.search({ text, limit: 50, embedding: hashedVector(text, 64) });
    expect(found.keywordOrder).toEqual(expect.arrayContaining(['a3#0', 'new#0']));
    expect(found.denseOrder).toHaveLength(39);
    expect(found.candidates.map(({ passage }) => passage.articleId)).not.toContain('a7');
  });

  test('parses nothing that has not changed', async () => {
    const { store, dataDir } = await built();
    // Without the cache an unchanged passage could not be had any more, were it looked at again.
    await rm(join(dataDir, 'cache'), { recursive: true });
    const embedder = new FakeEmbedder();
    const report = await store.build({ embedder });
    expect(report).toMatchObject({ passagesEmbedded: 0, passagesReused: 40, wholeBuild: null });
    expect(embedder.passages).toEqual([]);
    expect((await open(store)).describe().id).toBe(report.generation.id);
  });

  test('uses freed places again, and goes on from a generation with free ones', async () => {
    const { store, knowledgeDir } = await built();
    const embedder = new FakeEmbedder();
    const step = async (files: Record<string, string>, gone: readonly string[]): Promise<void> => {
      await writeFiles(knowledgeDir, files);
      for (const name of gone) await rm(join(knowledgeDir, name));
      expect(await store.build({ embedder })).toMatchObject({ wholeBuild: null });
    };
    await step({}, ['a1.md', 'a2.md']);
    await step({ 'a21.md': article(21) }, []);
    await step({ 'a22.md': article(22), 'a23.md': article(23) }, ['a0.md']);
    const index = await open(store);
    const text = 'Absatz 22 Folge 23';
    const found = await index.search({ text, limit: 50, embedding: hashedVector(text, 64) });
    expect(found.denseOrder).toHaveLength(40);
    expect(new Set(found.denseOrder).size).toBe(40);
    expect(found.keywordOrder.slice(0, 2).sort()).toEqual(['a22#0', 'a23#1']);
    for (const id of ['a21', 'a22', 'a23']) expect(await index.passagesOf(id)).toHaveLength(2);
  });

  test('a file that moves is another article, one that changes its kind is the same', async () => {
    const { store, knowledgeDir } = await built();
    await rm(join(knowledgeDir, 'a5.md'));
    await writeFiles(knowledgeDir, { 'a5.txt': article(5), 'sub/a6.md': article(6) });
    await rm(join(knowledgeDir, 'a6.md'));
    expect(await store.build({ embedder: new FakeEmbedder() })).toMatchObject({
      added: ['sub/a6'],
      changed: ['a5'],
      removed: ['a6'],
      wholeBuild: null,
    });
  });

  test('works without vectors too', async () => {
    const { store, knowledgeDir } = await bench(corpus());
    expect(await store.build({})).toMatchObject({ wholeBuild: 'first' });
    await writeFiles(knowledgeDir, { 'a3.md': article(3, 'Ein Nachtrag.') });
    expect(await store.build({})).toMatchObject({ wholeBuild: null, changed: ['a3'] });
    const found = await (await open(store)).search({ text: 'Nachtrag', limit: 3 });
    expect(found.keywordOrder).toEqual(['a3#0']);
    expect(found.query.unknown).toEqual([]);
  });

  test('goes on from the previous generation when the current one is damaged', async () => {
    const { store, dataDir, knowledgeDir } = await built();
    const first = (await open(store)).describe().id;
    await writeFiles(knowledgeDir, { 'a3.md': article(3, 'Ein Nachtrag.') });
    const second = (await store.build({ embedder: new FakeEmbedder() })).generation.id;
    await writeFiles(join(dataDir, 'index', second), { 'vectors.hnsw': 'rubbish' });
    const report = await store.build({ embedder: new FakeEmbedder() });
    expect(report).toMatchObject({ changed: ['a3'], wholeBuild: null });
    expect((await store.versions()).previous?.id).toBe(first);
  });
});

describe('a whole build', () => {
  test('is made for another embedder and for its loss, the old one serving until then', async () => {
    const { store } = await built();
    const other = new FakeEmbedder({ digest: 'other', dimensions: 32 });
    expect(await store.build({ embedder: other })).toMatchObject({
      wholeBuild: 'embedder',
      passagesEmbedded: 40,
      passagesDropped: 0,
    });
    expect(await store.build({})).toMatchObject({ wholeBuild: 'embedder' });
    expect(await store.build({ embedder: other })).toMatchObject({
      wholeBuild: 'embedder',
      passagesEmbedded: 0,
    });
  });

  test('is made for an embedder that takes shorter texts', async () => {
    const { store } = await built();
    const shorter = new FakeEmbedder({ maxTokens: 256 });
    expect(await store.build({ embedder: shorter })).toMatchObject({ wholeBuild: 'version' });
    expect(await store.build({ embedder: shorter })).toMatchObject({ wholeBuild: null });
  });

  test('is made when small changes have added up, and counts from there', async () => {
    const { store, knowledgeDir } = await built();
    const causes: (string | null)[] = [];
    for (const numbers of [[0, 1, 2], [3, 4, 5], [6], [7]]) {
      for (const number of numbers) {
        await writeFiles(knowledgeDir, { [`a${number}.md`]: article(number, 'Neu.') });
      }
      causes.push((await store.build({ embedder: new FakeEmbedder() })).wholeBuild);
    }
    expect(causes).toEqual([null, null, 'worn', null]);
  });

  test('is made when a language becomes large enough for a mean of its own', async () => {
    const many: Record<string, string> = {};
    for (let number = 0; number < 60; number += 1) many[`a${number}.md`] = article(number);
    const { store, knowledgeDir } = await bench(many);
    await store.build({ embedder: new FakeEmbedder() });
    const english = (number: number): Record<string, string> => ({
      [`en${number}.md`]: `---\nlanguage: en\n---\nSome words ${number}.\n\n## More\n\nOthers.\n`,
    });
    await writeFiles(knowledgeDir, { ...english(1), ...english(2), ...english(3) });
    expect(await store.build({ embedder: new FakeEmbedder() })).toMatchObject({ wholeBuild: null });
    await writeFiles(knowledgeDir, english(4));
    expect(await store.build({ embedder: new FakeEmbedder() })).toMatchObject({
      wholeBuild: 'worn',
    });
    await writeFiles(knowledgeDir, english(5));
    expect(await store.build({ embedder: new FakeEmbedder() })).toMatchObject({ wholeBuild: null });
  });
});

describe('a plan', () => {
  test('says what the build then does, and writes and embeds nothing', async () => {
    const { store, knowledgeDir, dataDir } = await built();
    await writeFiles(knowledgeDir, {
      'a3.md': article(3, 'Ein Nachtrag.'),
      'bad.md': '---\ntitle: a\n---\n',
    });
    await rm(join(knowledgeDir, 'a7.md'));
    const before = await generations(dataDir);
    const cached = await readdir(join(dataDir, 'cache'));
    const embedder = new FakeEmbedder();
    const plan = await store.plan({ embedder });
    expect([embedder.passages, embedder.queries]).toEqual([[], []]);
    expect(await generations(dataDir)).toEqual(before);
    expect(await readdir(join(dataDir, 'cache'))).toEqual(expect.arrayContaining(cached));
    expect(plan).toMatchObject({
      added: [],
      changed: ['a3'],
      removed: ['a7'],
      faults: [{ file: 'bad.md' }],
      corpusHash: await store.corpusHash(),
      articles: 19,
      passages: 38,
      passagesToEmbed: 1,
      passagesReused: 37,
      passagesDropped: 4,
      wholeBuild: null,
    });
    expect(plan.estimatedMs).toEqual(expect.any(Number));
    const report = await store.build({ embedder });
    const { added, changed, removed, faults, passagesDropped, wholeBuild } = report;
    expect(plan).toMatchObject({ added, changed, removed, faults, passagesDropped, wholeBuild });
    expect(report.passagesEmbedded).toBe(plan.passagesToEmbed);
    expect(report.passagesReused).toBe(plan.passagesReused);
  });

  test('of a first build knows no pace; without an embedder nothing is embedded', async () => {
    const { store, dataDir } = await bench(corpus());
    expect(await store.plan({ embedder: new FakeEmbedder() })).toMatchObject({
      wholeBuild: 'first',
      passagesToEmbed: 40,
      passagesReused: 0,
      passagesDropped: 0,
      estimatedMs: null,
    });
    expect(await store.plan({})).toMatchObject({ passagesToEmbed: 0, passagesReused: 0 });
    expect(await readdir(dataDir)).toEqual([]);
  });

  test('estimates from the pace of the last build that embedded something', async () => {
    const { store, knowledgeDir } = await built();
    await store.build({ embedder: new FakeEmbedder() }); // embeds nothing
    await writeFiles(knowledgeDir, { 'a3.md': article(3, 'Ein Nachtrag.') });
    const one = (await store.plan({ embedder: new FakeEmbedder() })).estimatedMs;
    await writeFiles(knowledgeDir, { 'a4.md': article(4, 'Ein Nachtrag.') });
    const two = (await store.plan({ embedder: new FakeEmbedder() })).estimatedMs;
    expect(one).not.toBeNull();
    expect(two! / 2).toBeCloseTo(one!, -1);
  });

  test('of a worn or foreign generation says so', async () => {
    const { store, knowledgeDir } = await built();
    expect(await store.plan({})).toMatchObject({ wholeBuild: 'embedder' });
    for (let number = 0; number < 7; number += 1) {
      await writeFiles(knowledgeDir, { [`a${number}.md`]: article(number, 'Neu.') });
    }
    expect(await store.plan({ embedder: new FakeEmbedder() })).toMatchObject({
      wholeBuild: 'worn',
      passagesToEmbed: 7,
      passages: 40,
    });
  });

  test('can be cancelled, and is refused for an empty corpus', async () => {
    const { store, knowledgeDir, dataDir } = await bench(corpus());
    const signal = AbortSignal.abort();
    await expect(store.plan({ signal })).rejects.toMatchObject({ code: 'cancelled' });
    const { store: none } = storeOn(join(knowledgeDir, 'a1.md'), dataDir);
    await expect(none.plan({})).rejects.toMatchObject({ code: 'corpus-unreadable' });
  });
});

test('stores can share one embedding cache', async () => {
  const one = await built();
  const { createIndexStore } = await import('../../../src/indexing/index-store.ts');
  const other = await bench({ 'copy.md': article(3) });
  const shared = createIndexStore({
    knowledgeDir: other.knowledgeDir,
    dataDir: other.dataDir,
    cacheDir: join(one.dataDir, 'cache'),
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    clock: { now: () => 1, elapsed: () => 1, sleep: () => Promise.resolve() },
    newId: () => 'sharedshared',
  });
  const embedder = new FakeEmbedder();
  expect(await shared.build({ embedder })).toMatchObject({ passagesReused: 2 });
  expect(embedder.passages).toEqual([]);
  expect(await readdir(other.dataDir)).toEqual(['file-states.json', 'index']);
});
