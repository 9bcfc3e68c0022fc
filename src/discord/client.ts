import { ActivityType, Events, type Client, type PresenceData } from 'discord.js';
import type { Action, Command } from '../application/command.ts';
import type { ReplyJournal } from '../application/members/interrupted-replies.ts';
import type { LeftServers } from '../application/members/left-servers.ts';
import type { AppError } from '../domain/errors.ts';
import type { Language } from '../domain/language.ts';
import type { Observe } from '../domain/observer.ts';
import { servesGuild, type Shards } from '../domain/shards.ts';
import type { Clock, Logger, NewId } from '../domain/ports.ts';
import { ActionRouter } from './action-router.ts';
import { watchPolls, type PollEnded } from './channel-polls.ts';
import { ChannelPacer } from './channel-pacer.ts';
import { commandList } from './command-json.ts';
import { CommandRegistry, type RegistrationOptions } from './command-registry.ts';
import { invitationAddress } from './invitation.ts';
import { DISCONNECT_TIMEOUT_MS } from './discord-limits.ts';
import { logIn, watchClient } from './connection.ts';
import { closeFault, startFault } from './discord-faults.ts';
import { createClient } from './gateway-client.ts';
import type { DiscordWords } from './discord-words.ts';
import { greet, type GreetOptions } from './greet.ts';
import { lackingIn, type ChannelRules } from './lacking-channels.ts';
import { InteractionRouter } from './interaction-router.ts';
import { markInterrupted } from './mark-interrupted.ts';
import { commandMentions, type CommandMentions } from '../markup/mentions.ts';
import { MessageRouter } from './message-router.ts';
import { createReadAttachment } from './read-attachment.ts';
import type { RegistryStore } from './registry-store.ts';
import { ReplyRunner } from './reply-runner.ts';
import { watchServers } from './watch-servers.ts';

export interface DiscordSurfaceOptions<Services> {
  readonly token: string;
  /**
   * Another API than Discord's, e.g. `http://127.0.0.1:8080/api`; without version. Attachments may
   * come from there too.
   */
  readonly apiUrl?: string | undefined;
  readonly commands: readonly Command<Services>[];
  readonly services: Services;
  readonly words: DiscordWords;
  /** The user's sentence for a fault. */
  readonly describeError: (error: AppError, language: Language) => string;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly newId: NewId;
  /** What of the bot's servers is served here. Default: all. */
  readonly shards?: Shards | undefined;
  /** Runs work while no other process runs any by that name. Default: at once. */
  readonly exclusively?: (<T>(name: string, work: () => Promise<T>) => Promise<T>) | undefined;
  readonly registration: RegistrationOptions;
  readonly store: RegistryStore;
  /** What buttons and the menus of messages do. */
  readonly actions: readonly Action<Services>[];
  /** Remembers running replies beyond a crash. */
  readonly journal: ReplyJournal;
  /** Hears of servers the bot is removed from and comes back to. */
  readonly servers: LeftServers;
  /** Hears how polls ended that the bot has opened. */
  readonly pollEnded: PollEnded;
  /** Answers mentions and direct messages. */
  readonly messages: {
    readonly command: Command<Services>;
    readonly detectLanguage: (text: string) => Language | null;
  };
  /** Hears of rate limits. Default: nobody does. */
  readonly observe?: Observe | undefined;
  /** The connection is lost for good after a successful start, e.g. because the token was reset. */
  readonly onLost: (error: AppError) => void;
}

export interface DiscordSurface {
  /**
   * Logs in and registers the commands; resolves when they can be used, to the address that invites
   * the bot. @throws AppError `discord-token-invalid` | `discord-failed` | `internal` (a command breaks a limit)
   */
  start(): Promise<string>;
  /** What the bot's own status says it is doing; null: it is simply there. */
  announce(what: string | null): void;
  /** Ids of the channels of a server it is to answer in and lacks a permission in. */
  lacking(guildId: string, rules: ChannelRules): readonly string[];
  /** Ends running replies, marked as interrupted, and disconnects. Idempotent, never throws. */
  close(): Promise<void>;
}

