import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../src/domain/errors.ts';
import { nodeFiles, type DurableFiles } from '../../src/indexing/files/durable-files.ts';
import { GenerationFolders } from '../../src/indexing/generation/generation-folders.ts';
import { openable, requireIntact } from '../../src/indexing/generation/open-generation.ts';
import { FakeEmbedder } from '../fakes/fake-embedder.ts';
import { bench, generations, open, storeOn, type Bench } from './store-bench.ts';
import { writeFiles } from './temp-folder.ts';

const ROUNDS = 1_000;
const TIMEOUT_MS = 120_000;

/** The same numbers in [0, 1) every time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function damaged(bytes: Buffer, random: () => number): Buffer {
  const at = Math.floor(random() * bytes.length);
  if (random() < 0.4) return bytes.subarray(0, at);
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  return copy;
}

describe('files of an index', () => {
  const articles = Object.fromEntries(
    Array.from({ length: 12 }, (_, at) => [`a${at}.md`, `Artikel ${at} über Gewichte.`]),
  );
  let made: Bench;
  let second = '';

  beforeAll(async () => {
    made = await bench(articles);
    await made.store.build({ embedder: new FakeEmbedder() });
    second = (await made.store.build({ embedder: new FakeEmbedder() })).generation.id;
    await open(made.store).then((index) => index.close());
  }, TIMEOUT_MS);

  /** What a reader does before anything of a generation is loaded; never loads damaged vectors. */
  async function serves(folders: GenerationFolders): Promise<string | null> {
    for (const id of await folders.candidates()) {
      const manifest = await folders.readManifest(id);
      if (manifest === null) continue;
      try {
        requireIntact(folders.folderOf(id), openable(manifest));
        return id;
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'index-corrupt') throw error;
      }
    }
    return null;
  }

  test(
    'a thousand random cuts and flipped bits are all noticed before anything is loaded',
    async () => {
      const random = seeded(20_261_124);
      const folders = new GenerationFolders(made.dataDir, nodeFiles);
      const [first = ''] = (await generations(made.dataDir)).filter((id) => id !== second);
      const folder = join(made.dataDir, 'index', second);
      const files = ['vectors.hnsw', 'passages.sqlite', 'manifest.json'].map((name) =>
        join(folder, name),
      );
      const pointer = join(made.dataDir, 'index', 'CURRENT');
      const intact = new Map<string, Buffer>();
      for (const path of [...files, pointer]) intact.set(path, await readFile(path));
      const outcomes = new Map<string, number>();
      for (let round = 0; round < ROUNDS; round += 1) {
        const path = [...intact.keys()][round % intact.size]!;
        const bytes = intact.get(path)!;
        await writeFile(path, damaged(bytes, random));
        const served = await serves(folders);
        await writeFile(path, bytes);
        // A damaged pointer names nothing: the newest whole generation stands in.
        expect(served, `round ${round}: ${path}`).toBe(path === pointer ? second : first);
        outcomes.set(path, (outcomes.get(path) ?? 0) + 1);
      }
      expect([...outcomes.values()]).toEqual([250, 250, 250, 250]);
      expect(await serves(folders)).toBe(second);
    },
    TIMEOUT_MS,
  );
});

describe('a build that dies at any step', () => {
  type Step = keyof DurableFiles;

  /** Fails the step with this number, and every one after it, as a dead process would. */
  function dyingAt(step: number, code: string): { files: DurableFiles; steps: Step[] } {
    const steps: Step[] = [];
    const guard = async <T>(name: Step, work: () => Promise<T>): Promise<T> => {
      steps.push(name);
      if (steps.length > step) throw Object.assign(new Error(`${code}: told to fail`), { code });
      return work();
    };
    const files: DurableFiles = {
      makeFolder: (path) => guard('makeFolder', () => nodeFiles.makeFolder(path)),
      writeFile: (path, text) => guard('writeFile', () => nodeFiles.writeFile(path, text)),
      rename: (from, to) => guard('rename', () => nodeFiles.rename(from, to)),
      syncFolder: (path) => guard('syncFolder', () => nodeFiles.syncFolder(path)),
      readText: (path) => guard('readText', () => nodeFiles.readText(path)),
      list: (path) => guard('list', () => nodeFiles.list(path)),
      remove: (path) => guard('remove', () => nodeFiles.remove(path)),
    };
    return { files, steps };
  }

  test.each(['ENOSPC', 'EROFS'])(
    'by %s: the last complete generation serves, and the next build leaves nothing behind',
    async (code) => {
      const { knowledgeDir, dataDir, store } = await bench({ 'a.md': 'Der erste Stand.' });
      const first = (await store.build({})).generation.id;
      await writeFiles(knowledgeDir, { 'a.md': 'Der zweite Stand.' });
      const outcomes: string[] = [];
      for (let step = 0; ; step += 1) {
        const { files, steps } = dyingAt(step, code);
        const thrown = await storeOn(knowledgeDir, dataDir, files)
          .store.build({})
          .catch((error: unknown) => error);
        const folders = new GenerationFolders(dataDir, nodeFiles);
        const pointer = await folders.pointer();
        if (!(thrown instanceof AppError)) {
          outcomes.push('done');
          expect(steps.length).toBeGreaterThanOrEqual(step);
          break;
        }
        expect(thrown.code).toBe(code === 'ENOSPC' ? 'disk-full' : 'storage-failed');
        const manifest = await folders.readManifest(pointer!.current!);
        expect(manifest).not.toBeNull();
        requireIntact(folders.folderOf(manifest!.id), openable(manifest!));
        outcomes.push(manifest!.id === first ? 'old' : 'new');
        if (manifest!.id !== first) break; // made current by the step before the one that failed
      }
      expect(outcomes.length).toBeGreaterThan(8);
      const { generation } = await store.build({});
      expect((await store.versions()).current?.id).toBe(generation.id);
      const left = await generations(dataDir);
      expect(left.filter((name) => !/^gen\d{9}$/u.test(name))).toEqual([]);
      expect(left.length).toBeLessThanOrEqual(2);
      const found = await (await open(store)).search({ text: 'zweite', limit: 1 });
      expect(found.keywordOrder).toEqual(['a#0']);
    },
    TIMEOUT_MS,
  );
});

describe('an embedder that goes and comes back', () => {
  test('the next build embeds only the rest, and asks for nothing twice', async () => {
    const { store, knowledgeDir } = await bench(
      Object.fromEntries(
        Array.from({ length: 80 }, (_, at) => [`a${at}.md`, `Text Nummer ${at} über Modelle.`]),
      ),
    );
    const lost = new FakeEmbedder({ failAfterTexts: 40 });
    await expect(store.build({ embedder: lost })).rejects.toMatchObject({ code: 'model-failed' });
    await writeFiles(knowledgeDir, { 'a80.md': 'Text Nummer 80 über Modelle.' });
    const back = new FakeEmbedder();
    expect(await store.build({ embedder: back })).toMatchObject({ passagesEmbedded: 81 - 32 });
    expect(new Set(back.passages).size).toBe(back.passages.length);
    expect(back.passages).not.toEqual(expect.arrayContaining(lost.passages.slice(0, 32)));
  });
});
