import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EmbeddingCache } from '../../../src/indexing/vectors/embedding-cache.ts';
import { EmbeddingTask, type TextSource } from '../../../src/indexing/vectors/embedding-task.ts';
import { tempFolder } from '../temp-folder.ts';

const owner = { digest: 'd', dimensions: 2 };

function sourceOf(texts: readonly string[]): TextSource {
  return { count: texts.length, texts: () => texts, textAt: (place) => texts[place] ?? '' };
}

async function cacheIn(): Promise<EmbeddingCache> {
  return EmbeddingCache.open(join(await tempFolder(), 'cache.sqlite'), 1).cache;
}

test('takes what is cached, hands out each other text once, and fills all its places', async () => {
  const cache = await cacheIn();
  cache.put(owner, 'passage', [['b', Float32Array.of(0, 1)]]);
  const texts = ['a', 'b', 'a', 'c', 'b', 'd'];
  const task = new EmbeddingTask(sourceOf(texts), { kind: 'passage', owner, cache });
  expect([task.left, task.uncached]).toEqual([3, 4]);
  expect(task.next(2)).toEqual(['a', 'c']);
  expect(task.next(2)).toEqual(['a', 'c']); // until they are stored
  task.store(Float32Array.of(1, 2, 3, 4));
  expect(task.next(2)).toEqual(['d']);
  task.store(Float32Array.of(5, 6));
  expect(task.next(2)).toEqual([]);
  expect([...task.rows.matrix]).toEqual([1, 2, 0, 1, 1, 2, 3, 4, 0, 1, 5, 6]);
  expect(cache.get(owner, 'passage', 'c')).toEqual(Float32Array.of(3, 4));
  cache.close();
});

test.each<[string, Float32Array]>([
  ['too few numbers', Float32Array.of(1)],
  ['too many', Float32Array.of(1, 2, 3)],
  ['what is no number', Float32Array.of(1, Number.NaN)],
])('refuses %s and asks again', async (_, row) => {
  const cache = await cacheIn();
  const task = new EmbeddingTask(sourceOf(['a']), { kind: 'query', owner, cache });
  task.next(5);
  expect(() => task.store(row)).toThrow('usable numbers for 1 texts');
  expect(task.next(5)).toEqual(['a']);
  expect(cache.has(owner, 'query', 'a')).toBe(false);
  cache.close();
});

test('a cache can be looked into without being made or marked', async () => {
  const path = join(await tempFolder(), 'cache.sqlite');
  expect(EmbeddingCache.openReadOnly(path)).toBeNull();
  const { cache } = EmbeddingCache.open(path, 1);
  cache.put(owner, 'passage', [['a', Float32Array.of(1, 2)]]);
  cache.close();
  const looking = EmbeddingCache.openReadOnly(path);
  expect(looking?.has(owner, 'passage', 'a')).toBe(true);
  expect(looking?.has(owner, 'query', 'a')).toBe(false);
  expect(looking?.has({ ...owner, dimensions: 3 }, 'passage', 'a')).toBe(false);
  looking?.close();
  await writeFile(path, 'rubbish'.repeat(1_000));
  expect(EmbeddingCache.openReadOnly(path)).toBeNull();
});
