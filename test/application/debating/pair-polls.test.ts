import { beforeEach, describe, expect, test } from 'vitest';
import type { CommandCall, PollReading } from '../../../src/application/command.ts';
import {
  createPairPolls,
  type PairPolls,
  type PairVotes,
} from '../../../src/application/debating/pair-polls.ts';
import { POLL_HOURS } from '../../../src/application/views/debate-poll.ts';
import { AppError } from '../../../src/domain/errors.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { MemoryStores } from '../../fakes/memory-stores.ts';
import { RecordingLogger } from '../../model/recording-logger.ts';

const WEEK_MS = POLL_HOURS * 3_600_000;
const PAIR = { topic: 't', names: ['Zephyr', 'Atlas'] as const };
const TURNED = { topic: 'T', names: ['atlas', 'zephyr'] as const };

let clock: ManualClock;
let stores: MemoryStores;
let logger: RecordingLogger;
let polls: PairPolls;
let reading: PollReading | 'gone' | 'unknown';
beforeEach(() => {
  clock = new ManualClock();
  stores = new MemoryStores();
  logger = new RecordingLogger();
  polls = createPairPolls({ votes: stores.votes, polls: stores.polls, clock, logger });
  reading = 'unknown';
});

function callIn(channelId = 'c', mayOpen = true): CommandCall {
  const there = {
    ...{ mayOpen, link: (id: string) => `link:${id}`, read: async () => reading },
  };
  return {
    guildId: 'g',
    caller: { kind: 'member', id: 'u', roleIds: [], isModerator: false },
    place: { channelId, parentChannelId: null, startedFrom: async () => null, polls: there },
  } as Partial<CommandCall> as CommandCall;
}

/** What a debate is shown with; it opens the poll of that message. */
async function shown(
  pair: typeof PAIR | typeof TURNED,
  {
    opens = null,
    call = callIn(),
    isPrivate = false,
  }: {
    opens?: string | null;
    call?: CommandCall;
    isPrivate?: boolean;
  } = {},
): Promise<PairVotes> {
  const seen: PairVotes[] = [];
  await polls.showPoll(pair, { call, isPrivate }, async (votes) => {
    seen.push(votes);
    return opens;
  });
  return seen[0]!;
}

describe('a poll on a pair', () => {
  test('may be opened in public only, and lists the sides in one order', async () => {
    const { standing } = await shown(PAIR);
    expect(standing).toEqual({
      open: null,
      last: null,
      mayOpen: true,
      answers: ['Atlas', 'Zephyr'],
    });
    expect((await shown(PAIR, { isPrivate: true })).standing.mayOpen).toBe(false);
    expect((await shown(PAIR, { call: callIn('c', false) })).standing.mayOpen).toBe(false);
    const place = { ...callIn().place!, polls: undefined } as unknown as CommandCall['place'];
    expect((await shown(PAIR, { call: { ...callIn(), place } })).standing.mayOpen).toBe(false);
  });

  test('is found by the pair turned round, until it ends, where Discord does not tell', async () => {
    await shown(PAIR, { opens: 'm' });
    await clock.advance(WEEK_MS - 1);
    expect((await shown(TURNED)).standing.open).toBe('link:m');
    expect((await shown(PAIR, { call: callIn('other') })).standing.open).toBeNull();
    await clock.advance(1);
    expect((await shown(TURNED)).standing).toMatchObject({ open: null, last: null });
  });

  test('ends with its votes on the right sides, which are kept once they are final', async () => {
    await shown(PAIR, { opens: 'm' });
    reading = { endsAtMs: clock.now(), isCounted: false, votes: [4, 1] };
    expect((await shown(PAIR)).standing).toMatchObject({ open: null, last: { votes: [1, 4] } });
    reading = { endsAtMs: clock.now(), isCounted: true, votes: [5, 1] };
    expect((await shown(TURNED)).standing.last?.votes).toEqual([5, 1]);
    reading = 'gone';
    expect((await shown(PAIR)).standing.last?.votes).toEqual([1, 5]);
  });

  test('takes the result it is told of', async () => {
    await shown(PAIR, { opens: 'm' });
    await polls.pollEnded({ guildId: 'g', messageId: 'm' }, [2]);
    expect((await shown(PAIR)).standing).toMatchObject({ open: null, last: { votes: [0, 2] } });
  });

  test('is forgotten when its message is gone', async () => {
    await shown(PAIR, { opens: 'm' });
    reading = 'gone';
    expect((await shown(PAIR)).standing.open).toBeNull();
    reading = 'unknown';
    expect((await shown(PAIR)).standing.open).toBeNull();
  });

  test('is waited for by a debate beside it, which does not open another one', async () => {
    const order: string[] = [];
    let open: (messageId: string) => void = () => undefined;
    const first = new Promise<string>((resolve) => {
      open = resolve;
    });
    const one = polls.showPoll(PAIR, { call: callIn(), isPrivate: false }, () => first);
    const two = polls.showPoll(TURNED, { call: callIn(), isPrivate: false }, async (votes) => {
      order.push(String(votes.standing.open));
      return null;
    });
    const elsewhere = await shown(PAIR, { call: callIn('other') });
    expect([order, elsewhere.standing.open]).toEqual([[], null]);
    open('m');
    await Promise.all([one, two]);
    expect(order).toEqual(['link:m']);
  });

  test('a debate that fails holds up no other one', async () => {
    const fails = polls.showPoll(PAIR, { call: callIn(), isPrivate: false }, () =>
      Promise.reject(new AppError('internal', 'no')),
    );
    const next = shown(PAIR);
    await expect(fails).rejects.toThrow('no');
    expect((await next).standing.mayOpen).toBe(true);
  });

  test('that cannot be noted is logged, as the debate is shown already', async () => {
    stores.polls.put = () => Promise.reject(new AppError('disk-full', 'full'));
    await shown(PAIR, { opens: 'm' });
    expect(logger.lines).toMatchObject([{ level: 'error', fields: { code: 'disk-full' } }]);
  });
});
