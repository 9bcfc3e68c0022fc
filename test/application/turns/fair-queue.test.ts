import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  createFairQueue,
  MAX_QUEUED,
  MAX_QUEUED_PER_GUILD,
  MAX_QUEUED_PER_USER,
  type FairQueue,
  type FairQueueOptions,
  type QueueEntrant,
  type QueueTicket,
  type Slot,
} from '../../../src/application/turns/fair-queue.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

let clock: ManualClock;
let queue: FairQueue;

function makeQueue(options: Partial<FairQueueOptions> = {}): void {
  clock = new ManualClock();
  queue = createFairQueue({ clock, ...options });
}
beforeEach(() => makeQueue());

function enter(userId: string, guildId: string | null = 'A', signal?: AbortSignal): QueueTicket {
  const entry = tryEnter({ userId, guildId, ...(signal === undefined ? {} : { signal }) });
  if (entry.kind === 'refused') throw new Error(`refused: ${entry.reason}`);
  return entry;
}
const tryEnter = (entrant: QueueEntrant) => queue.enter(entrant);
const settle = (): Promise<void> => clock.advance(0);

/** Serves one after the other and returns the labels in the order they had their turns. */
async function serveAll(tickets: ReadonlyMap<string, QueueTicket>): Promise<string[]> {
  const served: string[] = [];
  for (const [label, ticket] of tickets) {
    void ticket.turn.then((slot) => {
      served.push(label);
      slot.release();
    });
  }
  await settle();
  return served;
}

describe('a free queue', () => {
  test('gives the turn at once', async () => {
    const ticket = enter('u');
    expect(ticket.position()).toBe(0);
    const slot = await ticket.turn;
    expect(queue.load()).toEqual({ waiting: 0, running: 1 });
    slot.release();
    expect(queue.load()).toEqual({ waiting: 0, running: 0 });
  });

  test('gives as many turns at once as it may', () => {
    makeQueue({ concurrency: 3 });
    const positions = ['a', 'b', 'c', 'd', 'e'].map((user) => enter(user).position());
    expect(positions).toEqual([0, 0, 0, 1, 2]);
  });

  test('gives one turn for one release, however often it is called', async () => {
    const slot = await enter('a').turn;
    const [second, third] = [enter('b'), enter('c')];
    slot.release();
    slot.release();
    expect([second.position(), third.position()]).toEqual([0, 1]);
  });
});

describe('order', () => {
  test('alternates between servers, and between the users of one', async () => {
    const slot = await enter('first').turn;
    const tickets = new Map<string, QueueTicket>();
    const who = ['A:a', 'A:a', 'A:b', 'A:c', 'B:x', 'B:x', 'C:z'];
    for (const [at, label] of who.entries()) {
      const [guild, user] = label.split(':') as [string, string];
      tickets.set(`${label}#${at}`, enter(user, guild));
    }
    const positions = [...tickets].map(([label, ticket]) => [ticket.position(), label] as const);
    const predicted = positions.sort(([one], [other]) => one - other).map(([, label]) => label);
    const served = serveAll(tickets);
    slot.release();
    expect(await served).toEqual(['A:a#0', 'B:x#4', 'C:z#6', 'A:b#2', 'B:x#5', 'A:c#3', 'A:a#1']);
    expect(await served).toEqual(predicted);
  });

  test('treats all direct messages together as one server', async () => {
    const slot = await enter('first').turn;
    const tickets = new Map([
      ['dm1', enter('a', null)],
      ['dm2', enter('b', null)],
      ['server', enter('c', 'A')],
    ]);
    const served = serveAll(tickets);
    slot.release();
    expect(await served).toEqual(['dm1', 'server', 'dm2']);
  });
});

describe('bounds', () => {
  test('refuse a third question of a user, wherever it is asked', async () => {
    await enter('first').turn;
    for (let at = 0; at < MAX_QUEUED_PER_USER; at++) enter('u', `guild-${at}`);
    expect(tryEnter({ userId: 'u', guildId: 'other' })).toEqual({
      kind: 'refused',
      reason: 'user-queue-full',
    });
    expect(tryEnter({ userId: 'v', guildId: 'other' }).kind).toBe('waiting');
  });

  test('refuse a server that fills its share, and leave room to the others', async () => {
    await enter('first').turn;
    for (let at = 0; at < MAX_QUEUED_PER_GUILD; at++) enter(`u${at}`, 'A');
    expect(tryEnter({ userId: 'late', guildId: 'A' })).toEqual({
      kind: 'refused',
      reason: 'guild-queue-full',
    });
    expect(enter('late', 'B').position()).toBe(2);
  });

  test('refuse everybody when all places are taken, until one is free', async () => {
    const slot = await enter('first').turn;
    for (let at = 0; at < MAX_QUEUED; at++) enter(`u${at}`, `guild-${at % 3}`);
    expect(tryEnter({ userId: 'late', guildId: 'B' })).toEqual({
      kind: 'refused',
      reason: 'queue-full',
    });
    slot.release();
    expect(tryEnter({ userId: 'late', guildId: 'B' }).kind).toBe('waiting');
  });
});

