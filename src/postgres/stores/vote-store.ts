import type { VoteStore } from '../../domain/stores.ts';
import { NO_SERVER, type PostgresDatabase } from '../database.ts';

/** Poll votes: one row a user and topic, seen by their server's work alone. */
export function postgresVotes(database: PostgresDatabase): VoteStore {
  return {
    put: ({ guildId, topicId, userId, choice, votedAtMs }) => {
      const server = guildId ?? NO_SERVER;
      return database.run(server, async (sql) => {
        await sql.lock(`vote ${server} ${topicId} ${userId}`);
        const before = await sql.row<{ choice: string }>(
          `SELECT choice FROM cria.poll_votes
           WHERE server_id = $1 AND topic_id = $2 AND user_id = $3`,
          server,
          topicId,
          userId,
        );
        if (before?.choice === choice) return 'unchanged';
        await sql.change(
          `INSERT INTO cria.poll_votes (server_id, topic_id, user_id, choice, voted_at_ms)
           VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (server_id, topic_id, user_id) DO UPDATE SET
             choice = excluded.choice, voted_at_ms = excluded.voted_at_ms`,
          server,
          topicId,
          userId,
          choice,
          votedAtMs,
        );
        return before === undefined ? 'new' : 'changed';
      });
    },
    counts: ({ guildId, topicId }) =>
      database.run(guildId ?? NO_SERVER, async (sql) => {
        const rows = await sql.rows<{ choice: string; votes: number }>(
          `SELECT choice, count(*) AS votes FROM cria.poll_votes
           WHERE server_id = $1 AND topic_id = $2 GROUP BY choice`,
          guildId ?? NO_SERVER,
          topicId,
        );
        return new Map(rows.map(({ choice, votes }) => [choice, votes]));
      }),
  };
}
