import { utcDay, type DeletedCounts, type PruneLimits } from '../../domain/stores.ts';
import { EVERY_SERVER, type PostgresDatabase, type Sql, type SqlValue } from '../database.ts';
import { dropExpiredTokens } from './pending-reply-store.ts';

/** Tables whose rows of a server go uncounted; `lineages` takes its own index along. */
const OF_SERVER = [
  'guild_settings',
  'usage',
  'left_servers',
  'channel_polls',
  'spaces',
  'lineages',
];

/** Deletes every row that is about a user; see `Stores.eraseUser`. */
export function eraseUser(database: PostgresDatabase, userId: string): Promise<DeletedCounts> {
  return database.run(EVERY_SERVER, async (sql) => {
    const doomed = await doomedAnswers(sql, 'user_id = $1', userId);
    return {
      feedback: await deleteBeside(sql, {
        table: 'feedback',
        own: 'user_id = $2',
        doomed,
        value: userId,
      }),
      turns: await deleteBeside(sql, {
        table: 'turns',
        own: 'user_id = $2',
        doomed,
        value: userId,
      }),
      pendingReplies: await sql.change(
        'DELETE FROM cria.pending_replies WHERE user_id = $1',
        userId,
      ),
      pollVotes: await sql.change('DELETE FROM cria.poll_votes WHERE user_id = $1', userId),
      answers: await deleteAnswers(sql, doomed),
    };
  });
}

/** Deletes every row that is about a server; see `Stores.eraseServer`. */
export function eraseServer(database: PostgresDatabase, guildId: string): Promise<DeletedCounts> {
  return database.run(EVERY_SERVER, async (sql) => {
    const doomed = await doomedAnswers(sql, 'server_id = $1', guildId);
    const own = (table: string): Promise<number> =>
      sql.change(`DELETE FROM cria.${table} WHERE server_id = $1`, guildId);
    for (const table of OF_SERVER) await own(table);
    return {
      feedback: await deleteBeside(sql, { table: 'feedback', doomed }),
      turns: await deleteBeside(sql, { table: 'turns', doomed }),
      pendingReplies: await own('pending_replies'),
      pollVotes: await own('poll_votes'),
      answers: await deleteAnswers(sql, doomed),
    };
  });
}

/** Deletes every row that is too old; see `Stores.prune`. */
export function prune(database: PostgresDatabase, limits: PruneLimits): Promise<DeletedCounts> {
  const { beforeMs, nowMs } = limits;
  return database.run(EVERY_SERVER, async (sql) => {
    await dropExpiredTokens(sql, nowMs);
    await sql.change('DELETE FROM cria.cool_downs WHERE full_at_ms < $1', nowMs);
    await sql.change('DELETE FROM cria.usage_days WHERE day < $1', utcDay(nowMs));
    await sql.change('DELETE FROM cria.channel_polls WHERE ends_at_ms < $1', beforeMs);
    const doomed = await doomedAnswers(sql, 'created_at_ms < $1', beforeMs);
    const old = { doomed, value: beforeMs };
    return {
      feedback: await deleteBeside(sql, { table: 'feedback', own: 'created_at_ms < $2', ...old }),
      turns: await deleteBeside(sql, { table: 'turns', own: 'asked_at_ms < $2', ...old }),
      pendingReplies: await sql.change(
        'DELETE FROM cria.pending_replies WHERE token_expires_at_ms < $1',
        beforeMs,
      ),
      pollVotes: await sql.change('DELETE FROM cria.poll_votes WHERE voted_at_ms < $1', beforeMs),
      answers: await deleteAnswers(sql, doomed),
    };
  });
}

/** Ids of the answers that match or derive from one that does, however far. `own` is a literal. */
async function doomedAnswers(sql: Sql, own: string, value: SqlValue): Promise<readonly string[]> {
  const rows = await sql.rows<{ id: string }>(
    `WITH RECURSIVE doomed (id) AS (
       SELECT id FROM cria.answers WHERE ${own}
       UNION SELECT answers.id FROM cria.answers JOIN doomed ON answers.parent_id = doomed.id
     ) SELECT id FROM doomed`,
    value,
  );
  return rows.map(({ id }) => id);
}

/** Their feedback is gone by then, so that it could be counted. */
function deleteAnswers(sql: Sql, doomed: readonly string[]): Promise<number> {
  return sql.change('DELETE FROM cria.answers WHERE id = ANY($1)', doomed);
}

interface Beside {
  /** A literal of this file, never a value. */
  readonly table: 'feedback' | 'turns';
  /** Absent: only what hangs on an answer goes. */
  readonly own?: 'user_id = $2' | 'created_at_ms < $2' | 'asked_at_ms < $2';
  readonly doomed: readonly string[];
  readonly value?: SqlValue;
}

/** Rows of a table that match themselves or hang on an answer that goes. */
function deleteBeside(sql: Sql, { table, own, doomed, value = null }: Beside): Promise<number> {
  const hangs = `DELETE FROM cria.${table} WHERE answer_id = ANY($1)`;
  return own === undefined
    ? sql.change(hangs, doomed)
    : sql.change(`${hangs} OR ${own}`, doomed, value);
}
