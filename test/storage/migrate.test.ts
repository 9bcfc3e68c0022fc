import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AppError } from '../../src/domain/errors.ts';
import { migrate, versionOf } from '../../src/storage/migrate.ts';
import { MIGRATIONS, type Migration } from '../../src/storage/migrations.ts';
import { ManualClock } from '../fakes/manual-clock.ts';

let db: Database.Database;
const clock = new ManualClock();
const file = 'memory.sqlite';
const upTo = (version: number): readonly Migration[] => MIGRATIONS.slice(0, version);
const bring = (migrations: readonly Migration[] = MIGRATIONS): void =>
  migrate(db, { file, clock, migrations });

beforeEach(() => {
  db = new Database(':memory:');
  db.pragma('foreign_keys = ON');
});
afterEach(() => db.close());

function schema(): unknown[] {
  return db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all();
}

const CHANNEL = '111111111111111111';
const USER = '222222222222222222';
const KEY = `channel:${CHANNEL}:${USER}`;

/** A row of each table there is at a version. */
const ROWS: readonly string[] = [
  `INSERT INTO answers VALUES ('a1', 'u1', NULL, '${CHANNEL}', '${KEY}', 0, 1, NULL, '{}');
   INSERT INTO feedback VALUES ('a1', 'u2', 'up', NULL, 1);`,
  `INSERT INTO turns VALUES (1, '${KEY}', 'a1', 'u1', 'q', 'a', 1);`,
  `INSERT INTO guild_settings VALUES ('g1', '[]', '[]', '[]', '[]', NULL, 'public', NULL, 3);
   INSERT INTO usage_days VALUES ('2025-06-02', x'00');
   INSERT INTO usage VALUES ('2025-06-02', 'g1', 'hash', 1);`,
  `INSERT INTO pending_replies VALUES (1, 'r1', 'app', 't', 1, '${CHANNEL}', NULL, 'q', 'de', 0, 'u1', NULL);`,
  `INSERT INTO poll_votes VALUES ('g1', 't1', 'u1', 'pro', 1);`,
  '', // moves values only
  `INSERT INTO left_servers VALUES ('g1', 1);`,
  `INSERT INTO channel_polls VALUES ('g1', '${CHANNEL}', 't1', 'm1', 1, NULL, NULL);`,
];

function contents(): Record<string, unknown[]> {
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all() as { name: string }[];
  const rows = tables
    .filter(({ name }) => name !== 'schema_migrations')
    .map(({ name }) => [name, db.prepare(`SELECT * FROM ${name}`).all()] as const);
  return Object.fromEntries(rows);
}

describe('migrate', () => {
  test('counts its steps from 1 without gaps', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, at) => at + 1));
    expect(ROWS).toHaveLength(MIGRATIONS.length);
  });

  test('records each step with its time, once', () => {
    bring();
    bring();
    expect(
      db.prepare('SELECT version, name, applied_at_ms AS at FROM schema_migrations').all(),
    ).toEqual(MIGRATIONS.map(({ version, name }) => ({ version, name, at: clock.now() })));
  });

  test.each(MIGRATIONS.map(({ version }) => version - 1))(
    'brings version %i to the newest schema and keeps every row',
    (version) => {
      bring();
      const newest = schema();
      db.close();
      db = new Database(':memory:');
      if (version > 0) bring(upTo(version));
      for (const sql of ROWS.slice(0, version)) db.exec(sql);
      const before = contents();
      bring();
      expect(schema()).toEqual(newest);
      expect(versionOf(db)).toBe(MIGRATIONS.length);
      expect(contents()).toMatchObject(before);
      expect(db.pragma('foreign_key_check')).toEqual([]);
    },
  );

  test('takes out what was stored as a channel and was a secret', () => {
    const token = 'aW50ZXJhY3Rpb246MTIz.secret';
    bring(upTo(5));
    for (const [id, channel] of [
      ['kept', CHANNEL],
      ['leaked', token],
    ] as const) {
      const key = `channel:${channel}:${USER}`;
      db.exec(`
        INSERT INTO answers VALUES ('${id}', '${USER}', NULL, '${channel}', '${key}', 0, 1, NULL, '{}');
        INSERT INTO turns VALUES (NULL, '${key}', '${id}', '${USER}', 'q', 'a', 1);
        INSERT INTO turns VALUES (NULL, 'private:${channel}:${USER}', '${id}', '${USER}', 'q', 'a', 1);
        INSERT INTO turns VALUES (NULL, 'thread:${channel}', '${id}', '${USER}', 'q', 'a', 1);
        INSERT INTO pending_replies
          VALUES (NULL, '${id}', 'app', NULL, 1, '${channel}', NULL, 'q', 'de', 0, '${USER}', NULL);`);
    }
    bring();
    expect(JSON.stringify(contents())).not.toContain('secret');
    const channels = (table: string): unknown[] =>
      db.prepare(`SELECT channel_id AS c FROM ${table} ORDER BY c`).all();
    for (const table of ['answers', 'pending_replies']) {
      expect(channels(table)).toEqual([{ c: CHANNEL }, { c: USER }]);
    }
    expect(db.prepare('SELECT DISTINCT answer_id AS id FROM turns').all()).toEqual([
      { id: 'kept' },
    ]);
    expect(db.prepare('SELECT count(*) AS n FROM turns').get()).toEqual({ n: 3 });
  });

  test('undoes a step that fails, and goes on from there another time', () => {
    bring(upTo(2));
    for (const sql of ROWS.slice(0, 2)) db.exec(sql);
    const before = { schema: schema(), contents: contents() };
    const broken = {
      version: 3,
      name: 'broken',
      sql: 'DROP TABLE turns; CREATE TABLE half (id); BROKEN;',
    };
    expect(() => bring([...upTo(2), broken])).toThrow(/syntax error/u);
    expect({ schema: schema(), contents: contents() }).toEqual(before);
    bring();
    expect(versionOf(db)).toBe(MIGRATIONS.length);
  });

  test('refuses a newer schema and says what to do', () => {
    bring();
    db.prepare('INSERT INTO schema_migrations VALUES (?, ?, ?)').run(99, 'from the future', 0);
    const before = schema();
    const fault = faultOf(() => bring());
    expect(fault).toMatchObject({
      code: 'storage-failed',
      details: { found: 99, known: MIGRATIONS.length },
    });
    expect(fault.message).toMatch(/newer Cria.*Update Cria/u);
    expect(fault.message).toContain(file);
    expect(schema()).toEqual(before);
  });

  test("refuses another program's database", () => {
    db.exec('CREATE TABLE bookmarks (url)');
    expect(faultOf(() => bring()).message).toMatch(/not made by Cria/u);
    expect(schema()).toHaveLength(1);
  });
});

function faultOf(work: () => void): AppError {
  try {
    work();
  } catch (thrown) {
    return thrown as AppError;
  }
  throw new Error('nothing was thrown');
}
