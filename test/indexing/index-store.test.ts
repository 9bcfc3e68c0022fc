import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { BuildProgress } from '../../src/domain/index-store.ts';
import { nodeFiles, type DurableFiles } from '../../src/indexing/files/durable-files.ts';
import { formatManifest, parseManifest } from '../../src/indexing/generation/manifest.ts';
import { FakeEmbedder, hashedVector } from '../fakes/fake-embedder.ts';
import { bench as benchOn, generations, open, storeOn, type Bench } from './store-bench.ts';
import { writeFiles } from './temp-folder.ts';

// Every build and every opened index is a thread of its own; a busy machine starts them slowly.
vi.setConfig({ testTimeout: 90_000 });

const ARTICLES = {
  'leck.md':
    '---\ntitle: Das Leck\nlanguage: de\npublished: 2023-03-03\nurl: https://example.org/leck\n---\n\nDie Gewichte des Modells sickerten durch.\n\n## Folgen\n\nViele Ableger entstanden daraus.\n',
  'licence.md':
    '---\ntitle: The licence\nlanguage: en\n---\n\nThe licence allows commercial use.\n\n## Limits\n\nVery large firms have to ask first.\n',
  'rag.md':
    '---\ntitle: RAG\nlanguage: de\n---\n\nVor der Antwort werden passende Stellen gesucht.\n',
};

function bench(
  articles: Readonly<Record<string, string>> = ARTICLES,
  files?: DurableFiles,
): Promise<Bench> {
  return benchOn(articles, files);
}

async function flipByte(path: string): Promise<void> {
  const bytes = await readFile(path);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  await writeFile(path, bytes);
}

