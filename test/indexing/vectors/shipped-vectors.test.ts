import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { hashOf } from '../../../src/indexing/vectors/embedding-cache.ts';
import { shippedVectors } from '../../../src/indexing/vectors/shipped-vectors.ts';
import { FakeEmbedder } from '../../fakes/fake-embedder.ts';
import { bench, open } from '../store-bench.ts';
import { tempFolder, writeFiles } from '../temp-folder.ts';

vi.setConfig({ testTimeout: 60_000 }); // every build is a thread of its own

const OWNER = { digest: 'd2', dimensions: 2 };

function file(header: object, numbers: readonly number[] = [32_767, -16_384]): Buffer {
  const vector = Buffer.alloc(2 * numbers.length);
  numbers.forEach((number, at) => vector.writeInt16LE(number, 2 * at));
  const head = { digests: ['d1', 'd2'], dimensions: 2, passages: 1, queries: 0, ...header };
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), hashOf('text'), vector]);
}

async function corpusWith(bytes: Buffer | string): Promise<string> {
  const folder = await tempFolder();
  await writeFiles(folder, { '.vectors/made.vectors': '' });
  await writeFile(join(folder, '.vectors/made.vectors'), bytes);
  return folder;
}

describe('vectors that came with a corpus', () => {
  test('are those of an embedder that is known there', async () => {
    const folder = await corpusWith(file({}));
    const [one, ...rest] = shippedVectors(folder, OWNER);
    expect(rest).toEqual([]);
    expect(one).toMatchObject({ kind: 'passage', textHash: hashOf('text') });
    expect(one!.vector[0]).toBeCloseTo(1, 4);
    expect(one!.vector[1]).toBeCloseTo(-0.5, 4);
    expect(shippedVectors(folder, { ...OWNER, digest: 'd3' })).toEqual([]);
    expect(shippedVectors(folder, { ...OWNER, dimensions: 3 })).toEqual([]);
  });

  test.each<[string, Buffer | string]>([
    ['is cut off', file({}).subarray(0, -1)],
    ['says another count', file({ passages: 2 })],
    ['has no header', 'no header'],
    ['has a header of another kind', '{"digests": 7}\n'],
    ['is empty', ''],
  ])('are none when the file %s', async (_, bytes) => {
    expect(shippedVectors(await corpusWith(bytes), OWNER)).toEqual([]);
  });

  test('are none without a folder', async () => {
    expect(shippedVectors(await tempFolder(), OWNER)).toEqual([]);
  });

  test('spare a build every text of them', async () => {
    const articles = {
      'a.md': '# Brot\n\nBrot wird gebacken.\n\n## Ofen\n\nDer Ofen ist heiß.\n',
      'b.md': '# Milch\n\nMilch wird warm gemacht.\n',
    };
    const first = await bench(articles);
    const { generation } = await first.store.build({ embedder: new FakeEmbedder() });
    const made = join(await tempFolder(), 'fake.vectors');
    const cache = join(first.dataDir, 'cache/embeddings.sqlite');
    const { digest } = await new FakeEmbedder().describe();
    const script = join(process.cwd(), 'scripts/ship-vectors.mjs');
    await promisify(execFile)(process.execPath, [script, made, cache, digest]);

    const second = await bench(articles);
    await writeFiles(second.knowledgeDir, { '.vectors/fake.vectors': '' });
    await writeFile(join(second.knowledgeDir, '.vectors/fake.vectors'), await readFile(made));
    const embedder = new FakeEmbedder();
    expect(await second.store.plan({ embedder })).toMatchObject({ passagesToEmbed: 0 });
    await second.store.build({ embedder });
    expect([...embedder.passages, ...embedder.queries]).toEqual([]);
    const index = await open(second.store);
    expect(index.describe()).toMatchObject({ passages: generation.passages, articles: 2 });
  });
});