describe('leaving', () => {
  test('moves the others up and tells them', async () => {
    await enter('first').turn;
    const leave = new AbortController();
    const [gone, next, last] = [enter('a', 'A', leave.signal), enter('b'), enter('c')];
    const moves: string[] = [];
    gone.onMove((position) => moves.push(`gone ${position}`));
    next.onMove((position) => moves.push(`next ${position}`));
    last.onMove((position) => moves.push(`last ${position}`));
    leave.abort();
    await expect(gone.turn).rejects.toMatchObject({ code: 'cancelled' });
    expect(moves).toEqual(['gone 0', 'next 1', 'last 2']);
    expect(queue.load()).toEqual({ waiting: 2, running: 1 });
  });

  test('does nothing once the turn has come', async () => {
    const leave = new AbortController();
    const ticket = enter('a', 'A', leave.signal);
    leave.abort();
    const slot = await ticket.turn;
    expect(queue.load().running).toBe(1);
    slot.release();
  });

  test('before coming takes no place', async () => {
    const ticket = enter('a', 'A', AbortSignal.abort());
    await expect(ticket.turn).rejects.toMatchObject({ code: 'cancelled' });
    expect(queue.load()).toEqual({ waiting: 0, running: 0 });
  });

  test('leaves no listener on the signal, whichever way it ends', async () => {
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<AbortSignal['addEventListener']>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<AbortSignal['removeEventListener']>) => {
      listeners -= 1;
      remove(...args);
    };
    const slot = await enter('a', 'A', signal).turn;
    enter('b', 'A', signal);
    expect(listeners).toBe(1);
    slot.release();
    await settle();
    expect(listeners).toBe(0);
  });

  test('from inside a callback keeps every position right', async () => {
    await enter('first').turn;
    const [one, two] = [new AbortController(), new AbortController()];
    enter('a', 'A', one.signal);
    const second = enter('b', 'A', two.signal);
    const third = enter('c');
    const seen: number[] = [];
    second.onMove(() => {
      two.abort();
    });
    third.onMove((position) => seen.push(position));
    one.abort();
    expect([second.position(), third.position()]).toEqual([0, 1]);
    expect(seen).toEqual([1]);
  });

  test('a callback that throws disturbs nobody and is not called again', async () => {
    const slot = await enter('first').turn;
    let calls = 0;
    const next = enter('a');
    const last = enter('b');
    last.onMove(() => {
      calls += 1;
      throw new Error('broken');
    });
    slot.release();
    (await next.turn).release();
    expect(calls).toBe(1);
    (await last.turn).release();
    expect(queue.load().running).toBe(0);
  });

  test('is forced on everybody who waits when the queue closes', async () => {
    const slot = await enter('first').turn;
    const ticket = enter('a');
    queue.close();
    await expect(ticket.turn).rejects.toMatchObject({ code: 'cancelled' });
    await expect(enter('b').turn).rejects.toMatchObject({ code: 'cancelled' });
    slot.release();
    expect(queue.load()).toEqual({ waiting: 0, running: 0 });
  });
});

describe('the estimate', () => {
  const answer = async (ms: number, tokens: number, tokensPerSecond: number): Promise<void> => {
    const slot = await enter('measured').turn;
    await clock.advance(ms);
    slot.release({ answerTokens: tokens, tokensPerSecond });
  };

  test('is unknown before the first measurement', async () => {
    expect(queue.estimateMs(1)).toBeNull();
    (await enter('a').turn).release(); // a bare release measures nothing
    expect(queue.estimateMs(1)).toBeNull();
    expect(queue.tokensPerSecond()).toBeNull();
  });

  test('counts what the running answer still needs and those before', async () => {
    await answer(12_000, 100, 10);
    expect(queue.tokensPerSecond()).toBe(10);
    await enter('running').turn;
    await clock.advance(5_000);
    expect(queue.estimateMs(1)).toBe(7_000);
    expect(queue.estimateMs(2)).toBe(19_000);
    await clock.advance(60_000); // longer than any before: it is not about to end
    expect(queue.estimateMs(1)).toBe(1_200);
    expect(queue.estimateMs(0)).toBe(0);
  });

  test('is on the safe side where answers take unlike long', async () => {
    for (const seconds of [10, 30, 10, 30, 10, 30]) await answer(seconds * 1_000, 100, 10);
    await enter('running').turn;
    expect(queue.estimateMs(1)).toBeGreaterThan(28_000);
  });

  test('follows the speed of the model', async () => {
    await answer(10_000, 100, 10);
    await answer(50_000, 100, 2); // five times slower
    const seconds = queue.estimateMs(2)! / 1_000;
    expect(seconds).toBeGreaterThan(12);
    expect(seconds).toBeLessThan(50);
  });

  test('shares the wait between slots', async () => {
    makeQueue({ concurrency: 2 });
    await answer(10_000, 100, 10);
    await enter('a').turn;
    await clock.advance(4_000);
    await enter('b').turn;
    expect([1, 2, 3, 4].map((position) => queue.estimateMs(position))).toEqual([
      6_000, 10_000, 16_000, 20_000,
    ]);
  });
});