describe('building and searching', () => {
  test('finds by words and by vector, scored both ways', async () => {
    const { store } = await bench();
    const report = await store.build({ embedder: new FakeEmbedder() });
    expect(report).toMatchObject({
      added: ['leck', 'licence', 'rag'],
      changed: [],
      removed: [],
      faults: [],
    });
    expect(report.generation).toMatchObject({
      articles: 3,
      passages: 5,
      embedder: { model: 'fake-embedder' },
    });
    const index = await open(store);
    expect(index.describe()).toEqual(report.generation);
    const text = 'Welche Modellgewichte sickerten durch?';
    const matches = await index.search({ text, limit: 3, embedding: hashedVector(text, 64) });
    expect(matches.keywordOrder[0]).toBe('leck#0');
    expect(matches.denseOrder).toHaveLength(3);
    expect(matches.query.words).toEqual(['modellgewichte', 'sickerten']);
    const ids = matches.candidates.map(({ passage }) => passage.id);
    expect(new Set(ids)).toEqual(new Set([...matches.denseOrder, ...matches.keywordOrder]));
    for (const { dense, keyword } of matches.candidates) {
      expect(dense).not.toBeNull();
      expect(keyword).toBeGreaterThanOrEqual(0);
      expect(keyword).toBeLessThanOrEqual(1);
    }
    expect(
      matches.candidates.find(({ passage }) => passage.id === 'leck#0')?.passage,
    ).toMatchObject({
      articleId: 'leck',
      title: 'Das Leck',
      section: '',
      text: 'Die Gewichte des Modells sickerten durch.',
      language: 'de',
      url: 'https://example.org/leck',
      published: '2023-03-03',
    });
    expect(await index.articles()).toEqual([
      { id: 'leck', title: 'Das Leck', language: 'de', url: 'https://example.org/leck' },
      { id: 'licence', title: 'The licence', language: 'en', url: null },
      { id: 'rag', title: 'RAG', language: 'de', url: null },
    ]);
  });

  test('calibrates on its own headings and on far-off questions', async () => {
    const { store } = await bench();
    const embedder = new FakeEmbedder();
    const { generation } = await store.build({ embedder });
    const { unrelated, related } = generation.calibration!;
    expect(related).toBeGreaterThan(unrelated);
    expect(embedder.queries).toContain('Das Leck > Folgen');
    expect(embedder.queries).toHaveLength(45);
  });

  test('works without an embedder, by words only', async () => {
    const { store } = await bench();
    const report = await store.build({});
    expect(report).toMatchObject({
      passagesEmbedded: 0,
      passagesReused: 0,
      generation: { embedder: null, calibration: null },
    });
    const index = await open(store);
    const matches = await index.search({
      text: 'commercial licences',
      limit: 5,
      embedding: new Float32Array(64),
    });
    expect(matches.denseOrder).toEqual([]);
    expect(matches.keywordOrder[0]).toBe('licence#0');
    expect(matches.candidates[0]?.dense).toBeNull();
  });

  test('searches by words only when asked without a vector', async () => {
    const { store } = await bench();
    await store.build({ embedder: new FakeEmbedder() });
    const index = await open(store);
    const matches = await index.search({ text: 'licence', limit: 5 });
    expect(matches.denseOrder).toEqual([]);
    expect(matches.candidates.every(({ dense }) => dense === null)).toBe(true);
  });

  test('refuses a vector of another length', async () => {
    const { store } = await bench();
    await store.build({ embedder: new FakeEmbedder() });
    const index = await open(store);
    const query = { text: 'x', limit: 5, embedding: new Float32Array(3) };
    await expect(index.search(query)).rejects.toMatchObject({ code: 'internal' });
    await expect(index.search({ text: 'licence', limit: 5 })).resolves.toBeDefined();
  });

  test('reports its progress, phase by phase', async () => {
    const { store } = await bench();
    const seen: BuildProgress[] = [];
    await store.build({
      embedder: new FakeEmbedder(),
      onProgress: (progress) => seen.push(progress),
    });
    expect([...new Set(seen.map(({ phase }) => phase))]).toEqual([
      'loading',
      'embedding',
      'indexing',
      'verifying',
    ]);
    expect(seen.filter(({ phase }) => phase === 'embedding').pop()).toEqual({
      phase: 'embedding',
      done: 50,
      total: 50,
    });
  });

  test('two searches at once, and one cancelled, do not disturb each other', async () => {
    const { store } = await bench();
    await store.build({});
    const index = await open(store);
    const controller = new AbortController();
    const cancelled = index.search({ text: 'Gewichte', limit: 5, signal: controller.signal });
    const other = index.search({ text: 'licence', limit: 5 });
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    expect((await other).keywordOrder[0]).toBe('licence#0');
    await expect(
      index.search({ text: 'x', limit: 1, signal: controller.signal }),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('closing waits for searches under way and may be repeated', async () => {
    const { store } = await bench();
    await store.build({});
    const index = await open(store);
    const search = index.search({ text: 'licence', limit: 5 });
    await Promise.all([index.close(), index.close()]);
    expect((await search).keywordOrder[0]).toBe('licence#0');
    await expect(index.search({ text: 'x', limit: 1 })).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('building again', () => {
  test('embeds changed passages only', async () => {
    const { store, knowledgeDir } = await bench();
    await store.build({ embedder: new FakeEmbedder() });
    const idle = new FakeEmbedder();
    expect(await store.build({ embedder: idle })).toMatchObject({
      added: [],
      changed: [],
      removed: [],
      passagesEmbedded: 0,
      passagesReused: 5,
    });
    expect([idle.passages, idle.queries]).toEqual([[], []]);
    await writeFiles(knowledgeDir, {
      'licence.md': ARTICLES['licence.md'].replace('firms', 'companies'),
      'new.md': 'A wholly new article about bread and butter.',
    });
    await rm(join(knowledgeDir, 'rag.md'));
    const embedder = new FakeEmbedder();
    expect(await store.build({ embedder })).toMatchObject({
      added: ['new'],
      changed: ['licence'],
      removed: ['rag'],
      passagesEmbedded: 2,
      passagesReused: 3,
    });
    expect(embedder.passages).toEqual([
      'The licence > Limits\nVery large companies have to ask first.',
      'new\nA wholly new article about bread and butter.',
    ]);
  });

  test('embeds everything anew for another embedder', async () => {
    const { store } = await bench();
    await store.build({ embedder: new FakeEmbedder() });
    const other = new FakeEmbedder({ digest: 'other', dimensions: 32 });
    expect(await store.build({ embedder: other })).toMatchObject({
      passagesEmbedded: 5,
      passagesReused: 0,
    });
  });

  test('resumes where a failed build stopped', async () => {
    const articles: Record<string, string> = {};
    for (let index = 0; index < 70; index += 1)
      articles[`a${index}.md`] = `Text Nummer ${index} über Modelle.`;
    const { store, dataDir } = await bench(articles);
    const failing = new FakeEmbedder({ failAfterTexts: 64 });
    await expect(store.build({ embedder: failing })).rejects.toMatchObject({
      code: 'model-failed',
    });
    expect(await store.openCurrent()).toBeNull();
    expect(await readdir(dataDir)).not.toContain('build.lock');
    const embedder = new FakeEmbedder();
    expect(await store.build({ embedder })).toMatchObject({
      passagesEmbedded: 6,
      passagesReused: 64,
    });
    expect(failing.batchSizes).toEqual([32, 32, 6]);
  });

  test('keeps the previous generation and removes older ones that nobody reads', async () => {
    const { store, dataDir } = await bench();
    const first = (await store.build({})).generation.id;
    const reader = await open(store);
    const second = (await store.build({})).generation.id;
    const third = (await store.build({})).generation.id;
    expect(await generations(dataDir)).toEqual([first, second, third]);
    expect((await reader.search({ text: 'licence', limit: 1 })).keywordOrder).toEqual([
      'licence#0',
    ]);
    await reader.close();
    const fourth = (await store.build({})).generation.id;
    expect(await generations(dataDir)).toEqual([third, fourth]);
  });

  test('clears up what a killed build left', async () => {
    const { store, dataDir } = await bench();
    await writeFiles(join(dataDir, 'index', 'killedkilled.partial'), { 'passages.sqlite': 'half' });
    await writeFile(
      join(dataDir, 'build.lock'),
      JSON.stringify({ pid: 4_194_304, host: (await import('node:os')).hostname() }),
    );
    expect(await store.openCurrent()).toBeNull();
    const { generation } = await store.build({});
    expect(await generations(dataDir)).toEqual([generation.id]);
  });

  test('a cancelled build changes nothing', async () => {
    const { store, dataDir } = await bench();
    const { generation } = await store.build({});
    const controller = new AbortController();
    const building = store.build({
      signal: controller.signal,
      onProgress: ({ phase }) => {
        if (phase === 'indexing') controller.abort();
      },
    });
    await expect(building).rejects.toMatchObject({ code: 'cancelled' });
    expect(await generations(dataDir)).toEqual([generation.id]);
    expect((await open(store)).describe().id).toBe(generation.id);
  });

  test('lets one build in at a time', async () => {
    const { store } = await bench();
    const [one, two] = await Promise.allSettled([store.build({}), store.build({})]);
    expect([one.status, two.status].sort()).toEqual(['fulfilled', 'rejected']);
    const refused = one.status === 'rejected' ? one : two;
    expect(refused).toMatchObject({ reason: { code: 'index-busy' } });
  });

  test('survives a damaged embedding cache', async () => {
    const { store, dataDir, warnings } = await bench();
    await store.build({ embedder: new FakeEmbedder() });
    const cache = join(dataDir, 'cache');
    for (const name of await readdir(cache))
      await writeFile(join(cache, name), 'rubbish'.repeat(1_000));
    const idle = new FakeEmbedder();
    expect(await store.build({ embedder: idle })).toMatchObject({ passagesReused: 5 });
    expect(idle.passages).toEqual([]); // what did not change has its vectors in the generation
    expect(warnings).toContain('Damaged embedding cache was replaced');
  });
});

describe('a corpus that is not right', () => {
  test('leaves faulty articles out and says so', async () => {
    const { store } = await bench({
      ...ARTICLES,
      'bad.md': '---\ntitle: a\n---\n',
      'empty.md': '',
    });
    const report = await store.build({});
    expect(report.faults.map(({ file }) => file)).toEqual(['bad.md', 'empty.md']);
    expect(report.generation.articles).toBe(3);
    expect(report.generation.corpusHash).toBe(await store.corpusHash());
  });

  test('an empty corpus is an error that names the folder and the first faults', async () => {
    const { store, knowledgeDir } = await bench({ 'bad.md': '' });
    const thrown = await store.build({}).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'corpus-invalid' });
    expect(String(thrown)).toContain(knowledgeDir);
    expect(String(thrown)).toContain('bad.md:1');
  });

  test('a corpus folder that is a file is unreadable', async () => {
    const { knowledgeDir, dataDir } = await bench();
    const { store } = storeOn(join(knowledgeDir, 'leck.md'), dataDir);
    await expect(store.build({})).rejects.toMatchObject({ code: 'corpus-unreadable' });
    await expect(store.corpusHash()).rejects.toMatchObject({ code: 'corpus-unreadable' });
  });

  test('the hash of the corpus changes with it', async () => {
    const { store, knowledgeDir } = await bench();
    const before = await store.corpusHash();
    expect(await store.corpusHash()).toBe(before);
    await writeFiles(knowledgeDir, { 'rag.md': 'Anders.' });
    expect(await store.corpusHash()).not.toBe(before);
    await expect(store.corpusHash(AbortSignal.abort())).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  test('a passage without a vector is found by words alone, and its article is named', async () => {
    const { store, knowledgeDir, warnings } = await bench();
    const text = 'Zwetschgenkuchen macht dieses Modell ratlos.';
    await writeFiles(knowledgeDir, { 'cursed.md': text });
    const embedder = new FakeEmbedder();
    const embed = embedder.embedPassages.bind(embedder);
    embedder.embedPassages = async (texts) => {
      const vectors = await embed(texts);
      return vectors.map((vector, at) =>
        texts[at]?.includes('Zwetschgenkuchen') === true ? new Float32Array(64) : vector,
      );
    };
    const { generation } = await store.build({ embedder });
    expect(generation.embedder).not.toBeNull();
    expect(JSON.stringify(warnings)).toContain('cursed.md');
    const index = await store.openCurrent();
    const found = await index?.search({
      text: 'Zwetschgenkuchen',
      embedding: await embedder.embedQuery('Zwetschgenkuchen ratlos'),
      limit: 50,
    });
    const [cursed] = found?.candidates.filter(({ passage }) => passage.text.includes(text)) ?? [];
    expect(cursed).toMatchObject({ dense: 0, similarity: 0 });
    expect(found?.keywordOrder).toContain(cursed?.passage.id);
    expect(found?.denseOrder).not.toContain(cursed?.passage.id);
    await index?.close();
  });

  test('an embedder with vectors of the wrong length is refused', async () => {
    const { store } = await bench();
    const embedder = new FakeEmbedder();
    embedder.embedPassages = (texts) => Promise.resolve(texts.map(() => new Float32Array(3)));
    await expect(store.build({ embedder })).rejects.toMatchObject({ code: 'model-failed' });
  });
});

describe('damage', () => {
  async function twoGenerations(): Promise<Bench & { first: string; second: string }> {
    const made = await bench();
    const first = (await made.store.build({ embedder: new FakeEmbedder() })).generation.id;
    const second = (await made.store.build({ embedder: new FakeEmbedder() })).generation.id;
    return { ...made, first, second };
  }

  test.each<[string, (folder: string) => Promise<void>]>([
    ['flipped bits in the vectors', (folder) => flipByte(join(folder, 'vectors.hnsw'))],
    ['vectors cut off', (folder) => truncate(join(folder, 'vectors.hnsw'), 200)],
    ['missing vectors', (folder) => rm(join(folder, 'vectors.hnsw'))],
    ['flipped bits in the passages', (folder) => flipByte(join(folder, 'passages.sqlite'))],
    ['passages cut off', (folder) => truncate(join(folder, 'passages.sqlite'), 5_000)],
    ['a broken manifest', (folder) => truncate(join(folder, 'manifest.json'), 40)],
    ['a missing folder', (folder) => rm(folder, { recursive: true })],
  ])('%s: the previous generation serves, with a warning', async (_, damage) => {
    const { store, dataDir, first, second, warnings } = await twoGenerations();
    await damage(join(dataDir, 'index', second));
    expect((await open(store)).describe().id).toBe(first);
    expect(warnings).toContain('Serving the previous index generation');
  });

  test('nothing usable is an error that says what to run, and building again mends it', async () => {
    const { store, dataDir, first, second } = await twoGenerations();
    for (const id of [first, second]) await flipByte(join(dataDir, 'index', id, 'passages.sqlite'));
    const thrown = await store.openCurrent().catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'index-corrupt' });
    expect(String(thrown)).toContain('npm run reindex');
    const { generation } = await store.build({});
    expect((await open(store)).describe().id).toBe(generation.id);
  });

  test('an unreadable CURRENT is made up for by the newest generation', async () => {
    const { store, dataDir, second } = await twoGenerations();
    await writeFile(join(dataDir, 'index', 'CURRENT'), '../../etc\n');
    expect((await open(store)).describe().id).toBe(second);
  });

  test('a generation of another version is a mismatch', async () => {
    const { store, dataDir } = await bench();
    const { generation } = await store.build({});
    const path = join(dataDir, 'index', generation.id, 'manifest.json');
    const manifest = parseManifest(await readFile(path, 'utf8'));
    await writeFile(path, formatManifest({ ...manifest!, analyserVersion: 0 }));
    await expect(store.openCurrent()).rejects.toMatchObject({ code: 'index-mismatch' });
    await store.build({});
    await open(store);
  });
});

describe('a disk that does not do its work', () => {
  function failing(
    operation: keyof DurableFiles,
    code: string,
    when: (path: string) => boolean,
  ): DurableFiles {
    const refuse = (name: keyof DurableFiles, path: string): void => {
      if (name === operation && when(path))
        throw Object.assign(new Error(`${code}: told to fail`), { code });
    };
    const guarded: DurableFiles = {
      ...nodeFiles,
      makeFolder: async (path) => {
        refuse('makeFolder', path);
        await nodeFiles.makeFolder(path);
      },
      writeFile: async (path, text) => {
        refuse('writeFile', path);
        await nodeFiles.writeFile(path, text);
      },
      rename: async (from, to) => {
        refuse('rename', from);
        refuse('rename', to);
        await nodeFiles.rename(from, to);
      },
      syncFolder: async (path) => {
        refuse('syncFolder', path);
        await nodeFiles.syncFolder(path);
      },
    };
    return guarded;
  }

  test.each<[keyof DurableFiles, string, string, (path: string) => boolean]>([
    ['writeFile', 'ENOSPC', 'disk-full', (path) => path.endsWith('manifest.json')],
    ['writeFile', 'ENOSPC', 'disk-full', (path) => path.endsWith('CURRENT.new')],
    ['rename', 'EROFS', 'storage-failed', (path) => path.endsWith('.partial')],
    ['rename', 'EIO', 'storage-failed', (path) => path.endsWith('CURRENT')],
    ['syncFolder', 'EIO', 'storage-failed', (path) => path.endsWith('.partial')],
    ['makeFolder', 'EACCES', 'storage-failed', (path) => path.endsWith('.partial')],
  ])('%s failing with %s: %s, and the old index stays', async (operation, code, expected, when) => {
    const { knowledgeDir, dataDir, store } = await bench();
    const { generation } = await store.build({});
    const broken = storeOn(knowledgeDir, dataDir, failing(operation, code, when));
    const thrown = await broken.store.build({}).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: expected });
    expect(String(thrown)).toContain(dataDir);
    const left = (await generations(dataDir)).filter((name) => name !== 'CURRENT.new');
    expect(left).toEqual([generation.id]);
    expect((await open(store)).describe().id).toBe(generation.id);
  });

  test('a data folder that is a file is named', async () => {
    const { knowledgeDir } = await bench();
    const { store } = storeOn(knowledgeDir, join(knowledgeDir, 'leck.md'));
    await expect(store.build({})).rejects.toMatchObject({ code: 'storage-failed' });
  });

  test('a worker that cannot write reports it and leaves no partial folder', async () => {
    const { knowledgeDir, dataDir } = await bench();
    const makeFolder = async (path: string): Promise<void> => {
      await nodeFiles.makeFolder(path);
      await nodeFiles.makeFolder(join(path, 'passages.sqlite')); // in the way of the file
    };
    const { store } = storeOn(knowledgeDir, dataDir, { ...nodeFiles, makeFolder });
    const thrown = await store.build({}).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'storage-failed' });
    expect(String(thrown)).toContain(dataDir);
    expect(await generations(dataDir)).toEqual([]);
  });
});
