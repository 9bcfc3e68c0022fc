import type { Language } from '../domain/language.ts';
import { AppError } from '../domain/errors.ts';
import {
  DEFAULT_GUILD_SETTINGS,
  type GuildSettings,
  type SettingsStore,
  type Visibility,
} from '../domain/stores.ts';
import type { SqliteStore } from './database.ts';

interface SettingsRow {
  readonly allowed_channels: string;
  readonly denied_channels: string;
  readonly ask_roles: string;
  readonly reindex_roles: string;
  readonly language: Language | null;
  readonly visibility: Visibility;
  readonly daily_limit_per_user: number | null;
  readonly daily_limit_per_guild: number | null;
}

/** One row a server; lists are JSON arrays of ids. */
export function sqliteSettings(store: SqliteStore): SettingsStore {
  return {
    get: (guildId) => store.run(() => read(store, guildId)),
    update: (guildId, change) =>
      store.transact(() => {
        const next = change(read(store, guildId));
        write(store, guildId, next);
        return next;
      }),
    delete: (guildId) =>
      store.run(() => {
        store.change('DELETE FROM guild_settings WHERE guild_id = ?', guildId);
      }),
  };
}

function read(store: SqliteStore, guildId: string): GuildSettings {
  const row = store.row<SettingsRow>('SELECT * FROM guild_settings WHERE guild_id = ?', guildId);
  if (row === undefined) return DEFAULT_GUILD_SETTINGS;
  const ids = (column: keyof SettingsRow): readonly string[] =>
    parseIds(row[column], { column, guildId, file: store.file });
  return {
    allowedChannels: ids('allowed_channels'),
    deniedChannels: ids('denied_channels'),
    askRoles: ids('ask_roles'),
    reindexRoles: ids('reindex_roles'),
    language: row.language,
    visibility: row.visibility,
    dailyLimitPerUser: row.daily_limit_per_user,
    dailyLimitPerGuild: row.daily_limit_per_guild,
  };
}

function write(store: SqliteStore, guildId: string, settings: GuildSettings): void {
  store.change(
    `INSERT OR REPLACE INTO guild_settings (guild_id, allowed_channels, denied_channels, ask_roles,
       reindex_roles, language, visibility, daily_limit_per_user, daily_limit_per_guild)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    guildId,
    JSON.stringify(settings.allowedChannels),
    JSON.stringify(settings.deniedChannels),
    JSON.stringify(settings.askRoles),
    JSON.stringify(settings.reindexRoles),
    settings.language,
    settings.visibility,
    settings.dailyLimitPerUser,
    settings.dailyLimitPerGuild,
  );
}

/** A list that cannot be read must not turn into an empty one: that would lift a restriction. */
function parseIds(
  json: unknown,
  { column, guildId, file }: { column: string; guildId: string; file: string },
): readonly string[] {
  try {
    const ids: unknown = JSON.parse(String(json));
    if (Array.isArray(ids) && ids.every((id) => typeof id === 'string')) return ids;
  } catch {
    // reported below
  }
  throw new AppError(
    'storage-failed',
    `The settings of server ${guildId} in ${file} cannot be read: ${column} is no list of ids.`,
    { details: { file, guildId, column } },
  );
}
