import type { Language } from '../../domain/language.ts';
import {
  DEFAULT_GUILD_SETTINGS,
  type GuildSettings,
  type SettingsStore,
  type Visibility,
} from '../../domain/stores.ts';
import type { PostgresDatabase, Sql } from '../database.ts';

interface SettingsRow {
  readonly allowed_channels: readonly string[];
  readonly denied_channels: readonly string[];
  readonly ask_roles: readonly string[];
  readonly reindex_roles: readonly string[];
  readonly language: Language | null;
  readonly visibility: Visibility;
  readonly daily_limit_per_user: number | null;
  readonly daily_limit_per_guild: number | null;
}

/** One row a server, seen by that server's work alone. */
export function postgresSettings(database: PostgresDatabase): SettingsStore {
  return {
    get: (guildId) => database.run(guildId, (sql) => read(sql, guildId)),
    update: (guildId, change) =>
      database.run(guildId, async (sql) => {
        await sql.lock(`settings ${guildId}`);
        const next = change(await read(sql, guildId));
        await write(sql, guildId, next);
        return next;
      }),
    delete: (guildId) =>
      database.run(guildId, async (sql) => {
        await sql.change('DELETE FROM cria.guild_settings WHERE server_id = $1', guildId);
      }),
  };
}

async function read(sql: Sql, guildId: string): Promise<GuildSettings> {
  const select = 'SELECT * FROM cria.guild_settings WHERE server_id = $1';
  const row = await sql.row<SettingsRow>(select, guildId);
  if (row === undefined) return DEFAULT_GUILD_SETTINGS;
  return {
    allowedChannels: row.allowed_channels,
    deniedChannels: row.denied_channels,
    askRoles: row.ask_roles,
    reindexRoles: row.reindex_roles,
    language: row.language,
    visibility: row.visibility,
    dailyLimitPerUser: row.daily_limit_per_user,
    dailyLimitPerGuild: row.daily_limit_per_guild,
  };
}

async function write(sql: Sql, guildId: string, settings: GuildSettings): Promise<void> {
  await sql.change(
    `INSERT INTO cria.guild_settings (server_id, allowed_channels, denied_channels, ask_roles,
       reindex_roles, language, visibility, daily_limit_per_user, daily_limit_per_guild)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (server_id) DO UPDATE SET allowed_channels = excluded.allowed_channels,
       denied_channels = excluded.denied_channels, ask_roles = excluded.ask_roles,
       reindex_roles = excluded.reindex_roles, language = excluded.language,
       visibility = excluded.visibility, daily_limit_per_user = excluded.daily_limit_per_user,
       daily_limit_per_guild = excluded.daily_limit_per_guild`,
    guildId,
    settings.allowedChannels,
    settings.deniedChannels,
    settings.askRoles,
    settings.reindexRoles,
    settings.language,
    settings.visibility,
    settings.dailyLimitPerUser,
    settings.dailyLimitPerGuild,
  );
}
