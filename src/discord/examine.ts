import {
  DiscordAPIError,
  HTTPError,
  PermissionsBitField,
  REST,
  RESTEvents,
  Routes,
  type APIApplication,
  type RESTAPIPartialCurrentUserGuild,
} from 'discord.js';
import { sameCommands } from './command-registry.ts';
import type { CommandJson } from './command-json.ts';
import { invitationAddress, PERMISSIONS } from './invitation.ts';

/** Servers whose permissions are looked at. */
const MAX_SERVERS = 100;
const REQUEST_LIMIT_MS = 8_000;

export interface ExamineOptions {
  readonly token: string;
  readonly apiUrl?: string | undefined;
  /** Of this version. */
  readonly commands: readonly CommandJson[];
  /** Server the commands are registered for; null: globally. */
  readonly guildId: string | null;
  /** Milliseconds since 1970, of this machine. */
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** What Discord says of a bot, without a connection to its gateway. */
export interface DiscordState {
  readonly name: string;
  readonly invitation: string;
  /** How far this machine's clock is from Discord's, in seconds; null when it was not told. */
  readonly clockSkewSeconds: number | null;
  readonly commandCount: number;
  /** Whether the registered commands are those of this version. */
  readonly commandsMatch: boolean;
  /** Registered in the other scope, too. */
  readonly commandsDouble: boolean;
  readonly servers: readonly { readonly name: string; readonly missing: readonly string[] }[];
}

/**
 * Asks Discord's API.
 * @throws what discord.js's REST throws; see `refusesToken`
 */
export async function examineDiscord(options: ExamineOptions): Promise<DiscordState> {
  const { token, apiUrl, commands, guildId, now, signal } = options;
  const api = apiUrl === undefined ? {} : { api: apiUrl };
  const rest = new REST({ ...api, timeout: REQUEST_LIMIT_MS, retries: 0 }).setToken(token);
  const skewsMs: number[] = [];
  rest.on(RESTEvents.Response, (_, response) => {
    const told = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(told)) skewsMs.push(now() - told);
  });
  const get = (route: `/${string}`, query?: Record<string, string>): Promise<unknown> =>
    rest.get(route, {
      ...(query === undefined ? {} : { query: new URLSearchParams(query) }),
      ...(signal === undefined ? {} : { signal }),
    });
  const { id, name } = (await get(Routes.currentApplication())) as APIApplication;
  const own = { with_localizations: 'true' };
  const everywhere = (await get(Routes.applicationCommands(id), own)) as unknown[];
  const inServer =
    guildId === null
      ? []
      : ((await get(Routes.applicationGuildCommands(id, guildId), own)) as unknown[]);
  const guilds = (await get(Routes.userGuilds(), {
    limit: String(MAX_SERVERS),
  })) as RESTAPIPartialCurrentUserGuild[];
  const [skewMs] = skewsMs;
  const [meant, others] = guildId === null ? [everywhere, inServer] : [inServer, everywhere];
  return {
    name,
    invitation: invitationAddress(id),
    clockSkewSeconds: skewMs === undefined ? null : Math.round(skewMs / 1_000),
    commandCount: meant.length,
    commandsMatch: sameCommands(commands, meant),
    commandsDouble: others.length > 0,
    servers: guilds.map(({ name: server, permissions }) => ({
      name: server,
      missing: new PermissionsBitField(BigInt(permissions)).missing(PERMISSIONS),
    })),
  };
}

/** Whether Discord does not know the token. */
export function refusesToken(thrown: unknown): boolean {
  return (
    (thrown instanceof DiscordAPIError || thrown instanceof HTTPError) && thrown.status === 401
  );
}
