import { createHmac, randomBytes } from 'node:crypto';
import type { UsageCounts, UsageKey, UsageStore } from '../domain/stores.ts';
import type { SqliteStore } from './database.ts';

const SALT_BYTES = 32;
/** Stands for "outside a server" in the key; no guild id is empty. */
const NO_GUILD = '';

/**
 * Counts by day, server and a hash of the user id. The day's salt is deleted with the day, and
 * then nobody can tell any more whom a hash stood for.
 */
export function sqliteUsage(store: SqliteStore): UsageStore {
  return {
    take: (key, limits) =>
      store.transact(() => {
        const { user, guild } = read(store, key);
        if (limits.perUser !== null && user >= limits.perUser) return 'user-limit';
        if (limits.perGuild !== null && guild >= limits.perGuild) return 'guild-limit';
        store.change(
          `INSERT INTO usage (day, guild_id, user_key, questions) VALUES (?, ?, ?, 1)
           ON CONFLICT (day, guild_id, user_key) DO UPDATE SET questions = questions + 1`,
          ...columns(store, key),
        );
        return 'taken';
      }),
    giveBack: (key) =>
      store.transact(() => {
        store.change(
          `UPDATE usage SET questions = questions - 1
           WHERE day = ? AND guild_id = ? AND user_key = ? AND questions > 0`,
          ...columns(store, key),
        );
      }),
    counts: (key) => store.transact(() => read(store, key)),
  };
}

function read(store: SqliteStore, key: UsageKey): UsageCounts {
  const [day, guildId, userKey] = columns(store, key);
  const user = store.row<{ questions: number }>(
    'SELECT questions FROM usage WHERE day = ? AND guild_id = ? AND user_key = ?',
    day,
    guildId,
    userKey,
  );
  const guild = store.row<{ questions: number | null }>(
    'SELECT sum(questions) AS questions FROM usage WHERE day = ? AND guild_id = ?',
    day,
    guildId,
  );
  return { user: user?.questions ?? 0, guild: guild?.questions ?? 0 };
}

function columns(store: SqliteStore, key: UsageKey): [string, string, string] {
  const userKey = createHmac('sha256', saltOf(store, key.day)).update(key.userId).digest('hex');
  return [key.day, key.guildId ?? NO_GUILD, userKey];
}

function saltOf(store: SqliteStore, day: string): Buffer {
  const select = 'SELECT salt FROM usage_days WHERE day = ?';
  const known = store.row<{ salt: Buffer }>(select, day);
  if (known !== undefined) return known.salt;
  const salt = randomBytes(SALT_BYTES);
  store.change('INSERT INTO usage_days (day, salt) VALUES (?, ?)', day, salt);
  return salt;
}
