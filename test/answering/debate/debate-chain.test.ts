import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { Debate, DebateTask } from '../../../src/domain/debate.ts';
import { AppError } from '../../../src/domain/errors.ts';
import { STOPPED } from '../../../src/domain/ports.ts';
import { SORTING_BUDGET_MS } from '../../../src/answering/debate/sort.ts';
import { SUMMING_BUDGET_MS } from '../../../src/answering/debate/sum-up.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import {
  article,
  debateEvents,
  debateOf,
  openCorpus,
  SortingChat,
  type OpenCorpus,
  type Side,
} from './debate-bench.ts';

const CORPUS = {
  'news.md': article(
    'Atlas or Zephyr: which engine?',
    `“Atlas made engines cheap,” said Anna Berg, an analyst at Norda. “Nothing else did.”

Carl Dorn, who leads research at Vista, called Atlas reliable and easy to repair.

For Eva Falk, founder of Mole, Zephyr was the turning point. Gero Hahn, head of Lumen, praised Zephyr because it lasts for 30 years.

Ida Kern, head of Omega, said that Atlas rests on what Zephyr began, but without Atlas her firm would not exist.

Ulf Lang, a writer, said that Atlas was painted blue in the spring of last year.

Supporters of Atlas and Zephyr agree that both need clean fuel. Whether Zephyr lasts longer than Atlas remains open.

The engines were shown in Hall 4 to 300 visitors on a rainy day.`,
  ),
  'deutsch.md': article(
    'Stimmen zu Atlas und Zephyr',
    `Otto Rust, Meister in Ulm, meint, Zephyr sei leise und sparsam.

Der Zephyr ist zuverlässig und gilt als die sichere und günstige Lösung gegenüber dem Atlas.`,
    'de',
  ),
  'other.md': article('Bread', 'Bread needs flour, water, salt and a day of patience to be good.'),
};

let corpus: OpenCorpus;
beforeAll(async () => {
  corpus = await openCorpus(await mkdtemp(join(tmpdir(), 'cria-debate-')), CORPUS);
});
afterAll(() => corpus.close());

const debate = (task: Partial<DebateTask> = {}): Promise<Debate> => debateOf(corpus.index, task);
const voices = ({ sides }: Debate): string[][] =>
  sides.map(({ points }) => points.flatMap(({ who }) => who ?? []).sort());
const claims = ({ points }: Debate['sides'][number]): string[] => points.map(({ claim }) => claim);

/** Sorts as anybody would who reads the line. */
function faithful(line: string, [a]: readonly [string, string]): Side {
  if (/Kern|agree/u.test(line)) return 'both';
  if (/Lang|Hall/u.test(line)) return 'neither';
  return /Berg|Dorn/u.test(line) === (a === 'Atlas') ? 'A' : 'B';
}

describe('without a model', () => {
  it('each voice stands on its side, disjoint, word for word, and nothing was weighed', async () => {
    const held = await debate({ reason: 'model-unreachable' });
    expect(held).toMatchObject({ mode: 'passages', reason: 'model-unreachable', model: null });
    const [atlas = [], zephyr = []] = voices(held);
    expect(atlas).toEqual(expect.arrayContaining(['Anna Berg', 'Carl Dorn']));
    expect(zephyr).toEqual(['Eva Falk', 'Gero Hahn', 'Otto Rust']);
    const [a, b] = held.sides.map(claims);
    expect(a?.filter((claim) => b?.includes(claim))).toEqual([]);
    const texts = Object.values(CORPUS).join('\n');
    for (const claim of [...(a ?? []), ...(b ?? [])]) expect(texts).toContain(claim);
  });

  it('what is said of both is common ground, what is not settled is open', async () => {
    const { common, open } = await debate();
    expect(common.map(({ claim }) => claim).join(' ')).toContain('clean fuel');
    expect(common.map(({ who }) => who)).toContain('Ida Kern');
    expect(open.map(({ claim }) => claim).join(' ')).toContain('remains open');
  });

  it('passages are numbered from 1 in the order of reading', async () => {
    const { sides, common, open, citations, passages } = await debate();
    const read = [...sides.flatMap(({ points }) => points), ...common, ...open].map(({ n }) => n);
    const distinct = [...new Set(read)];
    expect(distinct).toEqual(distinct.map((_, at) => at + 1));
    expect(citations.map(({ n }) => n)).toEqual(distinct);
    expect(passages.map(({ rank }) => rank)).toEqual(distinct);
  });

  test.each([
    ['keyword', null],
    ['a model', new SortingChat(faithful)],
  ] as const)('swapping the sides swaps the result, sorted by %s', async (_, chat) => {
    const one = await debate({ chat });
    const other = await debate({ chat, sideA: 'Zephyr', sideB: 'Atlas' });
    const told = ({ sides }: Debate): unknown[] => sides.map((side) => [side.name, claims(side)]);
    expect(told(other).reverse()).toEqual(told(one));
    expect([...other.balance].reverse()).toEqual(one.balance);
    const shared = ({ common, open }: Debate): string[] =>
      [...common, ...open].map(({ claim }) => claim);
    expect(shared(other)).toEqual(shared(one));
  });

  it('rests on the same statements in both languages', async () => {
    const [de, en] = [await debate({ language: 'de' }), await debate({ language: 'en' })];
    expect(de.sides.map(claims)).toEqual(en.sides.map(claims));
    expect(de.sides[0].position).toContain('äußern sich');
  });

  it('a side nobody knows is told as that; two of them are refused', async () => {
    const half = await debate({ sideB: 'Pizza with pineapple' });
    expect(half.balance.map(({ hasEvidence }) => hasEvidence)).toEqual([true, false]);
    expect(half.sides[1]).toEqual({ name: 'Pizza with pineapple', position: '', points: [] });
    const none = await debate({ sideA: 'Pizza', sideB: 'Pineapple' });
    expect(none).toMatchObject({ mode: 'abstained', reason: 'no-evidence', citations: [] });
    const same = await debate({ sideA: 'atlas', sideB: 'AT-LAS' });
    expect(same).toMatchObject({ mode: 'abstained', reason: 'same-sides' });
  });
});

