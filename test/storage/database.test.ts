import Database from 'better-sqlite3';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AppError } from '../../src/domain/errors.ts';
import { utcDay, type Stores } from '../../src/domain/stores.ts';
import { BUSY_TIMEOUT_MS, DATABASE_FILE, SqliteStore } from '../../src/storage/database.ts';
import { createSqliteStores } from '../../src/storage/sqlite-stores.ts';
import { ManualClock, MANUAL_CLOCK_START_MS as NOW } from '../fakes/manual-clock.ts';
import { pendingReplyOf, storedAnswerOf, storedTurnOf } from '../fakes/stored.ts';

let dataDir: string;
let file: string;
const opened: Stores[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'cria-db-'));
  file = join(dataDir, DATABASE_FILE);
});
afterEach(async () => {
  for (const stores of opened.splice(0)) await stores.close();
  rmSync(dataDir, { recursive: true });
});

function openStores(): Stores {
  const stores = createSqliteStores({ dataDir, clock: new ManualClock() });
  opened.push(stores);
  return stores;
}

const faultOf = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (thrown: unknown) => thrown as AppError,
  );

describe('opening', () => {
  test('touches no file before the first use', async () => {
    const stores = openStores();
    expect(existsSync(file)).toBe(false);
    await stores.open();
    expect(existsSync(file)).toBe(true);
  });

  test('makes the data folder', async () => {
    dataDir = join(dataDir, 'deep', 'down');
    await openStores().open();
    dataDir = join(dataDir, '..', '..');
    expect(existsSync(join(dataDir, 'deep', 'down', DATABASE_FILE))).toBe(true);
  });

  test('makes files that only their owner may read', async () => {
    await openStores().answers.save(storedAnswerOf());
    const modes = readdirSync(dataDir).map((name) => statSync(join(dataDir, name)).mode & 0o777);
    expect(modes.length).toBeGreaterThan(1); // -wal and -shm are there, too
    expect(new Set(modes)).toEqual(new Set([0o600]));
  });

  test('reads a reason of an earlier version under its present name', async () => {
    const stores = openStores();
    const stored = storedAnswerOf();
    const reason = 'ollama-unreachable' as unknown as 'model-unreachable';
    await stores.answers.save({ ...stored, answer: { ...stored.answer, reason } });
    expect((await stores.answers.get('answer-1'))?.answer.reason).toBe('model-unreachable');
  });

  test('finds after a restart what was stored before', async () => {
    const first = openStores();
    await first.answers.save(storedAnswerOf());
    await first.pendingReplies.begin(pendingReplyOf());
    await first.close();
    const second = openStores();
    expect(await second.answers.get('answer-1')).toEqual(storedAnswerOf());
    expect(await second.pendingReplies.list(NOW)).toEqual([pendingReplyOf()]);
  });

  test('cannot be used after it was closed', async () => {
    const stores = openStores();
    await stores.open();
    await stores.close();
    await stores.close();
    expect(await faultOf(stores.answers.get('answer-1'))).toMatchObject({ code: 'storage-failed' });
  });
});

