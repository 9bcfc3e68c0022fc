import { createHmac, randomBytes } from 'node:crypto';
import type { UsageCounts, UsageKey, UsageStore } from '../../domain/stores.ts';
import { NO_SERVER, type PostgresDatabase, type Sql } from '../database.ts';

const SALT_BYTES = 32;

/**
 * Counts by day, server and a hash of the user id, over all processes. The day's salt is deleted with
 * the day, and then nobody can tell any more whom a hash stood for.
 */
export function postgresUsage(database: PostgresDatabase): UsageStore {
  const counting = <T>(key: UsageKey, work: (sql: Sql, userKey: string) => Promise<T>) =>
    database.run(serverOf(key), async (sql) => work(sql, await userKeyOf(sql, key)));
  return {
    take: (key, limits) =>
      counting(key, async (sql, userKey) => {
        await sql.lock(`usage ${key.day} ${serverOf(key)}`);
        const { user, guild } = await read(sql, key, userKey);
        if (limits.perUser !== null && user >= limits.perUser) return 'user-limit';
        if (limits.perGuild !== null && guild >= limits.perGuild) return 'guild-limit';
        await sql.change(
          `INSERT INTO cria.usage (day, server_id, user_key, questions) VALUES ($1, $2, $3, 1)
           ON CONFLICT (day, server_id, user_key) DO UPDATE SET questions = usage.questions + 1`,
          key.day,
          serverOf(key),
          userKey,
        );
        return 'taken';
      }),
    giveBack: (key) =>
      counting(key, async (sql, userKey) => {
        await sql.change(
          `UPDATE cria.usage SET questions = questions - 1
           WHERE day = $1 AND server_id = $2 AND user_key = $3 AND questions > 0`,
          key.day,
          serverOf(key),
          userKey,
        );
      }),
    counts: (key) => counting(key, (sql, userKey) => read(sql, key, userKey)),
  };
}

function serverOf({ guildId }: UsageKey): string {
  return guildId ?? NO_SERVER;
}

async function read(sql: Sql, key: UsageKey, userKey: string): Promise<UsageCounts> {
  const row = await sql.row<{ user: number; guild: number }>(
    `SELECT coalesce(sum(questions) FILTER (WHERE user_key = $3), 0) AS user,
       coalesce(sum(questions), 0) AS guild
     FROM cria.usage WHERE day = $1 AND server_id = $2`,
    key.day,
    serverOf(key),
    userKey,
  );
  return { user: row?.user ?? 0, guild: row?.guild ?? 0 };
}

/** A user on one day; nobody can tell who once the day's salt is gone. */
export async function userKeyOf(
  sql: Sql,
  { day, userId }: Pick<UsageKey, 'day' | 'userId'>,
): Promise<string> {
  return createHmac('sha256', await saltOf(sql, day))
    .update(userId)
    .digest('hex');
}

async function saltOf(sql: Sql, day: string): Promise<Buffer> {
  const select = 'SELECT salt FROM cria.usage_days WHERE day = $1';
  const known = await sql.row<{ salt: Buffer }>(select, day);
  if (known !== undefined) return known.salt;
  await sql.change(
    'INSERT INTO cria.usage_days (day, salt) VALUES ($1, $2) ON CONFLICT (day) DO NOTHING',
    day,
    randomBytes(SALT_BYTES),
  );
  // Another process may have made it first: what is there counts.
  return (await sql.row<{ salt: Buffer }>(select, day))?.salt ?? Buffer.alloc(0);
}
