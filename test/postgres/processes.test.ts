import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { cleanUpAfterTest } from '../clean-up.ts';
import { MANUAL_CLOCK_START_MS as NOW } from '../fakes/manual-clock.ts';
import { startPostgres, type PostgresServer } from '../fakes/postgres-server.ts';
import { pendingReplyOf } from '../fakes/stored.ts';
import { writeFiles } from '../indexing/temp-folder.ts';
import { postgresBench, type PostgresBench } from './postgres-bench.ts';

/** PGlite has one session for all connections: what sessions are for is seen on a real server alone. */
const HAS_SESSIONS = (process.env['CRIA_TEST_DATABASE_URL'] ?? '') !== '';
const TIMEOUT_MS = 60_000;

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, TIMEOUT_MS);
afterEach(() => server.clear());
afterAll(() => server.close());

async function startBench(): Promise<PostgresBench> {
  const bench = await postgresBench(server.url, { 'a.md': 'Ein llama.' });
  cleanUpAfterTest(() => bench.keeping.stores.close());
  return bench;
}

describe.skipIf(!HAS_SESSIONS)('two processes', () => {
  test(
    'one builds a space at a time; another space goes on meanwhile',
    async () => {
      const [one, other] = [await startBench(), await startBench()];
      await one.store.build({
        async accept() {
          const busy = { code: 'index-busy', isRetryable: true };
          await expect(other.store.build({})).rejects.toMatchObject(busy);
          await other.storeOf('111111111111111111', other.knowledgeDir).build({});
          return true;
        },
      });
      expect((await other.store.build({})).outcome).toBe('current');
    },
    TIMEOUT_MS,
  );

  test(
    'hear of what another one has a space serve, and not of their own',
    async () => {
      const [one, other] = [await startBench(), await startBench()];
      const heard = { one: [] as (string | null)[], other: [] as (string | null)[] };
      const listening = new AbortController();
      let told = (): void => undefined;
      const watching = [
        one.keeping.watch(async (guildId) => void heard.one.push(guildId), listening.signal),
        other.keeping.watch(async (guildId) => {
          heard.other.push(guildId);
          told();
        }, listening.signal),
      ];
      await untilListening(one, 2);
      for (const guildId of [null, '111111111111111111'] as const) {
        const hears = new Promise<void>((resolve) => (told = resolve));
        const store = guildId === null ? one.store : one.storeOf(guildId, one.knowledgeDir);
        await store.build({});
        await hears;
      }
      expect(heard).toEqual({ one: [], other: [null, '111111111111111111'] });
      expect((await other.store.openCurrent())?.describe().articles).toBe(1);
      listening.abort();
      await Promise.all(watching);
    },
    TIMEOUT_MS,
  );

  test(
    'one serves a shard at a time; the next may when it has gone',
    async () => {
      const [one, other] = [await startBench(), await startBench()];
      const serving = await one.keeping.takeServing([0, 1]);
      expect(serving).not.toBeNull();
      expect(await other.keeping.takeServing([1])).toBeNull();
      const beside = await other.keeping.takeServing([2]);
      expect(beside).not.toBeNull();
      await serving?.release();
      const next = await other.keeping.takeServing([1]);
      expect(next).not.toBeNull();
      await Promise.all([next?.release(), beside?.release()]);
    },
    TIMEOUT_MS,
  );

  test(
    'a reply under way is left to its process while that lives',
    async () => {
      const [one, other] = [await startBench(), await startBench()];
      const { pendingReplies } = one.keeping.stores;
      await pendingReplies.begin(pendingReplyOf());
      const seen = async (): Promise<number> =>
        (await other.keeping.stores.pendingReplies.list(NOW)).length;
      expect(await pendingReplies.list(NOW)).toHaveLength(1);
      expect(await seen()).toBe(0);
      await one.keeping.stores.close();
      expect(await seen()).toBe(1);
    },
    TIMEOUT_MS,
  );

  test(
    'take turns at what is done once',
    async () => {
      const [one, other] = [await startBench(), await startBench()];
      const running: string[] = [];
      const work = (name: string) => async (): Promise<void> => {
        running.push(`${name} begins`);
        await one.keeping.stores.settings.get('guild-1');
        running.push(`${name} ends`);
      };
      await Promise.all([
        one.keeping.exclusively('commands', work('one')),
        other.keeping.exclusively('commands', work('other')),
      ]);
      const [first, second] = running[0] === 'one begins' ? ['one', 'other'] : ['other', 'one'];
      expect(running).toEqual([
        ...[`${first} begins`, `${first} ends`],
        ...[`${second} begins`, `${second} ends`],
      ]);
    },
    TIMEOUT_MS,
  );

  test(
    'outlive a database that drops every connection, and look for what they missed',
    async () => {
      const bench = await startBench();
      const { stores, database } = bench.keeping;
      await stores.settings.get('guild-1');
      const listening = new AbortController();
      const missed = new Promise<string | null>((resolve) => {
        void bench.keeping.watch(async (guildId) => resolve(guildId), listening.signal);
      });
      await untilListening(bench, 1);
      const client = await database.reserve();
      client.on('error', () => undefined);
      await client
        .query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid()`,
        )
        .finally(() => client.release(true));
      await bench.clock.whenSleeping(1);
      await vi.waitFor(async () => {
        await bench.clock.advance(5_000);
        expect(await Promise.race([missed, Promise.resolve('not yet')])).toBeNull();
      });
      expect(await stores.settings.get('guild-1')).toMatchObject({ visibility: 'public' });
      listening.abort();
    },
    TIMEOUT_MS,
  );

  test(
    'limits hold over all of them',
    async () => {
      const all = await Promise.all([startBench(), startBench(), startBench()]);
      const key = { userId: 'user-1', guildId: 'guild-1', day: '2025-06-02' };
      const limits = { perUser: 7, perGuild: null };
      const takes = Array.from({ length: 30 }, (_, n) =>
        all[n % 3]!.keeping.stores.usage.take(key, limits),
      );
      const outcomes = await Promise.all(takes);
      expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(7);
      expect((await all[0].keeping.stores.usage.counts(key)).user).toBe(7);
    },
    TIMEOUT_MS,
  );

  test(
    'so do cool-downs',
    async () => {
      const all = await Promise.all([startBench(), startBench(), startBench()]);
      const question = { userId: 'user-1', nowMs: NOW, intervalMs: 3_000, burst: 3 };
      const waits = await Promise.all(
        Array.from({ length: 12 }, (_, n) => all[n % 3]!.keeping.stores.coolDowns.take(question)),
      );
      expect(waits.filter((waitMs) => waitMs === 0)).toHaveLength(3);
    },
    TIMEOUT_MS,
  );
});

test(
  'a rebuilt article is served by a process that opens it anew',
  async () => {
    const [one, other] = [await startBench(), await startBench()];
    await one.store.build({});
    const before = await other.store.openCurrent();
    await writeFiles(one.knowledgeDir, { 'b.md': 'Ein zweites llama.' });
    await one.store.build({});
    const after = await other.store.openCurrent();
    expect([before, after].map((index) => index?.describe().articles)).toEqual([1, 2]);
    // What was opened before is still what it was.
    expect((await before!.search({ text: 'llama', limit: 9 })).candidates).toHaveLength(1);
  },
  TIMEOUT_MS,
);

/** Listening has no other sign. */
async function untilListening({ keeping }: PostgresBench, count: number): Promise<void> {
  for (;;) {
    const listening = await keeping.database.runAsOwner((sql) =>
      sql.rows("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'LISTEN %'"),
    );
    if (listening.length >= count) return;
  }
}
