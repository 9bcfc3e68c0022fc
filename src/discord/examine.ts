import {
  DiscordAPIError,
  HTTPError,
  PermissionsBitField,
  REST,
  RESTEvents,
  Routes,
  type APIApplication,
  type APIUser,
  type RESTAPIPartialCurrentUserGuild,
  type RESTGetAPIGatewayBotResult,
} from 'discord.js';
import { sameCommands } from './command-registry.ts';
import type { CommandJson } from './command-json.ts';
import { examineChannels, type ChannelsState } from './examine-channels.ts';
import { examineIntents, type IntentsState } from './examine-intents.ts';
import { invitationAddress, PERMISSIONS } from './invitation.ts';

/** Servers whose permissions are looked at. */
const MAX_SERVERS = 100;
/** Servers whose channels are looked at, three requests each. */
const MAX_CHANNEL_SERVERS = 10;
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
  readonly intents: IntentsState;
  /** How far this machine's clock is from Discord's, in seconds; null when it was not told. */
  readonly clockSkewSeconds: number | null;
  readonly commandCount: number;
  /** Whether the registered commands are those of this version. */
  readonly commandsMatch: boolean;
  /** Registered in the other scope, too. */
  readonly commandsDouble: boolean;
  readonly servers: readonly ServerState[];
  /** Connections to the gateway that are left until they are counted anew, and how many there are. */
  readonly sessions: { readonly left: number; readonly total: number; readonly resetMs: number };
  /** Shards that Discord recommends. */
  readonly shards: number;
  /** How often it limited the rate while it was asked. */
  readonly limited: number;
}

/** What the bot may do in a server. */
export interface ServerState {
  readonly name: string;
  readonly missing: readonly string[];
  /** Null where they were not looked at, or cannot be read. */
  readonly channels: ChannelsState | null;
}

/**
 * Asks Discord's API.
 * @throws what discord.js's REST throws; see `refusesToken`
 */
export async function examineDiscord(options: ExamineOptions): Promise<DiscordState> {
  const { commands, guildId } = options;
  const { get, skewsMs, limits } = readerOf(options);
  const { id, name, flags } = (await get(Routes.currentApplication())) as APIApplication;
  const own = { with_localizations: 'true' };
  const everywhere = (await get(Routes.applicationCommands(id), own)) as unknown[];
  const inServer =
    guildId === null
      ? []
      : ((await get(Routes.applicationGuildCommands(id, guildId), own)) as unknown[]);
  const guilds = (await get(Routes.userGuilds(), {
    limit: String(MAX_SERVERS),
  })) as RESTAPIPartialCurrentUserGuild[];
  const { session_start_limit: start, shards } = (await get(
    Routes.gatewayBot(),
  )) as RESTGetAPIGatewayBotResult;
  const account = (await get(Routes.user())) as APIUser;
  const servers = await serversOf(guilds, account.id, get);
  const [skewMs] = skewsMs;
  const [meant, others] = guildId === null ? [everywhere, inServer] : [inServer, everywhere];
  return {
    name,
    invitation: invitationAddress(id),
    intents: examineIntents(flags),
    clockSkewSeconds: skewMs === undefined ? null : Math.round(skewMs / 1_000),
    commandCount: meant.length,
    commandsMatch: sameCommands(commands, meant),
    commandsDouble: others.length > 0,
    servers,
    sessions: { left: start.remaining, total: start.total, resetMs: start.reset_after },
    shards,
    limited: limits.length,
  };
}

interface Reader {
  readonly get: (route: `/${string}`, query?: Record<string, string>) => Promise<unknown>;
  /** Between this machine's clock and Discord's, one an answer. */
  readonly skewsMs: readonly number[];
  /** Routes whose rate was limited. */
  readonly limits: readonly string[];
}

function readerOf({ token, apiUrl, now, signal }: ExamineOptions): Reader {
  const api = apiUrl === undefined ? {} : { api: apiUrl };
  const rest = new REST({ ...api, timeout: REQUEST_LIMIT_MS, retries: 0 }).setToken(token);
  const skewsMs: number[] = [];
  const limits: string[] = [];
  rest.on(RESTEvents.Response, (_, response) => {
    const told = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(told)) skewsMs.push(now() - told);
  });
  rest.on(RESTEvents.RateLimited, ({ route }) => limits.push(route));
  return {
    skewsMs,
    limits,
    get: (route, query) =>
      rest.get(route, {
        ...(query === undefined ? {} : { query: new URLSearchParams(query) }),
        ...(signal === undefined ? {} : { signal }),
      }),
  };
}

function serversOf(
  guilds: readonly RESTAPIPartialCurrentUserGuild[],
  botId: string,
  get: Reader['get'],
): Promise<ServerState[]> {
  return Promise.all(
    guilds.map(async ({ id: guildId, name, permissions }, at): Promise<ServerState> => {
      const missing = new PermissionsBitField(BigInt(permissions)).missing(PERMISSIONS);
      const channels =
        at < MAX_CHANNEL_SERVERS
          ? await examineChannels(get, { guildId, botId }).catch(() => null)
          : null;
      return { name, missing, channels };
    }),
  );
}

/** Whether Discord does not know the token. */
export function refusesToken(thrown: unknown): boolean {
  return (
    (thrown instanceof DiscordAPIError || thrown instanceof HTTPError) && thrown.status === 401
  );
}
