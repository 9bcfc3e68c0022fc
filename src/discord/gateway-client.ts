import {
  Client,
  GatewayIntentBits,
  Options,
  Partials,
  type CacheWithLimitsOptions,
} from 'discord.js';
import type { Shards } from '../domain/shards.ts';

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

/**
 * None is privileged: the text of messages that mention the bot and of direct messages comes
 * without `MessageContent`, and no other text is wanted.
 */
export const INTENTS = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.DirectMessages,
];

/** @param apiUrl without version */
export function createClient(apiUrl: string, shards: Shards): Client {
  return new Client({
    shards: [...shards.ids],
    shardCount: shards.count,
    intents: INTENTS,
    // Direct messages come from channels Discord has not announced.
    partials: [Partials.Channel],
    allowedMentions: { parse: [], repliedUser: false },
    makeCache: Options.cacheWithLimits(CACHE_LIMITS),
    sweepers: Options.DefaultSweeperSettings,
    // discord.js counts everything against the global limit of 50 a second and lets the rest wait.
    // Interactions are not bound to it (https://docs.discord.com/developers/topics/rate-limits), and
    // a burst of them has to be acknowledged within 3 s; everything else is paced by `ChannelPacer`.
    rest: { api: apiUrl, version: '10', globalRequestsPerSecond: Infinity },
  });
}