describe('an article on two things', () => {
  const held = async (text: string): Promise<Debate> => {
    const folder = await mkdtemp(join(tmpdir(), 'cria-debate-'));
    const two = await openCorpus(folder, { 'a.md': article('Two engines', text) });
    try {
      return await debateOf(two.index);
    } finally {
      await two.close();
    }
  };

  it('lets who contradicts stand on the other side', async () => {
    const both = await held(`“Atlas is cheap and reliable,” said Anna Berg, an analyst at Norda.

Carl Dorn disagreed. Everything about Atlas falls apart after a year, said Dorn, who repairs it.

Zephyr was shown in Hall 4 beside it.`);
    expect(voices(both)).toEqual([['Anna Berg'], ['Carl Dorn']]);
  });

  it('is not asked for what it says below the name of a third', async () => {
    const three = await held(`## Atlas

Atlas is reliable and easy to repair for everybody.

## Zephyr

Zephyr is quiet and cheap to run for everybody.

## Borealis

Zephyr is simple and easy to clean for everybody.`);
    expect(three.sides.map(claims)).toEqual([
      ['Atlas is reliable and easy to repair for everybody.'],
      ['Zephyr is quiet and cheap to run for everybody.'],
    ]);
  });
});

describe('with a model', () => {
  it('shows both sides at once, then tells how far the weighing is', async () => {
    const events = await debateEvents(corpus.index, { chat: new SortingChat(faithful) });
    expect(events[0]).toMatchObject({
      type: 'evidence-found',
      draft: { sides: [{ name: 'Atlas' }, { name: 'Zephyr' }] },
    });
    expect(events[1]).toMatchObject({ type: 'weighing' });
    expect(events.at(-1)).toMatchObject({
      type: 'debate-end',
      debate: { mode: 'generated', reason: null, model: 'fake-chat' },
    });
  });

  it('asks in either order what is clear and what would move, in short prompts', async () => {
    const chat = new SortingChat(faithful);
    await debate({ chat });
    const [first, second] = chat.requests.map(({ messages }) => messages);
    expect(first?.[0]?.content).toContain('Atlas or Zephyr?');
    expect(second?.[0]?.content).toContain('Zephyr or Atlas?');
    expect(second?.[1]).toEqual(first?.[1]);
    expect(first?.[1]?.content.split('\n')).toHaveLength(4);
    const later = chat.requests.slice(2).filter(({ format }) => format !== undefined);
    const turned = later.filter(({ messages }) =>
      messages[0]?.content.includes('Zephyr or Atlas?'),
    );
    expect(later.length).toBeGreaterThan(0);
    expect(turned.map(({ messages }) => messages[1]?.content).join('')).not.toMatch(/Rust|Falk/u);
    for (const { messages } of chat.requests) {
      expect(messages.map(({ content }) => content).join('').length).toBeLessThan(2_500);
    }
  });

  it('leaves out what it puts on the other side in both orders', async () => {
    const chat = new SortingChat((line, sides) =>
      /Berg/u.test(line) ? (sides[0] === 'Zephyr' ? 'A' : 'B') : faithful(line, sides),
    );
    const held = await debate({ chat });
    expect(voices(held).flat()).not.toContain('Anna Berg');
    expect(voices(held)[0]).toContain('Carl Dorn');
  });

  test.each([
    ['says two things', () => 'A'],
    [
      'always names one side',
      (_: string, [a]: readonly [string, string]) => (a === 'Zephyr' ? 'A' : 'B'),
    ],
    ['answers in turn', (line: string) => (/^[13]\./u.test(line) ? 'A' : 'B')],
  ] as const)('asks no further a model that %s, and keeps to the rules', async (_, sort) => {
    const chat = new SortingChat(sort as (line: string, sides: readonly [string, string]) => Side);
    const held = await debate({ chat });
    expect(chat.requests.filter(({ format }) => format !== undefined)).toHaveLength(2);
    expect(held).toMatchObject({ mode: 'passages', reason: null, model: null });
    expect(held.receipt?.debate?.sorting).toMatchObject({ moved: 0 });
    expect(held.sides).toEqual((await debate()).sides);
  });

  it('does not believe it where the words turn a side down', async () => {
    const chat = new SortingChat((line, sides) =>
      /Lang/u.test(line) ? (sides[0] === 'Zephyr' ? 'A' : 'B') : faithful(line, sides),
    );
    expect(voices(await debate({ chat }))[1]).not.toContain('Ulf Lang');
  });

  it('stopped, or failing in the middle, shows both lists as the rules sort them', async () => {
    const byRules = await debate();
    const stopping = new AbortController();
    const chat = new SortingChat(faithful);
    chat.before = (at) => {
      if (at === 1) stopping.abort(STOPPED);
    };
    const stopped = await debate({ chat, signal: stopping.signal });
    expect(stopped).toMatchObject({ mode: 'passages', reason: 'stopped' });
    expect(stopped.sides).toEqual(byRules.sides);
    const failing = new SortingChat(() => new AppError('model-timeout', 'slow'));
    expect(await debate({ chat: failing })).toMatchObject({
      mode: 'passages',
      reason: 'model-slow',
      sides: byRules.sides,
    });
  });

  it('keeps what was weighed when the time for it is up, or the rules alone', async () => {
    const clock = new ManualClock();
    const slow = (from: number): SortingChat => {
      const chat = new SortingChat(faithful);
      chat.before = (at) => {
        if (at === from) void clock.advance(SORTING_BUDGET_MS);
      };
      return chat;
    };
    const never = await debateOf(corpus.index, { chat: slow(0) }, clock);
    expect(never).toMatchObject({ mode: 'passages', reason: 'model-slow' });
    expect(clock.pending).toBe(0);
  });

  describe('a side is summed up', () => {
    const line = (user: string): string =>
      user.includes('speaks for Atlas')
        ? 'Atlas is reliable and made engines cheap [1].'
        : 'Zephyr is praised because it lasts for 30 years [1].';
    const summing = (sumsUp = line): SortingChat => {
      const chat = new SortingChat(faithful);
      chat.sumsUp = sumsUp;
      return chat;
    };

    it('by a sentence that stands on its own statements, the same when the sides are turned', async () => {
      const one = await debate({ chat: summing() });
      expect(one.sides[1].position).toBe('Zephyr is praised because it lasts for 30 years.');
      const other = await debate({ chat: summing(), sideA: 'Zephyr', sideB: 'Atlas' });
      expect(other.sides.map(({ position }) => position).reverse()).toEqual(
        one.sides.map(({ position }) => position),
      );
    });

    test.each([
      ['stands nowhere', 'Zephyr lasts for 90 years and was built in Rome [1].'],
      ['mixes two', 'Zephyr was the turning point for workshops and lasts for 30 years [2].'],
      ['praises the other side', 'Atlas is better than Zephyr, which lasts for 30 years [1].'],
      [
        'is a point itself',
        'Gero Hahn, head of Lumen, praised Zephyr because it lasts for 30 years. [1]',
      ],
      ['is in another language', 'Der Zephyr hält dreißig Jahre und ist deshalb sehr beliebt [1].'],
    ])('by its voices where the sentence %s', async (_, sentence) => {
      const held = await debate({ chat: summing(() => sentence) });
      expect(held.sides[1].position).toContain('these speak for Zephyr');
    });

    it('by its voices when the time for both is up', async () => {
      const clock = new ManualClock();
      const chat = summing((user) => {
        if (user.includes('speaks for Zephyr')) void clock.advance(SUMMING_BUDGET_MS);
        return line(user);
      });
      const held = await debateOf(corpus.index, { chat }, clock);
      expect(held.mode).toBe('generated');
      for (const { name, position } of held.sides) expect(position).toContain(`speak for ${name}`);
      expect(clock.pending).toBe(0);
    });

    it('in the language it is asked for, by a model that weighed nothing, too', async () => {
      const chat = new SortingChat(() => 'A');
      chat.sumsUp = () => 'Zephyr hält 30 Jahre und ist sparsam [1].';
      const held = await debate({ chat, language: 'de' });
      const system = chat.requests.at(-1)?.messages[0]?.content;
      expect(system).toContain('deutschen Satz');
      expect(held.mode).toBe('passages');
    });
  });

  it('ends with cancelled where nobody waits any more', async () => {
    const leaving = new AbortController();
    const chat = new SortingChat(faithful);
    chat.before = () => leaving.abort();
    const events = await debateEvents(corpus.index, { chat, signal: leaving.signal });
    expect(events.at(-1)).toMatchObject({ type: 'debate-error', error: { code: 'cancelled' } });
  });
});
