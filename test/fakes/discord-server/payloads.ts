import { BOT_ROLE_ID } from './permissions.ts';
import { pollPayload } from './polls.ts';
import type { ServerState, StoredChannel, StoredMessage } from './state.ts';
import type { Json, JsonObject } from './wire.ts';

/** What Discord sends. Fields that would be null are left out: discord.js trips over some of them. */

export function userPayload(id: string, name: string, isBot = false): JsonObject {
  return { id, username: name, discriminator: '0', global_name: name, avatar: null, bot: isBot };
}

export function channelPayload(channel: StoredChannel): JsonObject {
  return {
    id: channel.id,
    type: channel.type,
    ...(channel.guildId === null
      ? { recipients: [] }
      : {
          ...{ guild_id: channel.guildId, name: channel.name, position: 0 },
          permission_overwrites: channel.overwrites.map((overwrite) => ({ ...overwrite })),
        }),
    ...(channel.parentId === null ? {} : { parent_id: channel.parentId }),
    ...(isThread(channel)
      ? { thread_metadata: threadMetadata(), member_count: 1, message_count: 0 }
      : {}),
  };
}

function isThread({ type }: StoredChannel): boolean {
  return type === 11 || type === 12;
}

function threadMetadata(): JsonObject {
  return {
    archived: false,
    auto_archive_duration: 1_440, // minutes, 1 day
    archive_timestamp: '2026-01-01T00:00:00.000Z',
    locked: false,
  };
}

/** A role every server has besides @everyone. */
export const ROLE_ID = '200000000000000001';

/** A member nobody else is. */
const OWNER_ID = '200000000000000002';

export function rolesPayload(guildId: string, { everyone, invited }: ServerState): JsonObject[] {
  const common = { color: 0, hoist: false, managed: false, mentionable: false };
  return [
    { ...common, id: guildId, name: '@everyone', position: 0, permissions: String(everyone) },
    { ...common, id: ROLE_ID, name: 'askers', position: 1, permissions: '0' },
    {
      ...{ ...common, id: BOT_ROLE_ID, name: 'cria', position: 2, managed: true },
      permissions: String(invited),
    },
  ];
}

export function guildPayload(id: string, state: ServerState): JsonObject {
  const all = [...state.channels.values()].filter((channel) => channel.guildId === id);
  const threads = all.filter(isThread);
  const channels = all.filter((channel) => !isThread(channel));
  return {
    id,
    name: `Guild ${id}`,
    owner_id: OWNER_ID,
    afk_timeout: 300, // seconds
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    roles: rolesPayload(id, state),
    emojis: [],
    features: [],
    mfa_level: 0,
    system_channel_flags: 0,
    system_channel_id: state.systemChannelId,
    premium_tier: 0,
    preferred_locale: 'en-US',
    nsfw_level: 0,
    premium_progress_bar_enabled: false,
    joined_at: '2026-01-01T00:00:00.000Z',
    large: false,
    unavailable: false,
    member_count: 2,
    voice_states: [],
    members: [
      {
        user: userPayload(state.botUserId, 'cria', true),
        roles: [BOT_ROLE_ID],
        joined_at: '2026-01-01T00:00:00.000Z',
        deaf: false,
        mute: false,
        flags: 0,
      },
    ],
    channels: channels.map(channelPayload),
    threads: threads.map(channelPayload),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    stickers: [],
  };
}

export function messagePayload(message: StoredMessage, state: ServerState): JsonObject {
  const isBot = message.authorId === state.botUserId;
  return {
    id: message.id,
    channel_id: message.channelId,
    author: userPayload(message.authorId, isBot ? 'cria' : 'someone', isBot),
    type: message.interactionToken === null ? 0 : 20,
    content: message.content,
    timestamp: new Date(message.versions[0]?.at ?? 0).toISOString(),
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: [],
    pinned: false,
    flags: message.flags,
    components: message.components as Json[],
    ...(message.poll === null ? {} : { poll: pollPayload(message.poll, state) }),
    ...(message.interactionToken === null ? {} : { webhook_id: state.applicationId }),
    ...(isBot ? { application_id: state.applicationId } : {}),
  };
}
