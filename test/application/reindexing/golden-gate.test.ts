import { beforeEach, describe, expect, test } from 'vitest';
import {
  createGoldenGate,
  MAX_GOLDEN_QUESTIONS,
  type GoldenItem,
  type JudgeQuestion,
} from '../../../src/application/reindexing/golden-gate.ts';
import type { IndexLease } from '../../../src/application/knowledge/knowledge.ts';
import type { Embedder, PassageIndex } from '../../../src/domain/ports.ts';
import { FakeEmbedder } from '../../fakes/fake-embedder.ts';
import { FakeIndex, GENERATION } from '../../fakes/fake-index.ts';
import { rankedPassages } from '../../fakes/passages.ts';

const GOLDEN: readonly GoldenItem[] = [
  { question: 'leak?', articles: ['leak'] },
  { question: 'licence?', articles: ['licence', 'leak'] },
  { question: 'weather?', articles: [] },
  { question: 'elsewhere?', articles: ['foreign'] },
];

let embedder: FakeEmbedder;
let golden: readonly GoldenItem[];
/** By index id and question: articles found, or null for a refusal. */
let found: Record<string, Record<string, readonly string[] | null>>;
let judged: { question: string; index: string; embedder: Embedder | null }[];

const judge: JudgeQuestion = async ({ question, index, embedder: used, limit }) => {
  const { id } = index.describe();
  judged.push({ question, index: id, embedder: used });
  await used?.embedQuery(question);
  const articles = found[id]?.[question] ?? null;
  return { articles: (articles ?? []).slice(0, limit), isAnswered: articles !== null };
};
const gateOf = (maxDrop = 0.05) =>
  createGoldenGate({ loadGolden: async () => golden, judge, maxDrop });

function indexOf(id: string, articles: readonly string[], digest: string | null = 'd'): FakeIndex {
  return new FakeIndex(rankedPassages(articles.map((articleId) => ({ articleId }))), {
    id,
    embedder: digest === null ? null : { ...GENERATION.embedder!, digest },
  });
}
const leaseOf = (index: PassageIndex): IndexLease => ({
  index,
  usableEmbedder: () => (index.describe().embedder === null ? null : embedder),
  release: () => undefined,
});
const served = leaseOf(indexOf('served', ['leak', 'licence']));

beforeEach(() => {
  embedder = new FakeEmbedder();
  golden = GOLDEN;
  judged = [];
  const all = { 'leak?': ['leak'], 'licence?': ['x', 'x', 'x', 'x', 'leak'] };
  found = { served: all, next: all };
});

