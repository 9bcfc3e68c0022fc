import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EmbeddingCache } from '../../../src/indexing/vectors/embedding-cache.ts';
import { tempFolder } from '../temp-folder.ts';

const OWNER = { digest: 'd1', dimensions: 3 };
const VECTOR = Float32Array.of(0.1, -2, 3);

async function open(nowMs = 1): Promise<{ path: string; cache: EmbeddingCache }> {
  const path = join(await tempFolder(), 'c.sqlite');
  return { path, cache: EmbeddingCache.open(path, nowMs).cache };
}

describe('EmbeddingCache', () => {
  test('keeps vectors by embedder, kind and text', async () => {
    const { path, cache } = await open();
    cache.put(OWNER, 'passage', [['text', VECTOR]]);
    cache.close();
    const { cache: again, wasReplaced } = EmbeddingCache.open(path, 2);
    expect(wasReplaced).toBe(false);
    expect(again.get(OWNER, 'passage', 'text')).toEqual(VECTOR);
    expect(again.get(OWNER, 'query', 'text')).toBeNull();
    expect(again.get(OWNER, 'passage', 'other')).toBeNull();
    expect(again.get({ ...OWNER, digest: 'd2' }, 'passage', 'text')).toBeNull();
    expect(again.get({ ...OWNER, dimensions: 4 }, 'passage', 'text')).toBeNull();
    again.close();
  });

  test('drops what was used longest ago', async () => {
    const { path, cache } = await open(1);
    cache.put(OWNER, 'passage', [
      ['a', VECTOR],
      ['b', VECTOR],
    ]);
    cache.close();
    const later = EmbeddingCache.open(path, 2).cache;
    later.put(OWNER, 'passage', [['c', VECTOR]]);
    later.get(OWNER, 'passage', 'a');
    expect(later.trim(2)).toBe(1);
    expect(later.trim(2)).toBe(0);
    expect(['a', 'b', 'c'].filter((text) => later.get(OWNER, 'passage', text) !== null)).toEqual([
      'a',
      'c',
    ]);
    later.close();
  });

  test('replaces a file that is no database', async () => {
    const path = join(await tempFolder(), 'c.sqlite');
    await writeFile(path, 'this is not a database, it only looks like a file'.repeat(100));
    const { cache, wasReplaced } = EmbeddingCache.open(path, 1);
    expect(wasReplaced).toBe(true);
    cache.put(OWNER, 'query', [['a', VECTOR]]);
    expect(cache.get(OWNER, 'query', 'a')).toEqual(VECTOR);
    cache.close();
  });
});