describe('a file that cannot be used', () => {
  test('is named when it is damaged, and left as it is', async () => {
    const garbage = 'This is no database. '.repeat(500);
    writeFileSync(file, garbage);
    const fault = await faultOf(openStores().open());
    expect(fault).toMatchObject({ code: 'storage-failed', details: { file } });
    expect(fault.message).toMatch(/damaged.*Nothing was deleted/u);
    expect(readFileSync(file, 'utf8')).toBe(garbage);
  });

  test('is named when it is damaged in the middle', async () => {
    const stores = openStores();
    for (let at = 0; at < 50; at++) {
      await stores.answers.save(storedAnswerOf({ id: `answer-${at}` }));
    }
    await stores.close();
    const bytes = readFileSync(file);
    bytes.fill(0xff, 4_096 * 3);
    writeFileSync(file, bytes);
    const again = openStores();
    const reads = Array.from({ length: 50 }, (_, at) => again.answers.get(`answer-${at}`));
    const outcomes = await Promise.allSettled(reads);
    const fault = outcomes.find(({ status }) => status === 'rejected') as { reason: AppError };
    expect(fault.reason).toMatchObject({ code: 'storage-failed', details: { file } });
    expect(fault.reason.message).toContain('damaged');
    expect(statSync(file).size).toBe(bytes.length);
  });

  test('is named when it belongs to another program, and left as it is', async () => {
    const other = new Database(file);
    other.exec('CREATE TABLE bookmarks (url)');
    other.close();
    const before = readFileSync(file);
    expect((await faultOf(openStores().open())).message).toMatch(/not made by Cria/u);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('is named when a folder stands in its place', async () => {
    dataDir = join(dataDir, 'file');
    writeFileSync(dataDir, '');
    const fault = await faultOf(openStores().open());
    dataDir = join(dataDir, '..');
    expect(fault).toMatchObject({ code: 'storage-failed' });
    expect(fault.message).toContain(DATABASE_FILE);
  });

  test('is full: says so, keeps what was there, and works again with room', async () => {
    const stores = openStores();
    await stores.answers.save(storedAnswerOf());
    await stores.close();
    const limited = new Database(file);
    const pages = limited.pragma('page_count', { simple: true }) as number;
    limited.close();
    const small = openStores();
    await small.open();
    // The limit belongs to a connection; through a second one it is not felt, so fill this one.
    const store = new SqliteStore({ dataDir, clock: new ManualClock() });
    await store.run(() => store.rows(`PRAGMA max_page_count = ${pages}`));
    const text = 'x'.repeat(100_000);
    const insert = (): Promise<unknown> =>
      store.transact(() => {
        store.change("INSERT INTO turns VALUES (NULL, 'k', 'a', 'u', ?, '', 1)", text);
      });
    expect(await faultOf(insert())).toMatchObject({ code: 'disk-full', isRetryable: true });
    expect(await small.conversations.read('k')).toEqual([]);
    await store.run(() => store.rows('PRAGMA max_page_count = 1000000'));
    await insert();
    expect(await small.conversations.read('k')).toHaveLength(1);
    store.close();
  });
});

describe('two handles', () => {
  test('open a new file at once and see what the other writes', async () => {
    const [one, two] = [openStores(), openStores()];
    await Promise.all([one.open(), two.open()]);
    await one.answers.save(storedAnswerOf());
    expect(await two.answers.get('answer-1')).not.toBeNull();
    const key = { userId: 'user-1', guildId: null, day: utcDay(NOW) };
    const limits = { perUser: 7, perGuild: null };
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? one : two).usage.take(key, limits)),
    );
    expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(7);
  });

  test(
    'reads go on while another writes; a write says that it is locked',
    async () => {
      const stores = openStores();
      await stores.answers.save(storedAnswerOf());
      const other = new Database(file);
      other.exec('BEGIN IMMEDIATE');
      expect(await stores.answers.get('answer-1')).not.toBeNull();
      const fault = await faultOf(stores.answers.save(storedAnswerOf({ id: 'answer-2' })));
      expect(fault).toMatchObject({ code: 'storage-failed', isRetryable: true });
      expect(fault.message).toContain('locked');
      other.exec('ROLLBACK');
      other.close();
      expect(await stores.answers.save(storedAnswerOf({ id: 'answer-2' }))).toBe('saved');
    },
    BUSY_TIMEOUT_MS + 10_000,
  );
});

describe('a process that is killed in the middle of a transaction', () => {
  test('leaves what was there before, and a file that opens', async () => {
    const stores = openStores();
    await stores.answers.save(storedAnswerOf());
    await stores.close();
    const script = `
      import Database from 'better-sqlite3';
      const db = new Database(process.argv[1]);
      db.pragma('cache_size = 1'); // spills unfinished work into the log
      db.exec('BEGIN IMMEDIATE; DELETE FROM answers;');
      const put = db.prepare("INSERT INTO turns VALUES (NULL, 'k', ?, 'u', ?, '', 1)");
      for (let at = 0; at < 200; at++) put.run(String(at), 'x'.repeat(5000));
      process.stdout.write('ready');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, file], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(100_000);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const again = openStores();
    expect(await again.answers.get('answer-1')).toEqual(storedAnswerOf());
    expect(await again.conversations.read('k')).toEqual([]);
    expect(await again.answers.save(storedAnswerOf({ id: 'answer-2' }))).toBe('saved');
  });
});

describe('what is deleted', () => {
  const onDisk = (): string =>
    readdirSync(dataDir)
      .map((name) => readFileSync(join(dataDir, name), 'latin1'))
      .join('');

  test('of a user cannot be found in the files any more', async () => {
    const stores = openStores();
    const userId = '987654321098765432';
    await stores.answers.save(storedAnswerOf({ userId }));
    await stores.conversations.append('k', storedTurnOf({ userId, question: 'Geheimnis?' }));
    await stores.pendingReplies.begin(pendingReplyOf({ userId }));
    await stores.votes.put({ guildId: null, topicId: 't', userId, choice: 'pro', votedAtMs: NOW });
    await stores.usage.take(
      { userId, guildId: null, day: utcDay(NOW) },
      { perUser: null, perGuild: null },
    );
    for (const text of [userId, 'Geheimnis?', 'secret-token-1']) expect(onDisk()).toContain(text);
    await stores.eraseUser(userId);
    for (const text of [userId, 'Geheimnis?', 'secret-token-1', 'Was ist Llama 2?']) {
      expect(onDisk()).not.toContain(text);
    }
  });

  test('keeps no user id in the daily counts at any time', async () => {
    const stores = openStores();
    const userId = '987654321098765432';
    await stores.usage.take(
      { userId, guildId: 'guild-1', day: utcDay(NOW) },
      { perUser: 1, perGuild: null },
    );
    expect(onDisk()).not.toContain(userId);
  });

  test('as a finished reply takes its token out of the file', async () => {
    const stores = openStores();
    await stores.pendingReplies.begin(pendingReplyOf());
    await stores.pendingReplies.finish('request-1');
    await stores.close(); // empties the log
    expect(onDisk()).not.toContain('secret-token-1');
  });
});
