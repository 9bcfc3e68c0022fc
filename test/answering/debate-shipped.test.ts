import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { findPairs } from '../../src/answering/debate/find-pairs.ts';
import { retrieve } from '../../src/answering/retrieve.ts';
import type { Debate } from '../../src/domain/debate.ts';
import type { Embedder } from '../../src/domain/ports.ts';
import { FakeEmbedder } from '../fakes/fake-embedder.ts';
import {
  DebateChat,
  debateOf,
  openCorpus,
  recordedCorpus,
  type OpenCorpus,
} from './debate-bench.ts';

interface Golden {
  readonly voices: Readonly<Record<string, 'Llama' | 'ChatGPT' | 'both' | 'neither'>>;
}

const PAIRS: readonly (readonly [string, string])[] = [
  ['Llama', 'ChatGPT'],
  ['Meta', 'OpenAI'],
  ['Llama 2', 'GPT-4'],
  ['open models', 'closed models'],
  ['Alpaca', 'Vicuna'],
  ['Llama 2', 'Llama'],
];

describe.each([
  ['by keyword', undefined],
  ['with vectors', new FakeEmbedder({ dimensions: 256 })],
] as const)('the shipped articles of one debate %s', (_, embedder: Embedder | undefined) => {
  let corpus: OpenCorpus;
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cria-debate-'));
    corpus = await openCorpus(folder, await recordedCorpus(), embedder);
  });
  afterAll(() => corpus.close());
  const search = { embedder: embedder ?? null };

  test.each(PAIRS)('swapping %s and %s swaps the result', async (sideA, sideB) => {
    const topic = { topic: 'x', searchTopics: [`${sideA} ${sideB}`.split(' ').sort().join(' ')] };
    const one = await debateOf(corpus.index, {
      ...search,
      ...topic,
      sideA,
      sideB,
      chat: new DebateChat(),
    });
    const other = await debateOf(corpus.index, {
      ...search,
      ...topic,
      sideA: sideB,
      sideB: sideA,
      chat: new DebateChat(),
    });
    expect([...other.sides].reverse()).toEqual(one.sides);
    expect([...other.balance].reverse()).toEqual(one.balance);
    expect(other.common).toEqual(one.common);
    expect(other.open).toEqual(one.open);
    expect(other.dropped).toEqual(one.dropped);
    const where = ({ citations }: Debate) =>
      citations.map(({ n, articleId, section }) => [n, articleId, section]);
    expect(where(other)).toEqual(where(one));
    expect(one.balance.every(({ passages }) => passages <= 6)).toBe(true);
  });

  it('rests on the same passages in German and in English', async () => {
    for (const [sideA, sideB] of PAIRS.slice(0, 5)) {
      const [de, en] = await Promise.all(
        (['de', 'en'] as const).map((language) =>
          debateOf(corpus.index, { ...search, sideA, sideB, language, chat: new DebateChat() }),
        ),
      );
      const ids = (debate: Debate | undefined) => debate?.passages.map(({ passage }) => passage.id);
      expect(ids(de)).toEqual(ids(en));
    }
  });

  it('puts nobody on the wrong side and hears at least three voices a side', async () => {
    const golden = JSON.parse(
      await readFile(new URL('../../evals/golden/debate-voices.json', import.meta.url), 'utf8'),
    ) as Golden;
    for (const language of ['de', 'en'] as const) {
      const debate = await debateOf(corpus.index, { ...search, language, chat: new DebateChat() });
      for (const side of debate.sides) {
        const who = side.points.flatMap((point) => (point.who === null ? [] : [point.who]));
        expect(new Set(who).size).toBeGreaterThanOrEqual(3);
        expect(side.points.length).toBeGreaterThanOrEqual(3);
        for (const name of who)
          expect([name, [side.name, 'both']]).toEqual([
            name,
            expect.arrayContaining([golden.voices[name]]),
          ]);
      }
      const numbers = new Set(debate.citations.map(({ n }) => n));
      const cited = [
        ...debate.sides.flatMap(({ points }) => points),
        ...debate.common,
        ...debate.open,
      ];
      expect(cited.filter(({ n }) => !numbers.has(n))).toEqual([]);
    }
  });

  it('gives a usable debate when the model writes nonsense', async () => {
    const chat = new DebateChat(() => 'Lorem ipsum dolor { sit: amet');
    const debate = await debateOf(corpus.index, { ...search, chat });
    expect(debate).toMatchObject({ mode: 'passages', reason: 'nothing-verified', model: null });
    expect(debate.sides.map(({ points }) => points.length >= 3)).toEqual([true, true]);
    expect(debate.sides.flatMap(({ points }) => points).every(({ verbatim }) => verbatim)).toBe(
      true,
    );
    expect(debate.common.length).toBeGreaterThan(0);
    expect(debate.open.length).toBeGreaterThan(0);
  });

  test.each([
    ['chat gpt', 'LLaMA'],
    ['Chat-GPT', 'llama'],
    ['ChatGTP', 'Lama'],
    ['CHATGPT', 'Llamas'],
  ])('finds %s and %s under the names the corpus uses', async (sideA, sideB) => {
    const debate = await debateOf(corpus.index, {
      ...search,
      sideA,
      sideB,
      chat: new DebateChat(),
    });
    expect(debate.balance.map(({ hasEvidence }) => hasEvidence)).toEqual([true, true]);
    expect(debate.sides[0].name).toBe('ChatGPT');
    expect(debate.balance.every(({ voices }) => voices >= 3)).toBe(true);
  });

  it('knows two spellings of one side for the same', async () => {
    const debate = await debateOf(corpus.index, { ...search, sideA: 'Chat GPT', sideB: 'ChatGTP' });
    expect(debate).toMatchObject({ mode: 'abstained', reason: 'same-sides' });
  });

  it('has nothing for a side the corpus does not know, and invents nothing', async () => {
    const debate = await debateOf(corpus.index, {
      ...search,
      sideB: 'Zorgblatt',
      searchTopics: [],
      chat: new DebateChat(),
    });
    expect(debate.balance.map(({ hasEvidence }) => hasEvidence)).toEqual([true, false]);
    expect(debate.sides[1]).toMatchObject({
      name: 'Zorgblatt',
      points: [],
      passages: [],
      position: '',
    });
    expect(debate).toMatchObject({ common: [], open: [] });
  });

  it('abstains when it knows neither', async () => {
    const chat = new DebateChat();
    const debate = await debateOf(corpus.index, {
      ...search,
      sideA: 'Quarkpudding',
      sideB: 'Zorgblatt',
      searchTopics: [],
      chat,
    });
    expect(debate).toMatchObject({ mode: 'abstained', reason: 'no-evidence' });
    expect(chat.requests).toEqual([]);
  });

  it('finds the pairs it covers, and none for what it does not', async () => {
    const pairs = await findPairs(
      { text: 'the AI story of 2023', index: corpus.index, ...search, limit: 5 },
      retrieve,
    );
    expect(pairs[0]).toMatchObject({ sideA: 'ChatGPT', sideB: 'Llama' });
    expect(pairs.length).toBeLessThanOrEqual(5);
  });
});
