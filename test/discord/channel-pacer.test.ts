import { beforeEach, describe, expect, test } from 'vitest';
import { ChannelPacer, type Urgency } from '../../src/discord/channel-pacer.ts';
import { EDIT_SPACING_MS } from '../../src/discord/discord-limits.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { pass } from './surface-bench.ts';

let clock: ManualClock;
let pacer: ChannelPacer;
let sent: { name: string; at: number }[];

beforeEach(() => {
  clock = new ManualClock();
  pacer = new ChannelPacer(clock);
  sent = [];
});

function send(name: string, urgency: Urgency = 'update', channel = 'c'): Promise<void> {
  return pacer.run(channel, urgency, async () => {
    sent.push({ name, at: clock.elapsed() });
    return true;
  });
}

describe('one channel', () => {
  test('sends the first at once and the next ones spaced', async () => {
    void send('a');
    void send('b');
    void send('c');
    await pass(clock, 5_000);
    expect(sent).toEqual([
      { name: 'a', at: 0 },
      { name: 'b', at: EDIT_SPACING_MS },
      { name: 'c', at: 2 * EDIT_SPACING_MS },
    ]);
  });

  test('no window of 5 s holds more than 5', async () => {
    for (let n = 0; n < 40; n += 1) void send(`${n}`);
    await pass(clock, 100_000);
    const crowded = sent.map(({ at }) =>
      sent.filter((other) => other.at >= at && other.at < at + 5_000),
    );
    expect(Math.max(...crowded.map(({ length }) => length))).toBe(5);
    expect(sent).toHaveLength(40);
  });

  test('lets final and first edits pass waiting updates', async () => {
    void send('running');
    await clock.advance(0);
    for (const [name, urgency] of [
      ['u', 'update'],
      ['first', 'first'],
      ['final', 'final'],
    ] as const) {
      void send(name, urgency);
    }
    await pass(clock, 10_000);
    expect(sent.map(({ name }) => name)).toEqual(['running', 'final', 'first', 'u']);
  });

  test('does not wait after a job that had nothing to send', async () => {
    await pacer.run('c', 'update', async () => false);
    await send('a');
    expect(sent).toEqual([{ name: 'a', at: 0 }]);
  });

  test('doubles its spacing after a 429 and finds back', async () => {
    await send('a');
    pacer.slowDown('c', 3_000);
    for (let n = 0; n < 8; n += 1) void send(`${n}`);
    await pass(clock, 60_000);
    const gaps = sent.slice(1).map(({ at }, n) => at - (sent[n]?.at ?? 0));
    expect(gaps).toEqual([3_000, 2_400, 2_400, 2_400, 2_400, 1_200, 1_200, 1_200]);
  });
});

test('channels do not wait for each other', async () => {
  void send('a', 'update', 'one');
  void send('b', 'update', 'two');
  await clock.advance(0);
  expect(sent.map(({ at }) => at)).toEqual([0, 0]);
});

test('in a hurry nothing waits', async () => {
  void send('a');
  const rest = [send('b'), send('c')];
  pacer.hurry();
  await Promise.all(rest);
  expect(sent.map(({ at }) => at)).toEqual([0, 0, 0]);
  expect(clock.pending).toBe(0);
});
