import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from 'vitest';
import { ROW_TABLES, type RowStore } from '../../src/domain/row-store.ts';
import { utcDay, type Stores } from '../../src/domain/stores.ts';
import { compareRows, copyRows } from '../../src/entry/copy-rows.ts';
import { PostgresDatabase } from '../../src/postgres/database.ts';
import { postgresRows } from '../../src/postgres/postgres-rows.ts';
import { createPostgresStores } from '../../src/postgres/postgres-stores.ts';
import { sqliteRows } from '../../src/storage/sqlite-rows.ts';
import { createSqliteStores } from '../../src/storage/sqlite-stores.ts';
import { MANUAL_CLOCK_START_MS as NOW, ManualClock } from '../fakes/manual-clock.ts';
import { startPostgres, type PostgresServer } from '../fakes/postgres-server.ts';
import { pendingReplyOf, storedAnswerOf, storedTurnOf } from '../fakes/stored.ts';
import { tempFolder } from '../indexing/temp-folder.ts';

const TIMEOUT_MS = 60_000;
const signal = new AbortController().signal;
const options = { prune: false, signal, onProgress: () => undefined };

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, TIMEOUT_MS);
afterAll(() => server.close());

interface Side {
  readonly stores: Stores;
  readonly rows: RowStore;
}

let sqlite: Side;
let postgres: Side;
beforeEach(async () => {
  const at = { dataDir: await tempFolder(), clock: new ManualClock() };
  sqlite = { stores: createSqliteStores(at), rows: sqliteRows(at) };
  postgres = {
    stores: createPostgresStores(new PostgresDatabase(server.url)),
    rows: postgresRows(new PostgresDatabase(server.url)),
  };
});
afterEach(async () => {
  for (const { stores, rows } of [sqlite, postgres]) {
    await stores.close();
    await rows.close();
  }
  await server.clear();
});

const KEY = { userId: 'user-1', guildId: 'guild-1', day: utcDay(NOW) };

/** Some of everything. */
async function fill({ answers, feedback, conversations, ...stores }: Stores): Promise<void> {
  await answers.save(storedAnswerOf({ id: 'z-parent', guildId: null }));
  await answers.save(
    storedAnswerOf({ id: 'a-child', parentId: 'z-parent', createdAtMs: NOW + 1, isPrivate: true }),
  );
  const vote = { answerId: 'a-child', userId: 'user-2', vote: 'down' } as const;
  await feedback.put({ ...vote, reason: "it's 'wrong'", createdAtMs: NOW });
  for (const answerId of ['b', 'a']) {
    await conversations.append('thread', storedTurnOf({ answerId }));
  }
  await stores.settings.update('guild-1', (old) => ({
    ...old,
    allowedChannels: ['1', '2'],
    dailyLimitPerUser: 3,
  }));
  await stores.usage.take(KEY, { perUser: null, perGuild: null });
  await stores.pendingReplies.begin(pendingReplyOf());
  await stores.votes.put({
    guildId: null,
    topicId: 't',
    userId: 'u',
    choice: 'pro',
    votedAtMs: NOW,
  });
  const poll = { guildId: 'guild-1', channelId: 'c', topicId: 't', messageId: 'm', endsAtMs: NOW };
  await stores.polls.put({ ...poll, result: null });
  await stores.polls.put({ ...poll, topicId: 'u', result: [2, 1] });
  await stores.leftServers.note('guild-9', NOW);
}

const differing = async (from: Side, to: Side): Promise<readonly string[]> =>
  (await compareRows(from.rows, to.rows, signal))
    .filter(({ missing, different, extra }) => missing + different + extra > 0)
    .map(({ table }) => table);

describe.each([
  ['SQLite to PostgreSQL', () => [sqlite, postgres] as const],
  ['PostgreSQL to SQLite', () => [postgres, sqlite] as const],
])('%s', (_name, sides) => {
  test(
    'everything arrives as it was, and goes on there',
    async () => {
      const [from, to] = sides();
      await fill(from.stores);
      const copied = await copyRows(from.rows, to.rows, options);
      expect(copied.map(({ table, rows }) => [table, rows > 0])).toEqual(
        ROW_TABLES.map(({ name }) => [name, true]),
      );
      expect(await differing(from, to)).toEqual([]);
      const { stores } = to;
      for (const id of ['z-parent', 'a-child']) {
        expect(await stores.answers.get(id)).toEqual(await from.stores.answers.get(id));
      }
      expect(await stores.settings.get('guild-1')).toEqual(
        await from.stores.settings.get('guild-1'),
      );
      expect(await stores.usage.counts(KEY)).toEqual({ user: 1, guild: 1 });
      expect(await stores.pendingReplies.list(NOW)).toEqual([pendingReplyOf()]);
      await stores.conversations.append('thread', storedTurnOf({ answerId: 'c' }));
      const turns = await stores.conversations.read('thread');
      expect(turns.map(({ answerId }) => answerId)).toEqual(['b', 'a', 'c']);
    },
    TIMEOUT_MS,
  );

  test(
    'what is there already is not written again; what was changed or erased meanwhile follows',
    async () => {
      const [from, to] = sides();
      await fill(from.stores);
      await copyRows(from.rows, to.rows, options);
      const written = (all: Awaited<ReturnType<typeof copyRows>>): number =>
        all.reduce((sum, table) => sum + table.written, 0);
      expect(written(await copyRows(from.rows, to.rows, options))).toBe(0);
      await from.stores.settings.update('guild-1', (old) => ({ ...old, visibility: 'private' }));
      await from.stores.eraseUser('user-2');
      const again = await copyRows(from.rows, to.rows, options);
      expect(written(again)).toBe(1);
      expect(again.find(({ table }) => table === 'feedback')?.extra).toBe(1);
      expect(await differing(from, to)).toEqual(['feedback']);
      await copyRows(from.rows, to.rows, { ...options, prune: true });
      expect(await differing(from, to)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

test('a row that differs in one letter is told', async () => {
  await fill(sqlite.stores);
  await copyRows(sqlite.rows, postgres.rows, options);
  await postgres.stores.conversations.append(
    'thread',
    storedTurnOf({ answerId: 'a', answer: 'x' }),
  );
  expect(await differing(sqlite, postgres)).toEqual(['turns']);
});
