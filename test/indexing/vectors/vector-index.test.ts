import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { keepOrWidenEf, tuneEf } from '../../../src/indexing/vectors/tune-ef.ts';
import { VectorIndex } from '../../../src/indexing/vectors/vector-index.ts';
import {
  BestNeighbours,
  MatrixRows,
  normalise,
} from '../../../src/indexing/vectors/vector-rows.ts';
import { isCompleteVectorsFile, VectorsFile } from '../../../src/indexing/vectors/vectors-file.ts';
import { hashedVector } from '../../fakes/fake-embedder.ts';
import { tempFolder } from '../temp-folder.ts';

const DIMENSIONS = 24;
const shape = { slots: 100, dimensions: DIMENSIONS };

function vectors(count: number, dimensions = DIMENSIONS): Float32Array[] {
  return Array.from({ length: count }, (_, index) =>
    hashedVector(`wort${index} thema${index % 17} gruppe${index % 5}`, dimensions),
  );
}

function graphOf(all: readonly Float32Array[]): VectorIndex {
  const graph = VectorIndex.create({ slots: all.length, dimensions: all[0]!.length });
  for (const [label, vector] of all.entries()) graph.set(label, vector);
  return graph;
}

function rowsOf(all: readonly Float32Array[]): MatrixRows {
  const dimensions = all[0]!.length;
  const matrix = new Float32Array(all.length * dimensions);
  for (const [label, vector] of all.entries()) matrix.set(vector, label * dimensions);
  return new MatrixRows(matrix, { slots: all.length, dimensions });
}

/** hnswlib makes vectors unit vectors once more, in its own arithmetic. */
function near(vector: Float32Array): unknown {
  return {
    asymmetricMatch: (other: Float32Array) =>
      other.every((value, at) => Math.abs(value - normalise(vector)[at]!) < 1e-6),
  };
}

describe('VectorIndex', () => {
  test('finds the nearest first, as an exact comparison does', () => {
    const all = vectors(200);
    const found = graphOf(all).search(all[42]!, 5);
    const exact = rowsOf(all).nearest(all[42]!, 5, () => true);
    expect(found[0]).toMatchObject({ label: 42 });
    expect(found.map(({ cosine }) => cosine)).toEqual(
      exact.map(({ cosine }) => expect.closeTo(cosine, 5) as number),
    );
  });

  test('gives at most what there is', () => {
    expect(graphOf(vectors(3)).search(vectors(1)[0]!, 50)).toHaveLength(3);
  });

  test('is the same after saving and loading', async () => {
    const path = join(await tempFolder(), 'v.hnsw');
    const all = vectors(100);
    const built = graphOf(all);
    built.save(path);
    expect(VectorIndex.load(path, shape, 50).search(all[7]!, 10)).toEqual(
      built.search(all[7]!, 10),
    );
  });

  test('a wide search leaves the search width as it was', async () => {
    const path = join(await tempFolder(), 'v.hnsw');
    const all = vectors(3_000);
    graphOf(all).save(path);
    const graph = VectorIndex.load(path, { ...shape, slots: 3_000 }, 10);
    const query = vectors(3_001).at(-1)!;
    const before = graph.search(query, 10);
    expect(graph.search(query, 2_000)).toHaveLength(2_000);
    expect(graph.search(query, 10)).toEqual(before);
  });

  test('replaces, hides, uses a hidden place again and grows', async () => {
    const path = join(await tempFolder(), 'v.hnsw');
    const all = vectors(103);
    graphOf(all.slice(0, 100)).save(path);
    const graph = VectorIndex.load(path, shape, 50);
    graph.grow(102);
    graph.set(7, all[102]!);
    graph.hide(8);
    graph.hide(9);
    graph.set(9, all[100]!);
    graph.set(100, all[8]!);
    graph.set(101, all[101]!);
    const first = (query: number): number | undefined => graph.search(all[query]!, 1)[0]?.label;
    expect([first(102), first(100), first(8), first(101)]).toEqual([7, 9, 100, 101]);
    expect(graph.search(all[8]!, 200).map(({ label }) => label)).not.toContain(8);
    graph.save(path);
    const file = VectorsFile.open(path, { slots: 102, dimensions: DIMENSIONS });
    expect(file?.isInOrder()).toBe(true);
    expect(file!.vectorOf(7)).toEqual(near(all[102]!));
    file?.close();
  });
});

describe('the search width', () => {
  const all = vectors(3_000, 16);
  let steps = 0;
  const onStep = (): void => void (steps += 1);
  const live = all.map((_, label) => label);
  const index = { graph: graphOf(all), rows: rowsOf(all), live, onStep };

  test('is the smallest that finds nearly all', () => {
    expect([50, 100, 200, 400, 800]).toContain(tuneEf(index));
  });

  test('stays while it finds enough, and is chosen anew when it does not', () => {
    expect(keepOrWidenEf(index, 333)).toBe(333);
    expect(keepOrWidenEf(index, 10)).toBeGreaterThan(10);
  });

  test('can be given up at any step', () => {
    steps = 0;
    tuneEf(index);
    const stopAt = Math.floor(steps / 2);
    expect(stopAt).toBeGreaterThan(50);
    let left = stopAt;
    const giveUp = (): void => {
      left -= 1;
      if (left === 0) throw new Error('given up');
    };
    expect(() => tuneEf({ ...index, onStep: giveUp })).toThrow('given up');
    expect(left).toBe(0);
  });

  test('does not look for what is hidden', () => {
    const graph = graphOf(all);
    const rest = live.filter((label) => label % 3 > 0);
    for (const label of live) if (label % 3 === 0) graph.hide(label);
    expect(keepOrWidenEf({ ...index, graph, live: rest }, 333)).toBe(333);
  });
});

test('BestNeighbours keeps the largest cosines, equals in the order of labels', () => {
  const best = new BestNeighbours(3);
  for (const [label, cosine] of [0.2, 0.9, 0.5, 0.9, 0.1, 0.5].entries()) best.offer(label, cosine);
  expect(best.list().map(({ label }) => label)).toEqual([1, 3, 2]);
  const none = new BestNeighbours(0);
  none.offer(1, 1);
  expect(none.list()).toEqual([]);
});

describe('VectorsFile', () => {
  async function saved(): Promise<string> {
    const path = join(await tempFolder(), 'v.hnsw');
    graphOf(vectors(100)).save(path);
    return path;
  }

  test('reads every vector as hnswlib keeps it', async () => {
    const file = VectorsFile.open(await saved(), shape);
    expect(file?.isInOrder()).toBe(true);
    const seen: number[] = [];
    file?.forEach((label, vector) => {
      seen.push(label);
      expect(vector).toEqual(near(vectors(100)[label]!));
      expect(file.vectorOf(label)).toEqual(vector);
    });
    expect(seen).toHaveLength(100);
    file?.close();
    file?.close();
  });

  test('accepts a whole file of the right shape only', async () => {
    const path = await saved();
    expect(isCompleteVectorsFile(path, shape)).toBe(true);
    expect(isCompleteVectorsFile(path, { ...shape, slots: 99 })).toBe(false);
    expect(VectorsFile.open(path, { ...shape, dimensions: 25 })).toBeNull();
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
