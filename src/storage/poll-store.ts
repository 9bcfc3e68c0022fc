import type { ChannelPoll, PollStore } from '../domain/stores.ts';
import type { SqliteStore } from './database.ts';

interface PollRow {
  readonly message_id: string;
  readonly ends_at_ms: number;
  readonly first_votes: number | null;
  readonly second_votes: number | null;
}

/** Polls of channels: one row a channel and topic. */
export function sqlitePolls(store: SqliteStore): PollStore {
  const keyed = 'WHERE guild_id = ? AND channel_id = ? AND topic_id = ?';
  return {
    put: ({ guildId, channelId, topicId, messageId, endsAtMs, result }) =>
      store.run(() => {
        store.change(
          `INSERT OR REPLACE INTO channel_polls
             (guild_id, channel_id, topic_id, message_id, ends_at_ms, first_votes, second_votes)
           VALUES (?, ?, ?, ?, ?, ?, ?)`,
          ...[guildId, channelId, topicId, messageId, endsAtMs],
          ...(result ?? [null, null]),
        );
      }),
    get: ({ guildId, channelId, topicId }) =>
      store.run(() => {
        const row = store.row<PollRow>(
          `SELECT message_id, ends_at_ms, first_votes, second_votes FROM channel_polls ${keyed}`,
          ...[guildId, channelId, topicId],
        );
        if (row === undefined) return null;
        const { message_id: messageId, ends_at_ms: endsAtMs } = row;
        return { guildId, channelId, topicId, messageId, endsAtMs, result: resultOf(row) };
      }),
    settle: ({ guildId, messageId }, [first, second]) =>
      store.run(() => {
        store.change(
          `UPDATE channel_polls SET first_votes = ?, second_votes = ?
           WHERE guild_id = ? AND message_id = ?`,
          ...[first, second, guildId, messageId],
        );
      }),
    remove: ({ guildId, channelId, topicId }) =>
      store.run(() => {
        store.change(`DELETE FROM channel_polls ${keyed}`, guildId, channelId, topicId);
      }),
  };
}

function resultOf({ first_votes: first, second_votes: second }: PollRow): ChannelPoll['result'] {
  return first === null || second === null ? null : [first, second];
}
