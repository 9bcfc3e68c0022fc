import type { ChannelPoll, PollStore } from '../../domain/stores.ts';
import type { PostgresDatabase } from '../database.ts';

interface PollRow {
  readonly message_id: string;
  readonly ends_at_ms: number;
  readonly first_votes: number | null;
  readonly second_votes: number | null;
}

const KEYED = 'WHERE server_id = $1 AND channel_id = $2 AND topic_id = $3';

/** Polls of channels: one row a channel and topic, seen by their server's work alone. */
export function postgresPolls(database: PostgresDatabase): PollStore {
  return {
    put: ({ guildId, channelId, topicId, messageId, endsAtMs, result }) =>
      database.run(guildId, async (sql) => {
        await sql.change(
          `INSERT INTO cria.channel_polls (server_id, channel_id, topic_id, message_id, ends_at_ms,
             first_votes, second_votes)
           VALUES ($1, $2, $3, $4, $5, $6, $7)
           ON CONFLICT (server_id, channel_id, topic_id) DO UPDATE SET
             message_id = excluded.message_id, ends_at_ms = excluded.ends_at_ms,
             first_votes = excluded.first_votes, second_votes = excluded.second_votes`,
          ...[guildId, channelId, topicId, messageId, endsAtMs],
          ...(result ?? [null, null]),
        );
      }),
    get: ({ guildId, channelId, topicId }) =>
      database.run(guildId, async (sql) => {
        const row = await sql.row<PollRow>(
          `SELECT message_id, ends_at_ms, first_votes, second_votes FROM cria.channel_polls ${KEYED}`,
          ...[guildId, channelId, topicId],
        );
        if (row === undefined) return null;
        const { message_id: messageId, ends_at_ms: endsAtMs } = row;
        return { guildId, channelId, topicId, messageId, endsAtMs, result: resultOf(row) };
      }),
    settle: ({ guildId, messageId }, [first, second]) =>
      database.run(guildId, async (sql) => {
        await sql.change(
          `UPDATE cria.channel_polls SET first_votes = $1, second_votes = $2
           WHERE server_id = $3 AND message_id = $4`,
          ...[first, second, guildId, messageId],
        );
      }),
    remove: ({ guildId, channelId, topicId }) =>
      database.run(guildId, async (sql) => {
        await sql.change(`DELETE FROM cria.channel_polls ${KEYED}`, guildId, channelId, topicId);
      }),
  };
}

function resultOf({ first_votes: first, second_votes: second }: PollRow): ChannelPoll['result'] {
  return first === null || second === null ? null : [first, second];
}
