import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PassageVectors } from '../../../src/indexing/vectors/passage-vectors.ts';
import { openForBulkWrite, openReadOnly } from '../../../src/indexing/files/sqlite-file.ts';
import { MatrixRows } from '../../../src/indexing/vectors/vector-rows.ts';
import { updateVectors, writeVectors } from '../../../src/indexing/vectors/write-vectors.ts';
import { hashedVector } from '../../fakes/fake-embedder.ts';
import { tempFolder } from '../temp-folder.ts';

const TEXTS = Array.from({ length: 40 }, (_, at) => `passage number ${at} about thing${at % 7}`);
const LANGUAGES: string[] = TEXTS.map((_, at) => (at % 2 === 0 ? 'de' : 'en'));
const DIMENSIONS = 32;
const vectors = TEXTS.map((text) => hashedVector(text, DIMENSIONS));
const LABELS = vectors.map((_, label) => label);
const report = (): void => undefined;

function rowsOf(all: readonly Float32Array[]): MatrixRows {
  const matrix = new Float32Array(all.length * DIMENSIONS);
  for (const [label, vector] of all.entries()) matrix.set(vector, label * DIMENSIONS);
  return new MatrixRows(matrix, { slots: all.length, dimensions: DIMENSIONS });
}

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = a.reduce((sum, value, at) => sum + value * b[at]!, 0);
  return dot / (Math.hypot(...a) * Math.hypot(...b));
}

interface Written {
  readonly path: string;
  readonly database: string;
  readonly vectors: PassageVectors;
}

async function written(all = vectors, languages = LANGUAGES): Promise<Written> {
  const folder = await tempFolder();
  const path = join(folder, 'vectors.hnsw');
  const database = join(folder, 'passages.sqlite');
  const db = openForBulkWrite(database);
  db.exec('CREATE TABLE passages (label INTEGER PRIMARY KEY, language TEXT NOT NULL)');
  const insert = db.prepare('INSERT INTO passages VALUES (?, ?)');
  for (const [label, language] of languages.entries()) insert.run(label, language);
  const { vectors: inMemory } = writeVectors(
    { rows: rowsOf(all), languages },
    { path, db, report },
  );
  db.close();
  return { path, database, vectors: inMemory };
}

function load(
  { path, database }: Pick<Written, 'path' | 'database'>,
  slots: number,
  alignTo?: PassageVectors['centres'],
): PassageVectors {
  const db = openReadOnly(database);
  try {
    const shape = { slots, dimensions: DIMENSIONS };
    return PassageVectors.load({ path, db, shape, ef: 50, ...(alignTo && { alignTo }) });
  } finally {
    db.close();
  }
}

it('gives back the plain cosine of every passage from its centred vector', async () => {
  const { vectors: index } = await written();
  const query = hashedVector('thing3 number', DIMENSIONS);
  index
    .scores(query, LABELS)
    .forEach(({ similarity }, at) =>
      expect(similarity).toBeCloseTo(cosine(query, vectors[at]!), 4),
    );
});

it('orders by the centred cosine that `scores` reports', async () => {
  const { vectors: index } = await written();
  const query = hashedVector('thing5', DIMENSIONS);
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
  const made = await written();
  const loaded = load(made, 40);
  const query = hashedVector('thing1 about', DIMENSIONS);
  const close = made.vectors.scores(query, LABELS).map(({ dense, similarity }) => ({
    dense: expect.closeTo(dense, 5) as number,
    similarity: expect.closeTo(similarity, 5) as number,
  }));
  expect(loaded.scores(query, LABELS)).toEqual(close);
  expect(loaded.search(query, 3).map(({ label }) => label)).toEqual(
    made.vectors.search(query, 3).map(({ label }) => label),
  );
  expect(loaded.selfCosine(17)).toBeCloseTo(1, 4);
  loaded.close();
});

it('replaces, adds and frees vectors, and keeps the plain cosines of all', async () => {
  const base = await written();
  const path = `${base.path}.new`;
  const extra = [hashedVector('wholly new', DIMENSIONS), hashedVector('also new', DIMENSIONS)];
  const db = openForBulkWrite(base.database);
  updateVectors(
    { path: base.path, slots: 40, ef: 50, isTried: true },
    {
      rows: rowsOf(extra),
      languages: ['en', 'fr'],
      labels: [3, 40],
      freed: [5, 6],
      slots: 41,
    },
    { path, db, report },
  );
  db.close();
  const index = load({ ...base, path }, 41);
  expect(index.count).toBe(39);
  const query = hashedVector('thing5 new', DIMENSIONS);
  const labels = index.search(query, 100).map(({ label }) => label);
  expect(labels).toHaveLength(39);
  expect(labels).not.toContain(5);
  const plain = (label: number): Float32Array =>
    label === 3 ? extra[0]! : label === 40 ? extra[1]! : vectors[label]!;
  index
    .scores(query, labels)
    .forEach(({ similarity }, at) =>
      expect(similarity).toBeCloseTo(cosine(query, plain(labels[at]!)), 4),
    );
});

it('scores on the scale of the index it is aligned to', async () => {
  const large = await written();
  const small = await written(vectors.slice(0, 4), ['de', 'de', 'en', 'fr']);
  const aligned = load(small, 4, large.vectors.centres);
  const query = hashedVector('passage thing2', DIMENSIONS);
  const own = large.vectors.scores(query, [0, 2]);
  const [first, , , last] = aligned.scores(query, [0, 1, 2, 3]);
  expect(first!.dense).toBeCloseTo(own[0]!.dense, 4); // the same German passage in both
  expect(last!.similarity).toBeCloseTo(cosine(query, vectors[3]!), 4);
  const unaligned = load(small, 4).scores(query, [0])[0]!;
  expect(Math.abs(unaligned.dense - own[0]!.dense)).toBeGreaterThan(0.01);
});
