import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { Debate, DebateTask } from '../../../src/domain/debate.ts';
import { AppError } from '../../../src/domain/errors.ts';
import { STOPPED } from '../../../src/domain/ports.ts';
import { SORTING_BUDGET_MS } from '../../../src/answering/debate/sort.ts';
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

  it('asks about every statement twice, in either order, in short prompts', async () => {
    const chat = new SortingChat(faithful);
    await debate({ chat });
    const [first, second] = chat.requests.map(({ messages }) => messages);
    expect(first?.[0]?.content).toContain('Atlas or Zephyr?');
    expect(second?.[0]?.content).toContain('Zephyr or Atlas?');
    expect(second?.[1]).toEqual(first?.[1]);
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

  it('does not believe it where it says two things, or what the words turn down', async () => {
    const torn = await debate({ chat: new SortingChat(() => 'A') });
    expect(voices(torn)).toEqual(voices(await debate()));
    const moved = await debate({
      chat: new SortingChat((_, [a]) => (a === 'Zephyr' ? 'A' : 'B')),
    });
    expect(voices(moved)[1]).toEqual(['Eva Falk', 'Gero Hahn', 'Otto Rust']);
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

  it('ends with cancelled where nobody waits any more', async () => {
    const leaving = new AbortController();
    const chat = new SortingChat(faithful);
    chat.before = () => leaving.abort();
    const events = await debateEvents(corpus.index, { chat, signal: leaving.signal });
    expect(events.at(-1)).toMatchObject({ type: 'debate-error', error: { code: 'cancelled' } });
  });
});
