import type { LeftServerStore } from '../../domain/stores.ts';
import { EVERY_SERVER, NO_SERVER, type PostgresDatabase } from '../database.ts';

const TABLES = [
  'answers',
  'guild_settings',
  'pending_replies',
  'poll_votes',
  'channel_polls',
  'usage',
];

/** Servers that were left, with the moment of the first notice. */
export function postgresLeftServers(database: PostgresDatabase): LeftServerStore {
  return {
    note: (guildId, leftAtMs) =>
      database.run(guildId, async (sql) => {
        await sql.change(
          `INSERT INTO cria.left_servers (server_id, left_at_ms) VALUES ($1, $2)
           ON CONFLICT (server_id) DO NOTHING`,
          guildId,
          leftAtMs,
        );
      }),
    clear: (guildId) =>
      database.run(guildId, async (sql) => {
        await sql.change('DELETE FROM cria.left_servers WHERE server_id = $1', guildId);
      }),
    leftBefore: (beforeMs) =>
      database.run(EVERY_SERVER, async (sql) => {
        const rows = await sql.rows<{ server_id: string }>(
          `SELECT server_id FROM cria.left_servers WHERE left_at_ms <= $1
           ORDER BY left_at_ms, server_id COLLATE "C"`,
          beforeMs,
        );
        return rows.map((row) => row.server_id);
      }),
    withData: () =>
      database.run(EVERY_SERVER, async (sql) => {
        const all = TABLES.map((table) => `SELECT server_id FROM cria.${table}`).join(' UNION ');
        const rows = await sql.rows<{ server_id: string }>(
          `SELECT server_id FROM (${all}) AS found WHERE server_id <> $1
           ORDER BY server_id COLLATE "C"`,
          NO_SERVER,
        );
        return rows.map((row) => row.server_id);
      }),
  };
}
