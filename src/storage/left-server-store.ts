import type { LeftServerStore } from '../domain/stores.ts';
import type { SqliteStore } from './database.ts';

/** Servers that were left, with the moment of the first notice. */
export function sqliteLeftServers(store: SqliteStore): LeftServerStore {
  return {
    note: (guildId, leftAtMs) =>
      store.run(() => {
        store.change(
          'INSERT OR IGNORE INTO left_servers (guild_id, left_at_ms) VALUES (?, ?)',
          guildId,
          leftAtMs,
        );
      }),
    clear: (guildId) =>
      store.run(() => {
        store.change('DELETE FROM left_servers WHERE guild_id = ?', guildId);
      }),
    leftBefore: (beforeMs) =>
      store.run(() =>
        store
          .rows<{ guild_id: string }>(
            'SELECT guild_id FROM left_servers WHERE left_at_ms <= ? ORDER BY left_at_ms, guild_id',
            beforeMs,
          )
          .map((row) => row.guild_id),
      ),
    withData: () =>
      store.run(() =>
        store
          .rows<{ guild_id: string }>(
            `SELECT guild_id FROM answers UNION SELECT guild_id FROM guild_settings
             UNION SELECT guild_id FROM pending_replies UNION SELECT guild_id FROM poll_votes
             UNION SELECT guild_id FROM channel_polls
             UNION SELECT guild_id FROM usage ORDER BY guild_id`,
          )
          .map((row) => row.guild_id)
          .filter((guildId: string | null) => guildId !== null && guildId !== ''),
      ),
  };
}
