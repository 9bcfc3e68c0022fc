import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PassageVectors } from '../../src/indexing/passage-vectors.ts';
import { openForBulkWrite, openReadOnly } from '../../src/indexing/sqlite-file.ts';
import { hashedVector } from '../fakes/fake-embedder.ts';
import { tempFolder } from './temp-folder.ts';

const TEXTS = Array.from({ length: 40 }, (_, at) => `passage number ${at} about thing${at % 7}`);
const LANGUAGES = TEXTS.map((_, at) => (at % 2 === 0 ? 'de' : 'en'));
const vectors = TEXTS.map((text) => hashedVector(text, 32));

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = a.reduce((sum, value, at) => sum + value * b[at]!, 0);
  return dot / (Math.hypot(...a) * Math.hypot(...b));
}

it('gives back the plain cosine of every passage from its centred vector', () => {
  const index = PassageVectors.build(vectors, LANGUAGES);
  const query = hashedVector('thing3 number', 32);
  const scores = index.scores(
    query,
    vectors.map((_, at) => at),
  );
  scores.forEach(({ similarity }, at) =>
    expect(similarity).toBeCloseTo(cosine(query, vectors[at]!), 4),
  );
});

it('orders by the centred cosine that `scores` reports', () => {
  const index = PassageVectors.build(vectors, LANGUAGES);
  const query = hashedVector('thing5', 32);
  const found = index.search(query, 10);
  const dense = index.scores(
    query,
    found.map(({ label }) => label),
  );
  found.forEach(({ cosine: reported }, at) => expect(reported).toBeCloseTo(dense[at]!.dense, 4));
  expect(index.bestSimilarity(query)).toBeCloseTo(
    Math.max(...dense.map(({ similarity }) => similarity)),
    5,
  );
});

it('is the same after writing and loading', async () => {
  const folder = await tempFolder();
  const index = PassageVectors.build(vectors, LANGUAGES);
  const file = join(folder, 'vectors.hnsw');
  const database = join(folder, 'passages.sqlite');
  const db = openForBulkWrite(database);
  index.writeScales(db);
  db.close();
  index.save(file);
  const readable = openReadOnly(database);
  const loaded = PassageVectors.load(file, readable, { count: 40, dimensions: 32 }, 50);
  readable.close();
  const query = hashedVector('thing1 about', 32);
  const labels = [0, 5, 39];
  expect(loaded.scores(query, labels)).toEqual(index.scores(query, labels));
  expect(loaded.search(query, 3).map(({ label }) => label)).toEqual(
    index.search(query, 3).map(({ label }) => label),
  );
  expect(loaded.selfCosine(17)).toBeCloseTo(1, 4);
});
