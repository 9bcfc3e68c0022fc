import { takeFromBucket, type CoolDownStore } from '../../domain/cool-downs.ts';
import { utcDay } from '../../domain/stores.ts';
import { NO_SERVER, type PostgresDatabase } from '../database.ts';
import { userKeyOf } from './usage-store.ts';

/** One row a user, under the key of the day: with its salt goes whom the row stood for. */
export function postgresCoolDowns(database: PostgresDatabase): CoolDownStore {
  return {
    take: ({ userId, ...pace }) =>
      database.run(NO_SERVER, async (sql) => {
        const userKey = await userKeyOf(sql, { day: utcDay(pace.nowMs), userId });
        await sql.lock(`cool-down ${userKey}`);
        const row = await sql.row<{ fullAtMs: number }>(
          'SELECT full_at_ms AS "fullAtMs" FROM cria.cool_downs WHERE user_key = $1',
          userKey,
        );
        const { fullAtMs, waitMs } = takeFromBucket(row?.fullAtMs ?? null, pace);
        if (waitMs > 0) return waitMs;
        await sql.change(
          `INSERT INTO cria.cool_downs (user_key, full_at_ms) VALUES ($1, $2)
           ON CONFLICT (user_key) DO UPDATE SET full_at_ms = excluded.full_at_ms`,
          userKey,
          fullAtMs,
        );
        return 0;
      }),
  };
}