describe('comparing', () => {
  test('measures recall by article and abstention on both, without foreign questions', async () => {
    const result = await gateOf().compare(served, indexOf('next', ['leak', 'licence']));
    const scores = { answerable: 2, unanswerable: 1, recall: 1, abstention: 1 };
    expect(result).toEqual({ before: scores, after: scores, maxDrop: 0.05, isPassed: true });
    expect(judged.map(({ question }) => question)).not.toContain('elsewhere?');
  });

  test('counts passages up to the fifth', async () => {
    found['next'] = { ...found['next'], 'licence?': ['x', 'x', 'x', 'x', 'x', 'leak'] };
    const result = await gateOf().compare(served, indexOf('next', ['leak']));
    expect(result).toMatchObject({ after: { recall: 0.5 }, isPassed: false });
  });

  test('counts questions whose article has gone', async () => {
    found['next'] = { 'licence?': ['licence'] };
    const result = await gateOf().compare(served, indexOf('next', ['licence']));
    expect(result).toMatchObject({ after: { answerable: 2, recall: 0.5 }, isPassed: false });
  });

  test('counts questions whose article is new', async () => {
    const before = leaseOf(indexOf('served', ['leak']));
    golden = [...GOLDEN, { question: 'new?', articles: ['new'] }];
    found['next'] = { ...found['next'], 'new?': ['new'] };
    const result = await gateOf().compare(before, indexOf('next', ['leak', 'new']));
    expect(result).toMatchObject({ before: { recall: 2 / 3 }, after: { recall: 1 } });
  });

  test.each([
    [0, false],
    [0.49, false],
    [0.5, true],
    [0.99, true],
  ])('with at most %s lost lets half of the answers go: %s', async (maxDrop, isPassed) => {
    found['next'] = { 'leak?': ['leak'] };
    const result = await gateOf(maxDrop).compare(served, indexOf('next', ['leak']));
    expect(result!.isPassed).toBe(isPassed);
  });

  test('a fall of abstention alone does not pass', async () => {
    found['next'] = { ...found['next'], 'weather?': ['leak'] };
    const result = await gateOf().compare(served, indexOf('next', ['leak', 'licence']));
    expect(result).toMatchObject({ after: { recall: 1, abstention: 0 }, isPassed: false });
  });

  test('a gain passes, and what nobody asks is null', async () => {
    golden = [{ question: 'leak?', articles: ['leak'] }];
    found['served'] = {};
    const result = await gateOf(0).compare(served, indexOf('next', ['leak']));
    expect(result).toMatchObject({
      before: { recall: 0, abstention: null },
      after: { recall: 1, abstention: null, unanswerable: 0 },
      isPassed: true,
    });
  });

  test('embeds each question once, for both and for the next time', async () => {
    const gate = gateOf();
    await gate.compare(served, indexOf('next', ['leak', 'licence']));
    expect(embedder.queries).toEqual(['leak?', 'licence?', 'weather?']);
    await gate.compare(served, indexOf('next', ['leak', 'licence']));
    await gate.touched({ changed: ['leak'], removed: [] }, served);
    expect(embedder.queries).toHaveLength(3);
  });

  test('tells how far it is', async () => {
    const seen: string[] = [];
    const onProgress = (done: number, total: number): unknown => seen.push(`${done}/${total}`);
    await gateOf().compare(served, indexOf('next', ['leak']), { onProgress });
    expect(seen).toEqual(['0/6', '1/6', '2/6', '3/6', '4/6', '5/6', '6/6']);
  });

  test('ends when it is called off', async () => {
    const abort = new AbortController();
    const comparing = gateOf().compare(served, indexOf('next', ['leak']), {
      signal: abort.signal,
      onProgress: (done) => {
        if (done === 2) abort.abort('stopped');
      },
    });
    await expect(comparing).rejects.toMatchObject({ code: 'cancelled' });
    expect(judged).toHaveLength(2);
  });

  test('without vectors compares without vectors', async () => {
    const before = leaseOf(indexOf('served', ['leak'], null));
    const result = await gateOf().compare(before, indexOf('next', ['leak'], null));
    expect(result).not.toBeNull();
    expect(judged.every(({ embedder: used }) => used === null)).toBe(true);
  });
});

describe('nothing is compared, and nothing embedded', () => {
  test.each<[string, PassageIndex, number]>([
    ['of another embedder', indexOf('next', ['leak'], 'other'), 0.05],
    ['without the vectors that are served', indexOf('next', ['leak'], null), 0.05],
    ['while the gate is off', indexOf('next', ['leak']), 1],
  ])('%s', async (_, candidate, maxDrop) => {
    expect(await gateOf(maxDrop).compare(served, candidate)).toBeNull();
    expect(judged).toEqual([]);
    expect(embedder.queries).toEqual([]);
  });

  test('for a corpus that no question is about', async () => {
    const mine = leaseOf(indexOf('served', ['mine']));
    expect(await gateOf().compare(mine, indexOf('next', ['mine', 'yours']))).toBeNull();
    expect(await gateOf().touched({ changed: ['mine'], removed: [] }, mine)).toBeNull();
    expect(embedder.queries).toEqual([]);
  });
});

describe('questions that are touched', () => {
  test.each([
    [{ changed: ['leak'], removed: [] }, ['leak?', 'licence?']],
    [{ changed: [], removed: ['x'] }, ['licence?']],
    [{ changed: ['licence'], removed: [] }, []],
  ])('by %j are %j', async (changes, touched) => {
    expect(await gateOf().touched(changes, served)).toEqual({ total: 3, touched });
  });

  test('are none when nothing changes, without a search', async () => {
    const nothing = { changed: [], removed: [] };
    expect(await gateOf().touched(nothing, served)).toEqual({ total: 3, touched: [] });
    expect(judged).toEqual([]);
  });
});

test('questions are bounded', async () => {
  golden = Array.from({ length: MAX_GOLDEN_QUESTIONS + 5 }, (_, at) => ({
    question: `q${at}`,
    articles: ['leak'],
  }));
  const nothing = { changed: [], removed: [] };
  expect((await gateOf().touched(nothing, served))!.total).toBe(MAX_GOLDEN_QUESTIONS);
});

test('vectors of one embedder are not used for another', async () => {
  const gate = gateOf();
  await gate.touched({ changed: ['leak'], removed: [] }, served);
  const other = leaseOf(indexOf('served', ['leak', 'licence'], 'other'));
  await gate.touched({ changed: ['leak'], removed: [] }, other);
  expect(embedder.queries).toHaveLength(6);
});
