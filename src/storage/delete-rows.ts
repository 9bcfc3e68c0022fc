import { utcDay, type DeletedCounts, type PruneLimits } from '../domain/stores.ts';
import type { SqliteStore, SqlValue } from './database.ts';
import { dropExpiredTokens } from './pending-reply-store.ts';

/** Answers that are the user's or derive from one that is, however far. Binds the user id once. */
const ANSWERS_OF_USER = `
  WITH RECURSIVE doomed (id) AS (
    SELECT id FROM answers WHERE user_id = ?
    UNION SELECT answers.id FROM answers JOIN doomed ON answers.parent_id = doomed.id
  )`;
/** The same for the answers of a server. */
const ANSWERS_OF_SERVER = `
  WITH RECURSIVE doomed (id) AS (
    SELECT id FROM answers WHERE guild_id = ?
    UNION SELECT answers.id FROM answers JOIN doomed ON answers.parent_id = doomed.id
  )`;
/** The same for answers older than a moment. */
const OLD_ANSWERS = `
  WITH RECURSIVE doomed (id) AS (
    SELECT id FROM answers WHERE created_at_ms < ?
    UNION SELECT answers.id FROM answers JOIN doomed ON answers.parent_id = doomed.id
  )`;

/** Deletes every row that is about a user; see `Stores.eraseUser`. */
export async function eraseUser(store: SqliteStore, userId: string): Promise<DeletedCounts> {
  const counts = await store.transact(() => {
    const doomed = { cte: ANSWERS_OF_USER, value: userId };
    return {
      feedback: deleteBeside(store, { table: 'feedback', own: 'user_id = ?', doomed }),
      turns: deleteBeside(store, { table: 'turns', own: 'user_id = ?', doomed }),
      pendingReplies: store.change('DELETE FROM pending_replies WHERE user_id = ?', userId),
      pollVotes: store.change('DELETE FROM poll_votes WHERE user_id = ?', userId),
      answers: deleteAnswers(store, doomed),
    };
  });
  await store.run(() => {
    store.checkpoint();
  });
  return counts;
}

/** Deletes every row that is about a server; see `Stores.eraseServer`. */
export async function eraseServer(store: SqliteStore, guildId: string): Promise<DeletedCounts> {
  const counts = await store.transact(() => {
    const doomed = { cte: ANSWERS_OF_SERVER, value: guildId };
    for (const table of ['guild_settings', 'usage', 'left_servers', 'channel_polls'] as const) {
      store.change(`DELETE FROM ${table} WHERE guild_id = ?`, guildId);
    }
    return {
      feedback: deleteBeside(store, { table: 'feedback', doomed }),
      turns: deleteBeside(store, { table: 'turns', doomed }),
      pendingReplies: store.change('DELETE FROM pending_replies WHERE guild_id = ?', guildId),
      pollVotes: store.change('DELETE FROM poll_votes WHERE guild_id = ?', guildId),
      answers: deleteAnswers(store, doomed),
    };
  });
  await store.run(() => {
    store.checkpoint();
  });
  return counts;
}

/** Deletes every row that is too old; see `Stores.prune`. */
export async function prune(store: SqliteStore, limits: PruneLimits): Promise<DeletedCounts> {
  const { beforeMs, nowMs } = limits;
  const counts = await store.transact(() => {
    dropExpiredTokens(store, nowMs);
    store.change('DELETE FROM usage_days WHERE day < ?', utcDay(nowMs));
    store.change('DELETE FROM channel_polls WHERE ends_at_ms < ?', beforeMs);
    const doomed = { cte: OLD_ANSWERS, value: beforeMs };
    return {
      feedback: deleteBeside(store, { table: 'feedback', own: 'created_at_ms < ?', doomed }),
      turns: deleteBeside(store, { table: 'turns', own: 'asked_at_ms < ?', doomed }),
      pendingReplies: store.change(
        'DELETE FROM pending_replies WHERE token_expires_at_ms < ?',
        beforeMs,
      ),
      pollVotes: store.change('DELETE FROM poll_votes WHERE voted_at_ms < ?', beforeMs),
      answers: deleteAnswers(store, doomed),
    };
  });
  await store.run(() => {
    store.checkpoint();
  });
  return counts;
}

interface Doomed {
  readonly cte: string;
  readonly value: SqlValue;
}

/** Counts first: what goes by cascade is not among the changes SQLite reports. */
function deleteAnswers(store: SqliteStore, { cte, value }: Doomed): number {
  const row = store.row<{ count: number }>(`${cte} SELECT count(*) AS count FROM doomed`, value);
  store.change(`${cte} DELETE FROM answers WHERE id IN (SELECT id FROM doomed)`, value);
  return row?.count ?? 0;
}

interface Beside {
  /** A literal of this file, never a value. */
  readonly table: 'feedback' | 'turns';
  /** Absent: only what hangs on an answer goes. */
  readonly own?: 'user_id = ?' | 'created_at_ms < ?' | 'asked_at_ms < ?';
  readonly doomed: Doomed;
}

/** Rows of a table that match themselves or hang on an answer that goes. */
function deleteBeside(store: SqliteStore, { table, own, doomed }: Beside): number {
  const hangs = 'answer_id IN (SELECT id FROM doomed)';
  return own === undefined
    ? store.change(`${doomed.cte} DELETE FROM ${table} WHERE ${hangs}`, doomed.value)
    : store.change(
        `${doomed.cte} DELETE FROM ${table} WHERE ${own} OR ${hangs}`,
        doomed.value,
        doomed.value,
      );
}
