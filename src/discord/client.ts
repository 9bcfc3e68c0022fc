import {
  Client,
  Events,
  GatewayIntentBits,
  Options,
  type CacheWithLimitsOptions,
} from 'discord.js';
import type { Command } from '../application/command.ts';
import type { AppError } from '../domain/errors.ts';
import type { Language } from '../domain/language.ts';
import type { Clock, Logger, NewId } from '../domain/ports.ts';
import { ChannelPacer } from './channel-pacer.ts';
import { commandList } from './command-json.ts';
import { CommandRegistry, type RegistrationOptions } from './command-registry.ts';
import { logIn, watchClient } from './connection.ts';
import { closeFault, startFault } from './discord-faults.ts';
import type { DiscordWords } from './discord-words.ts';
import type { InteractionHandlers, Precondition } from './interaction-handlers.ts';
import { InteractionRouter } from './interaction-router.ts';
import type { RegistryStore } from './registry-store.ts';
import { ReplyRunner } from './reply-runner.ts';

export interface DiscordSurfaceOptions<Services> {
  readonly token: string;
  /** Another API than Discord's, e.g. `http://127.0.0.1:8080/api`; without version. */
  readonly apiUrl?: string;
  readonly commands: readonly Command<Services>[];
  readonly services: Services;
  readonly words: DiscordWords;
  /** The user's sentence for a fault. */
  readonly describeError: (error: AppError, language: Language) => string;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly registration: RegistrationOptions;
  readonly store: RegistryStore;
  /** Buttons, forms, menus and suggestions; gets what runs and stops replies. */
  readonly handlers?: (replies: ReplyRunner) => InteractionHandlers;
  /** Default: everything is allowed. */
  readonly precondition?: Precondition;
  /** The connection is lost for good after a successful start, e.g. because the token was reset. */
  readonly onLost?: (error: AppError) => void;
}

export interface DiscordSurface {
  /**
   * Logs in and registers the commands; resolves when they can be used.
   * @throws AppError `discord-token-invalid` | `discord-failed` | `internal` (a command breaks a limit)
   */
  start(): Promise<void>;
  /** Ends running replies, marked as interrupted, and disconnects. Idempotent, never throws. */
  close(): Promise<void>;
}

const DISCORD_API_URL = 'https://discord.com/api';

/** Nothing is read from these caches but what discord.js needs for the interaction at hand. */
const CACHE_LIMITS: CacheWithLimitsOptions = {
  ...Options.DefaultMakeCacheSettings,
  MessageManager: 0,
  ReactionManager: 0,
  ReactionUserManager: 0,
  PresenceManager: 0,
  VoiceStateManager: 0,
  GuildBanManager: 0,
  GuildInviteManager: 0,
  GuildScheduledEventManager: 0,
  StageInstanceManager: 0,
  GuildEmojiManager: 0,
  GuildStickerManager: 0,
  AutoModerationRuleManager: 0,
  DMMessageManager: 0,
  GuildMessageManager: 0,
  ThreadMemberManager: 0,
  GuildMemberManager: {
    maxSize: 100,
    keepOverLimit: (member) => member.id === member.client.user.id,
  },
  UserManager: { maxSize: 100, keepOverLimit: (user) => user.id === user.client.user.id },
};

export function createDiscordSurface<Services>(
  options: DiscordSurfaceOptions<Services>,
): DiscordSurface {
  const { clock, logger, words, describeError, newId, apiUrl } = options;
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    partials: [],
    allowedMentions: { parse: [], repliedUser: false },
    makeCache: Options.cacheWithLimits(CACHE_LIMITS),
    sweepers: Options.DefaultSweeperSettings,
    ...(apiUrl === undefined ? {} : { rest: { api: apiUrl, version: '10' } }),
  });
  const pacer = new ChannelPacer(clock);
  const replies = new ReplyRunner({ words, describeError, pacer, logger, clock, newId });
  const handlers = options.handlers?.(replies) ?? {};
  const router = new InteractionRouter({
    ...options,
    handlers,
    replies,
    precondition: options.precondition ?? (() => ({ ok: true })),
  });
  let closing: Promise<void> | null = null;
  let isStarted = false;

  watchClient(client, replies, logger);
  client.on(Events.InteractionCreate, (interaction) => void router.handle(interaction));
  client.on(Events.ShardDisconnect, ({ code }) => {
    const fault = closeFault(code);
    logger.error({ code: fault.code, reason: fault.message }, 'The gateway closed for good.');
    if (isStarted && closing === null) options.onLost?.(fault);
  });

  return {
    async start() {
      const commands = commandList(
        options.commands.map(({ definition }) => definition),
        handlers,
      );
      try {
        const applicationId = await logIn(client, options.token, clock);
        const { registration, store } = options;
        const { rest } = client;
        const registry = new CommandRegistry({ rest, applicationId, registration, store, logger });
        await registry.sync(commands);
        isStarted = true;
      } catch (thrown) {
        await client.destroy();
        throw startFault(thrown, apiUrl ?? DISCORD_API_URL);
      }
    },
    close() {
      closing ??= (async () => {
        await replies.close();
        await client.destroy();
      })();
      return closing;
    },
  };
}
