import { beforeEach, describe, expect, test } from 'vitest';
import { createPrivacy, PRUNE_INTERVAL_MS } from '../../../src/application/members/privacy.ts';
import { AppError } from '../../../src/domain/errors.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { MemoryStores } from '../../fakes/memory-stores.ts';
import { storedAnswerOf } from '../../fakes/stored.ts';
import { RecordingLogger } from '../../model/recording-logger.ts';

const DAY_MS = 86_400_000;
let clock: ManualClock;
let stores: MemoryStores;
let logger: RecordingLogger;
const leftServers = { sweep: (): Promise<void> => Promise.resolve() };
const shelf = { anonymise: (): Promise<number> => Promise.resolve(0) };

beforeEach(() => {
  clock = new ManualClock();
  stores = new MemoryStores();
  logger = new RecordingLogger();
});

test('keeps answers for the configured days, to the millisecond', async () => {
  const privacy = createPrivacy({ shelf, leftServers, stores, clock, logger, retentionDays: 7 });
  await stores.answers.save(storedAnswerOf());
  await clock.advance(7 * DAY_MS);
  expect((await privacy.prune()).answers).toBe(0);
  await clock.advance(1);
  expect((await privacy.prune()).answers).toBe(1);
});

test('says what is stored, for how long, and what can be forgotten', () => {
  const facts = createPrivacy({ shelf, leftServers, stores, clock, logger }).describe();
  expect(facts).toContainEqual({ kind: 'answers', kept: 30, isForgettable: true });
  expect(facts).toContainEqual({ kind: 'daily-counts', kept: 'day', isForgettable: false });
  expect(new Set(facts.map(({ kind }) => kind)).size).toBe(facts.length);
});

test('forgets a user and logs no id', async () => {
  const userId = '987654321098765432';
  await stores.answers.save(storedAnswerOf({ userId }));
  const deleted = await createPrivacy({ shelf, leftServers, stores, clock, logger }).forget(userId);
  expect(deleted.answers).toBe(1);
  expect(await stores.answers.get('answer-1')).toBeNull();
  expect(JSON.stringify(logger.lines)).not.toContain(userId);
});

describe('keepPruned', () => {
  test('prunes at once and every interval until it is aborted', async () => {
    const times: number[] = [];
    const swept: number[] = [];
    const prune: MemoryStores['prune'] = (limits) => {
      times.push(limits.nowMs - clock.now() + clock.elapsed());
      return stores.prune(limits);
    };
    const privacy = createPrivacy({
      shelf,
      leftServers: { sweep: async () => void swept.push(clock.elapsed()) },
      stores: { prune, eraseUser: (userId) => stores.eraseUser(userId) },
      clock,
      logger,
    });
    const stop = new AbortController();
    const running = privacy.keepPruned(stop.signal);
    await clock.whenSleeping();
    await clock.advance(2 * PRUNE_INTERVAL_MS);
    stop.abort(new Error('bye'));
    await running;
    expect(times).toEqual([0, PRUNE_INTERVAL_MS, 2 * PRUNE_INTERVAL_MS]);
    expect(swept).toEqual(times);
    expect(clock.pending).toBe(0);
    expect(logger.lines).toEqual([]); // nothing was old, nothing is said
  });

  test('goes on after a fault, and says so', async () => {
    let calls = 0;
    const prune: MemoryStores['prune'] = (limits) => {
      calls += 1;
      return calls === 1 ? Promise.reject(new AppError('disk-full', 'full')) : stores.prune(limits);
    };
    await stores.answers.save(storedAnswerOf({ createdAtMs: 0 }));
    const privacy = createPrivacy({
      shelf,
      leftServers,
      stores: { prune, eraseUser: (userId) => stores.eraseUser(userId) },
      clock,
      logger,
    });
    const stop = new AbortController();
    const running = privacy.keepPruned(stop.signal);
    await clock.whenSleeping();
    await clock.advance(PRUNE_INTERVAL_MS);
    stop.abort(new Error('bye'));
    await running;
    expect(logger.warnings).toMatchObject([{ fields: { code: 'disk-full' } }]);
    expect(await stores.answers.get('answer-1')).toBeNull();
  });
});
