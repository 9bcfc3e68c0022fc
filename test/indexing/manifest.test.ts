import { describe, expect, test } from 'vitest';
import { generationInfo, parseManifest, type Manifest } from '../../src/indexing/manifest.ts';

const MANIFEST: Manifest = {
  formatVersion: 1,
  id: 'abcdefghijkl',
  builtAt: '2026-11-24T00:00:00.000Z',
  chunkerVersion: 1,
  analyserVersion: 1,
  corpusHash: 'c',
  articles: [{ id: 'a', hash: 'h' }],
  passages: 3,
  embedder: { model: 'm', digest: 'd', dimensions: 8, maxTokens: 512 },
  calibration: { unrelated: 0.7, unrelatedSpread: 0.01, related: 0.9 },
  ef: 200,
  checksums: { passages: 'p', vectors: 'v' },
};

describe('parseManifest', () => {
  test('reads what was written, with and without vectors', () => {
    expect(parseManifest(JSON.stringify(MANIFEST))).toEqual(MANIFEST);
    const plain = {
      ...MANIFEST,
      embedder: null,
      calibration: null,
      checksums: { passages: 'p', vectors: null },
    };
    expect(parseManifest(JSON.stringify(plain))).toEqual(plain);
  });

  test.each<[string, string]>([
    ['nothing', ''],
    ['half a file', JSON.stringify(MANIFEST).slice(0, 100)],
    ['another value', '[]'],
    ['null', 'null'],
    ...Object.keys(MANIFEST).map((key): [string, string] => [
      `one without ${key}`,
      JSON.stringify({ ...MANIFEST, [key]: undefined }),
    ]),
    ['a wrong article', JSON.stringify({ ...MANIFEST, articles: [{ id: 1 }] })],
    ['a wrong embedder', JSON.stringify({ ...MANIFEST, embedder: { model: 'm' } })],
    [
      'vectors without a checksum',
      JSON.stringify({ ...MANIFEST, checksums: { passages: 'p', vectors: null } }),
    ],
  ])('refuses %s', (_, text) => {
    expect(parseManifest(text)).toBeNull();
  });

  test('describes a generation', () => {
    expect(generationInfo(MANIFEST)).toMatchObject({
      id: 'abcdefghijkl',
      articles: 1,
      passages: 3,
    });
  });
});
