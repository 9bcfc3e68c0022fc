import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXACT_SCAN_MAX_PASSAGES, VectorIndex } from '../../src/indexing/vector-index.ts';
import { isCompleteVectorsFile } from '../../src/indexing/vectors-file-check.ts';
import { hashedVector } from '../fakes/fake-embedder.ts';
import { tempFolder } from './temp-folder.ts';

const DIMENSIONS = 24;

function vectors(count: number): Float32Array[] {
  return Array.from({ length: count }, (_, index) =>
    hashedVector(`wort${index} thema${index % 17} gruppe${index % 5}`, DIMENSIONS),
  );
}

describe('VectorIndex', () => {
  test('finds the nearest first, with exact cosines', () => {
    const all = vectors(200);
    const index = VectorIndex.build(all);
    const found = index.search(all[42]!, 5);
    expect(found[0]).toMatchObject({ label: 42 });
    expect(found[0]?.cosine).toBeCloseTo(1, 5);
    expect(
      index.cosines(
        all[42]!,
        found.map(({ label }) => label),
      ),
    ).toEqual(found.map(({ cosine }) => expect.closeTo(cosine, 5) as number));
    expect([...found].sort((a, b) => b.cosine - a.cosine)).toEqual(found);
  });

  test('does not depend on the length of vectors', () => {
    const all = vectors(20).map((vector, index) => vector.map((value) => value * (index + 1)));
    const index = VectorIndex.build(all);
    expect(
      index.cosines(
        all[3]!.map((value) => value * 9),
        [3],
      )[0],
    ).toBeCloseTo(1, 5);
  });

  test('gives at most what there is', () => {
    expect(VectorIndex.build(vectors(3)).search(vectors(1)[0]!, 50)).toHaveLength(3);
  });

  test('is the same after saving and loading', async () => {
    const path = join(await tempFolder(), 'v.hnsw');
    const all = vectors(100);
    const built = VectorIndex.build(all);
    built.save(path);
    const loaded = VectorIndex.load(path, { count: 100, dimensions: DIMENSIONS }, 50);
    expect(loaded.search(all[7]!, 10)).toEqual(built.search(all[7]!, 10));
  });

  test('measures its recall when it is too large for a scan', () => {
    const all = Array.from({ length: EXACT_SCAN_MAX_PASSAGES + 50 }, (_, index) =>
      hashedVector(`wort${index} thema${index % 170}`, 8),
    );
    const index = VectorIndex.build(all);
    expect([50, 100, 200, 400]).toContain(index.tuneEf());
    expect(index.search(all[9_000]!, 3)[0]?.cosine).toBeCloseTo(1, 4);
  });
});

describe('isCompleteVectorsFile', () => {
  async function saved(): Promise<string> {
    const path = join(await tempFolder(), 'v.hnsw');
    VectorIndex.build(vectors(100)).save(path);
    return path;
  }
  const shape = { count: 100, dimensions: DIMENSIONS };

  test('accepts a whole file of the right shape only', async () => {
    const path = await saved();
    expect(isCompleteVectorsFile(path, shape)).toBe(true);
    expect(isCompleteVectorsFile(path, { ...shape, count: 99 })).toBe(false);
    expect(isCompleteVectorsFile(path, { ...shape, dimensions: 25 })).toBe(false);
  });

  test('notices a file cut off anywhere, before hnswlib sees it', async () => {
    const path = await saved();
    const { length } = await readFile(path);
    for (const size of [length - 1, length - 500, 4_000, 96, 50, 0]) {
      await truncate(path, size);
      expect(isCompleteVectorsFile(path, shape)).toBe(false);
      expect(() => VectorIndex.load(path, shape, 50)).toThrow('does not hold');
    }
  });

  test('notices a file with something behind it', async () => {
    const path = await saved();
    await writeFile(path, Buffer.concat([await readFile(path), Buffer.from('x')]));
    expect(isCompleteVectorsFile(path, shape)).toBe(false);
  });
});
