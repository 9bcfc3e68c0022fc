import type { VoteStore } from '../domain/stores.ts';
import type { SqliteStore } from './database.ts';

/** Stands for "outside a server" in the key; no guild id is empty. */
const NO_GUILD = '';

/** Poll votes: one row a user and topic. */
export function sqliteVotes(store: SqliteStore): VoteStore {
  const choiceOf = (guildId: string | null, topicId: string, userId: string): string | null =>
    store.row<{ choice: string }>(
      'SELECT choice FROM poll_votes WHERE guild_id = ? AND topic_id = ? AND user_id = ?',
      guildId ?? NO_GUILD,
      topicId,
      userId,
    )?.choice ?? null;
  return {
    put: ({ guildId, topicId, userId, choice, votedAtMs }) =>
      store.transact(() => {
        const before = choiceOf(guildId, topicId, userId);
        if (before === choice) return 'unchanged';
        store.change(
          `INSERT OR REPLACE INTO poll_votes (guild_id, topic_id, user_id, choice, voted_at_ms)
           VALUES (?, ?, ?, ?, ?)`,
          guildId ?? NO_GUILD,
          topicId,
          userId,
          choice,
          votedAtMs,
        );
        return before === null ? 'new' : 'changed';
      }),
    counts: ({ guildId, topicId }) =>
      store.run(() => {
        const rows = store.rows<{ choice: string; votes: number }>(
          `SELECT choice, count(*) AS votes FROM poll_votes
           WHERE guild_id = ? AND topic_id = ? GROUP BY choice`,
          guildId ?? NO_GUILD,
          topicId,
        );
        return new Map(rows.map(({ choice, votes }) => [choice, votes]));
      }),
  };
}