type Step =
  | { readonly kind: 'enter'; readonly guild: string; readonly user: string }
  | { readonly kind: 'release' }
  | { readonly kind: 'abort'; readonly pick: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('enter' as const),
        // A floods: most entries are its own
        guild: fc.constantFrom('A', 'A', 'A', 'A', 'B', 'C'),
        user: fc.constantFrom('1', '2', '3', '4', '5', '6'),
      }),
    },
    { weight: 3, arbitrary: fc.constant({ kind: 'release' as const }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('abort' as const), pick: fc.nat(99) }) },
  ),
  { minLength: 1, maxLength: 120 },
);

interface Run {
  readonly guild: string;
  readonly user: string;
  readonly ticket: QueueTicket;
  readonly leave: AbortController;
  state: 'waiting' | 'running' | 'gone';
  slot: Slot | null;
  /** Turns others had since this one came, by server and by user of the own server. */
  readonly passed: Map<string, number>;
}

/** Collected, because a failed expectation inside a promise handler would fail no test. */
const unfair: string[] = [];

describe('for any order of events', () => {
  test('nobody starves, nobody is lost, and positions are 1..n', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 3 }), async (all, concurrency) => {
        makeQueue({ concurrency });
        unfair.length = 0;
        const runs: Run[] = [];
        for (const step of all) {
          await play(step, runs);
          await settle();
          const waiting = runs.filter(({ state }) => state === 'waiting');
          const positions = waiting.map(({ ticket }) => ticket.position()).sort((a, b) => a - b);
          expect(positions).toEqual(waiting.map((_, at) => at + 1));
          const running = runs.filter(({ state }) => state === 'running');
          expect(running.length).toBeLessThanOrEqual(concurrency);
          if (waiting.length > 0) expect(running).toHaveLength(concurrency);
        }
        // drain: everybody who waits gets a turn
        for (let left = runs.length; left > 0; left--) {
          runs.find(({ state }) => state === 'running')?.slot?.release();
          const done = runs.find(({ state }) => state === 'running');
          if (done !== undefined) done.state = 'gone';
          await settle();
        }
        expect(runs.filter(({ state }) => state !== 'gone')).toEqual([]);
        expect(unfair).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

async function play(step: Step, runs: Run[]): Promise<void> {
  if (step.kind === 'release') {
    const run = runs.find(({ state }) => state === 'running');
    if (run === undefined) return;
    run.state = 'gone';
    run.slot!.release();
    return;
  }
  if (step.kind === 'abort') {
    const waiting = runs.filter(({ state }) => state === 'waiting');
    const run = waiting[step.pick % Math.max(1, waiting.length)];
    run?.leave.abort();
    return;
  }
  const { guild, user } = step;
  const leave = new AbortController();
  const entry = queue.enter({ userId: guild + user, guildId: guild, signal: leave.signal });
  if (entry.kind === 'refused') {
    expect(entry.reason).toBe('user-queue-full');
    return;
  }
  const passed = new Map<string, number>();
  const run: Run = { guild, user, ticket: entry, leave, state: 'waiting', slot: null, passed };
  runs.push(run);
  entry.turn.then(
    (slot) => {
      run.slot = slot;
      run.state = 'running';
      checkFairness(run, runs);
    },
    () => {
      run.state = 'gone';
    },
  );
}

/** While a server waits, each other server gets one turn at most; so do the users inside one. */
function checkFairness(served: Run, runs: readonly Run[]): void {
  for (const run of runs) {
    if (run.state !== 'waiting') continue;
    if (run.guild !== served.guild) count(run, `server ${served.guild}`);
    else if (run.user !== served.user) count(run, `user ${served.user}`);
  }
  // The served server's and user's own wait begins anew.
  for (const run of runs) {
    if (run.state !== 'waiting' || run.guild !== served.guild) continue;
    for (const key of [...run.passed.keys()]) if (key.startsWith('server')) run.passed.delete(key);
    if (run.user !== served.user) continue;
    for (const key of [...run.passed.keys()]) if (key.startsWith('user')) run.passed.delete(key);
  }
}

function count(run: Run, key: string): void {
  const turns = (run.passed.get(key) ?? 0) + 1;
  run.passed.set(key, turns);
  if (turns > 1) unfair.push(`${turns} turns for ${key} while ${run.guild}${run.user} waits`);
}
