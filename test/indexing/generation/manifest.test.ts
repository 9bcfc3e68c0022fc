import { describe, expect, test } from 'vitest';
import { generationInfo } from '../../../src/domain/generation-store.ts';
import {
  formatManifest,
  parseManifest,
  type Manifest,
} from '../../../src/indexing/generation/manifest.ts';

const MANIFEST: Manifest = {
  formatVersion: 4,
  id: 'abcdefghijkl',
  builtAt: '2026-11-24T00:00:00.000Z',
  chunkerVersion: 1,
  analyserVersion: 1,
  maxTokens: 400,
  corpusHash: 'c',
  articles: [{ id: 'a', file: 'a.md', hash: 'h', language: 'de', passages: 3 }],
  passages: 3,
  slots: 5,
  embedder: { model: 'm', digest: 'd', dimensions: 8, maxTokens: 512 },
  calibration: { unrelated: 0.7, related: 0.9 },
  ef: 200,
  whole: { passages: 4, touched: 2, centred: [] },
  embedMsPerText: 12.5,
  checksums: { passages: 'p', vectors: 'v' },
};

/** A manifest whose checksum is right, whatever else is wrong with it. */
function sealed(value: object): string {
  return formatManifest(value as Manifest);
}

describe('parseManifest', () => {
  test('reads what was written, with and without vectors', () => {
    expect(parseManifest(formatManifest(MANIFEST))).toEqual(MANIFEST);
    const plain: Manifest = {
      ...MANIFEST,
      embedder: null,
      calibration: null,
      embedMsPerText: null,
      checksums: { passages: 'p', vectors: null },
    };
    expect(parseManifest(formatManifest(plain))).toEqual(plain);
  });

  test('is JSON', () => {
    expect(JSON.parse(formatManifest(MANIFEST))).toMatchObject({ manifest: MANIFEST });
  });

  test.each<[string, string]>([
    ['nothing', ''],
    ['another value', '[]'],
    ['null', 'null'],
    ['one without its checksum', JSON.stringify(MANIFEST)],
    ...Object.keys(MANIFEST).map((key): [string, string] => [
      `one without ${key}`,
      sealed({ ...MANIFEST, [key]: undefined }),
    ]),
    ['one of another format', sealed({ ...MANIFEST, formatVersion: 3 })],
    ['a wrong article', sealed({ ...MANIFEST, articles: [{ id: 1 }] })],
    ['a wrong embedder', sealed({ ...MANIFEST, embedder: { model: 'm' } })],
    [
      'vectors without a checksum',
      sealed({ ...MANIFEST, checksums: { passages: 'p', vectors: null } }),
    ],
  ])('refuses %s', (_, text) => {
    expect(parseManifest(text)).toBeNull();
  });

  test('refuses it cut off anywhere, and with any bit flipped', () => {
    const text = formatManifest(MANIFEST);
    for (let at = 0; at < text.length; at += 1) {
      expect(parseManifest(text.slice(0, at))).toBeNull();
      for (let bit = 0; bit < 8; bit += 1) {
        const flipped = String.fromCharCode(text.charCodeAt(at) ^ (1 << bit));
        expect(parseManifest(text.slice(0, at) + flipped + text.slice(at + 1))).toBeNull();
      }
    }
    expect(parseManifest(`${text}\n`)).toBeNull();
  });

  test('describes a generation', () => {
    expect(generationInfo(MANIFEST)).toMatchObject({
      id: 'abcdefghijkl',
      articles: 1,
      passages: 3,
    });
  });
});
