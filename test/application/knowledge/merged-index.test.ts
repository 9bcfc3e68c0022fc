import { beforeEach, describe, expect, test } from 'vitest';
import { MergedIndex } from '../../../src/application/knowledge/merged-index.ts';
import { AppError } from '../../../src/domain/errors.ts';
import type { PassageMatches } from '../../../src/domain/ports.ts';
import { FakeIndex, GENERATION } from '../../fakes/fake-index.ts';
import { passage, rankedPassages } from '../../fakes/passages.ts';

let shared: FakeIndex;
let own: FakeIndex;
let faults: AppError[];
const merged = (): MergedIndex =>
  new MergedIndex({ shared, own, onFault: (error) => faults.push(error) });
const query = { text: 'llama word', limit: 10, embedding: new Float32Array([1, 0]) };

beforeEach(() => {
  faults = [];
  shared = new FakeIndex(rankedPassages([{ articleId: 'a' }, { articleId: 'b' }]));
  own = new FakeIndex(rankedPassages([{ articleId: 'added/x-1', title: 'X', language: 'de' }]), {
    ...{ id: 'own-1', articles: 1, passages: 4, corpusHash: 'own-hash' },
    builtAt: '2026-11-25T10:00:00.000Z',
  });
});

test('is described as both, on the scale of the shared one', () => {
  expect(merged().describe()).toEqual({
    id: 'generation-1+own-1',
    builtAt: '2026-11-25T10:00:00.000Z',
    articles: 4,
    passages: 7,
    embedder: GENERATION.embedder,
    calibration: GENERATION.calibration,
    corpusHash: 'corpus-1+own-hash',
  });
});

test('asks both the same', async () => {
  const { candidates } = await merged().search(query);
  expect(shared.queries).toEqual([query]);
  expect(own.queries).toEqual([query]);
  expect(candidates.map(({ passage: { articleId } }) => articleId)).toEqual([
    'a',
    'b',
    'added/x-1',
  ]);
});

test('asks for the own article ids once, and again after a fault', async () => {
  let asked = 0;
  const articles = own.articles.bind(own);
  own.articles = async () => {
    asked += 1;
    if (asked === 1) throw new AppError('internal', 'The worker is gone.');
    return articles();
  };
  await merged().search(query);
  expect(faults).toHaveLength(1);
  for (let search = 0; search < 3; search += 1) await merged().search(query);
  expect(asked).toBe(2);
});

test.each([[null], [{ ...GENERATION.embedder!, digest: 'another' }]])(
  'compares no vectors of another embedder (%j)',
  async (embedder) => {
    own = new FakeIndex(rankedPassages([{ articleId: 'added/x-1' }]), { embedder });
    const { candidates, denseOrder } = await merged().search(query);
    expect(own.queries).toEqual([{ text: query.text, limit: query.limit }]);
    expect(candidates.at(-1)).toMatchObject({ dense: null, similarity: null, keyword: 0.5 });
    expect(denseOrder).toEqual(['a#0', 'b#0']);
  },
);

function matches(
  scores: readonly (readonly [string, number, number])[],
  query: PassageMatches['query'],
): PassageMatches {
  const by = (at: 1 | 2): string[] => [...scores].sort((a, b) => b[at] - a[at]).map(([id]) => id);
  return {
    denseOrder: by(1),
    keywordOrder: by(2),
    candidates: scores.map(([id, dense, keyword]) => ({
      passage: passage({ id, articleId: id }),
      ...{ dense, similarity: dense, keyword },
    })),
    query,
  };
}

describe('two lists become one', () => {
  test('by their scores', async () => {
    const words = { words: ['llama', 'alpaka'], unknown: ['alpaka'] };
    const common = matches([['a', 0.9, 0.1], ['b', 0.3, 0.8]], words); // prettier-ignore
    const mine = matches([['x', 0.5, 0.9], ['y', 0.1, 0.1]], { words: ['llama', 'zx81'], unknown: ['llama', 'zx81'] }); // prettier-ignore
    shared.search = async () => common;
    own.search = async () => mine;
    const found = await merged().search(query);
    expect(found.denseOrder).toEqual(['a', 'x', 'b', 'y']);
    expect(found.keywordOrder).toEqual(['x', 'b', 'a', 'y']);
    expect(found.candidates).toHaveLength(4);
    expect(found.query).toEqual({
      words: ['llama', 'alpaka', 'zx81'],
      unknown: ['alpaka', 'zx81'],
    });
  });

  test('and each keeps its own order, where coverage and rank disagree', async () => {
    const empty = { words: [], unknown: [] };
    const ordered = (one: PassageMatches, order: readonly string[]): PassageMatches => ({
      ...one,
      keywordOrder: order,
    });
    shared.search = async () =>
      ordered(matches([['a', 0, 0.2], ['b', 0, 0.9]], empty), ['a', 'b']); // prettier-ignore
    own.search = async () => ordered(matches([['x', 0, 0.5]], empty), ['x']);
    expect((await merged().search(query)).keywordOrder).toEqual(['x', 'a', 'b']);
  });
});

describe('an article that both have', () => {
  beforeEach(() => {
    const both = { articleId: 'added/x-1', title: 'Shared X' };
    shared = new FakeIndex(rankedPassages([both, { articleId: 'b' }]));
  });

  test('is the own one, once', async () => {
    const index = merged();
    const found = await index.search(query);
    expect(found.candidates.map(({ passage: { title } }) => title)).toEqual(['Title', 'X']);
    expect(new Set(found.denseOrder).size).toBe(found.denseOrder.length);
    expect(await index.articles()).toMatchObject([{ id: 'added/x-1', title: 'X' }, { id: 'b' }]);
    expect(await index.passagesOf('added/x-1')).toMatchObject([{ title: 'X' }]);
  });
});

test('has the passages and the articles of both, in id order', async () => {
  const ids = (await merged().articles()).map(({ id }) => id);
  expect(ids).toEqual(['a', 'added/x-1', 'b']);
  expect(await merged().passagesOf('b')).toHaveLength(1);
  expect(await merged().passagesOf('added/x-1')).toHaveLength(1);
  expect(await merged().passagesOf('c')).toEqual([]);
});

describe('a fault', () => {
  const fault = new AppError('internal', 'the worker ended');
  test('of the own index leaves it out and is told', async () => {
    own.search = () => Promise.reject(fault);
    own.articles = own.passagesOf = () => Promise.reject(fault);
    const index = merged();
    expect((await index.search(query)).denseOrder).toEqual(['a#0', 'b#0']);
    expect(await index.articles()).toHaveLength(2);
    expect(await index.passagesOf('a')).toHaveLength(1);
    expect(new Set(faults)).toEqual(new Set([fault]));
  });

  test('of the shared index is a fault, and so is a cancelled question', async () => {
    const cancelled = new AppError('cancelled', 'aborted');
    own.search = () => Promise.reject(cancelled);
    await expect(merged().search(query)).rejects.toBe(cancelled);
    shared.search = () => Promise.reject(fault);
    await expect(merged().search(query)).rejects.toBe(fault);
    expect(faults).toEqual([]);
  });
});

test('closes neither: they belong to their leases', async () => {
  await merged().close();
  expect([shared.closed, own.closed]).toEqual([0, 0]);
});