const atOnce = <T>(_name: string, work: () => Promise<T>): Promise<T> => work();
const unobserved: Observe = () => undefined;
const ONE_SHARD: Shards = { count: 1, ids: [0] };
const DISCORD_API_URL = 'https://discord.com/api';

export function createDiscordSurface<Services>(
  options: DiscordSurfaceOptions<Services>,
): DiscordSurface {
  const { clock, logger, words, journal, actions, apiUrl, shards = ONE_SHARD } = options;
  const client = createClient(apiUrl ?? DISCORD_API_URL, shards);
  const mentions = new Map<string, string>();
  const replies = new ReplyRunner({ ...options, pacer: new ChannelPacer(clock), mentions });
  let closing: Promise<void> | null = null;
  let isStarted = false;
  let announced: string | null = null;

  watchClient(client, replies, { logger, observe: options.observe ?? unobserved });
  watchServers(client, options.servers);
  greetServers(client, { words, logger, commands: mentions });
  routeEvents(client, { ...options, mentions }, replies);
  client.on(Events.ShardDisconnect, ({ code }) => {
    const fault = closeFault(code);
    logger.error({ code: fault.code, reason: fault.message }, 'The gateway closed for good.');
    if (isStarted && closing === null) options.onLost(fault);
  });

  return {
    async start() {
      const definitions = options.commands.map(({ definition }) => definition);
      const commands = commandList(definitions, actions);
      // Before anything new can run and be taken for a reply that was left behind.
      const leftOver = await journal.leftOver();
      try {
        const applicationId = await logIn(client, options.token, clock);
        await options.servers.settle([...client.guilds.cache.keys()], (guildId) =>
          servesGuild(shards, guildId),
        );
        const { registration, store } = options;
        const { rest } = client;
        const registry = new CommandRegistry({ rest, applicationId, registration, store, logger });
        const { ids } = await (options.exclusively ?? atOnce)('commands', () =>
          registry.sync(commands),
        );
        for (const [typed, mention] of commandMentions(definitions, ids)) {
          mentions.set(typed, mention);
        }
        isStarted = true;
        await markInterrupted(leftOver, { rest, journal, words, logger });
        return invitationAddress(applicationId);
      } catch (thrown) {
        await client.destroy();
        throw startFault(thrown, apiUrl ?? DISCORD_API_URL);
      }
    },
    announce(what) {
      if (what !== announced && closing === null) client.user?.setPresence(presenceOf(what));
      announced = what;
    },
    lacking: (guildId, rules) => lackingIn(client, guildId, rules),
    close() {
      closing ??= (async () => {
        await replies.close();
        await leave(client, clock);
      })();
      return closing;
    },
  };
}

function presenceOf(what: string | null): PresenceData {
  if (what === null) return { status: 'online', activities: [] };
  return {
    status: 'idle',
    activities: [{ type: ActivityType.Custom, name: 'status', state: what }],
  };
}

/** A gateway that is away may keep its client waiting. */
async function leave(client: Client, clock: Clock): Promise<void> {
  const over = new AbortController();
  const late = clock.sleep(DISCONNECT_TIMEOUT_MS, over.signal).catch(() => undefined);
  await Promise.race([client.destroy(), late]);
  over.abort();
}

/** A server that is joined while the bot runs; those it was in already are no news. */
function greetServers(client: Client, options: Omit<GreetOptions, 'rest'>): void {
  client.on(Events.GuildCreate, (guild) => void greet(guild, { rest: client.rest, ...options }));
}

function routeEvents<Services>(
  client: Client,
  options: DiscordSurfaceOptions<Services> & { readonly mentions: CommandMentions },
  replies: ReplyRunner,
): void {
  const readAttachment = createReadAttachment(options);
  const actions = new ActionRouter({ ...options, replies });
  const router = new InteractionRouter({ ...options, actions, replies, readAttachment });
  const messages = new MessageRouter({ ...options, ...options.messages, replies });
  client.on(Events.InteractionCreate, (interaction) => void router.handle(interaction));
  client.on(Events.MessageCreate, (message) => void messages.handle(message));
  watchPolls(client, options.pollEnded);
}
