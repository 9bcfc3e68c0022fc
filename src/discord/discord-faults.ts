import {
  DiscordAPIError,
  DiscordjsError,
  DiscordjsErrorCodes,
  HTTPError,
  RESTJSONErrorCodes,
} from 'discord.js';
import { AppError } from '../domain/errors.ts';

/**
 * What a failed request means for a reply.
 * `gone`: message or channel is not there or closed to the bot; `expired`: the token is over;
 * `answered`: somebody else answered the interaction; `late`: it was acknowledged too late;
 * `invalid`: Discord refuses the body; `passing`: trying again may work.
 */
export type ReplyFault = 'gone' | 'expired' | 'answered' | 'late' | 'invalid' | 'passing';

const BY_CODE: ReadonlyMap<number | string, ReplyFault> = new Map<number | string, ReplyFault>([
  [RESTJSONErrorCodes.UnknownMessage, 'gone'],
  [RESTJSONErrorCodes.UnknownChannel, 'gone'],
  [RESTJSONErrorCodes.UnknownGuild, 'gone'],
  [RESTJSONErrorCodes.MissingAccess, 'gone'],
  [RESTJSONErrorCodes.MissingPermissions, 'gone'],
  [RESTJSONErrorCodes.CannotSendMessagesToThisUser, 'gone'],
  [RESTJSONErrorCodes.ThreadLocked, 'gone'],
  [RESTJSONErrorCodes.UnknownWebhook, 'expired'],
  [RESTJSONErrorCodes.InvalidWebhookToken, 'expired'],
  [RESTJSONErrorCodes.UnknownInteraction, 'late'],
  [RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged, 'answered'],
  [RESTJSONErrorCodes.InvalidFormBodyOrContentType, 'invalid'],
  [RESTJSONErrorCodes.CannotSendAnEmptyMessage, 'invalid'],
]);

export function replyFault(thrown: unknown): ReplyFault {
  if (!(thrown instanceof DiscordAPIError)) return 'passing';
  const known = BY_CODE.get(thrown.code);
  if (known !== undefined) return known;
  if (thrown.status === 401 || thrown.status === 404) return 'expired';
  return thrown.status >= 500 ? 'passing' : 'invalid';
}

/** Fields for the log: what Discord said, without body, address or token. */
export function faultFields(thrown: unknown): Readonly<Record<string, unknown>> {
  if (thrown instanceof DiscordAPIError) {
    return { status: thrown.status, code: thrown.code, discord: thrown.message };
  }
  if (thrown instanceof HTTPError) return { status: thrown.status, discord: thrown.message };
  if (thrown instanceof Error) return { error: thrown.name, cause: thrown.message };
  return { error: typeof thrown };
}

const TOKEN_ADVICE =
  'Discord refuses the bot token. Copy a fresh one from https://discord.com/developers/applications' +
  ' (your application, "Bot", "Reset Token") into DISCORD_TOKEN and start again.';

const ACCESS_ADVICE =
  'Discord refuses to register the commands: the bot is not in the configured server, or was invited' +
  ' without the scope applications.commands. Invite it again with both scopes and start again.';

/** The close codes after which a gateway connection never comes back, with what to do. */
const CLOSE_ADVICE: ReadonlyMap<number, string> = new Map([
  [4_010, 'Discord refuses the shard the bot asked for. This is a fault in Cria.'],
  [4_011, 'Discord wants this bot to be sharded: it is in more than 2,500 servers.'],
  [4_012, 'Discord no longer speaks this gateway version. Update Cria.'],
  [4_013, 'Discord refuses the intents the bot asked for. This is a fault in Cria.'],
  [4_014, 'Discord refuses a privileged intent. This is a fault in Cria, which needs none.'],
]);

/** The gateway closed for good. */
export function closeFault(code: number): AppError {
  if (code === 4_004) return new AppError('discord-token-invalid', TOKEN_ADVICE);
  const advice = CLOSE_ADVICE.get(code) ?? 'Start again.';
  return new AppError('discord-failed', `Discord closed the connection (${code}). ${advice}`);
}

/** Anything that kept the bot from starting, without the token. */
export function startFault(thrown: unknown, apiUrl: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const isToken =
    (thrown instanceof DiscordjsError && thrown.code === DiscordjsErrorCodes.TokenInvalid) ||
    (thrown instanceof DiscordAPIError && thrown.status === 401);
  // The cause is left out: discord.js's errors carry the request with its headers.
  if (isToken) return new AppError('discord-token-invalid', TOKEN_ADVICE);
  if (thrown instanceof DiscordAPIError && thrown.code === RESTJSONErrorCodes.MissingAccess) {
    return new AppError('discord-failed', ACCESS_ADVICE);
  }
  const said = describe(thrown);
  return new AppError(
    'discord-failed',
    `Discord (${apiUrl}) does not answer as it should: ${said}. Check the network and https://discordstatus.com, then start again.`,
    { isRetryable: true },
  );
}

function describe(thrown: unknown): string {
  if (thrown instanceof DiscordAPIError) return `${thrown.status} ${thrown.message}`;
  if (thrown instanceof HTTPError) return `${thrown.status}`;
  if (!(thrown instanceof Error)) return 'unknown fault';
  const cause = thrown.cause instanceof Error ? thrown.cause : thrown;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
