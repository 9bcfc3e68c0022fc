import {
  ChannelType,
  DiscordAPIError,
  PermissionFlagsBits,
  RESTJSONErrorCodes,
  Routes,
  type AnyThreadChannel,
  type AutocompleteInteraction,
  type Client,
  type RepliableInteraction,
} from 'discord.js';
import type {
  CallPlace,
  CommandCall,
  PlacePolls,
  SurfaceAbilities,
} from '../application/command.ts';
import { languageFromLocale } from '../domain/language.ts';
import { placePolls } from './channel-polls.ts';
import { parseActionId } from './custom-id.ts';
import { MAX_THREAD_NAME_CHARS } from './discord-limits.ts';
import { cleanCharacters, clip } from '../markup/plain-text.ts';

/** Verbs of buttons whose subject is the id of the answer they stand below. */
const ANSWER_VERBS = new Set(['sources', 'ask-on', 'regenerate', 'vote-up', 'vote-down', 'why']);

/** Channels whose messages can have a thread. */
const THREADED: ReadonlySet<ChannelType> = new Set([
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
]);

/** A question with a story; longer ones are clipped, in characters. */
const MAX_TOPIC_CHARS = 1_200;

/** What Discord can do with the reply to an interaction. */
export const INTERACTIONS: SurfaceAbilities = {
  way: 'interaction',
  buttons: true,
  privateReplies: true,
  storage: true,
};

/** What the bot can do where a call comes from, beyond answering. */
export interface PlaceRights {
  /** Whether the bot has the permission there. */
  readonly mayOpenThreads: boolean;
  readonly polls?: PlacePolls | undefined;
}

export function callPlace(
  client: Client,
  channelId: string,
  { mayOpenThreads, polls }: PlaceRights,
): CallPlace {
  const channel = client.channels.cache.get(channelId);
  const thread = channel?.isThread() === true ? channel : null;
  const parentChannelId = thread?.parentId ?? null;
  const hasThreads = channel !== undefined && THREADED.has(channel.type);
  return {
    channelId,
    parentChannelId,
    ...(hasThreads && mayOpenThreads
      ? { openThread: (messageId, title) => openThread(client, { channelId, messageId, title }) }
      : {}),
    ...(polls === undefined ? {} : { polls }),
    // A thread has the id of the message it was started from.
    answerAt: (message) => answerBelow(client, message.channelId, message.messageId),
    startedFrom: () =>
      parentChannelId === null
        ? Promise.resolve(null)
        : answerBelow(client, parentChannelId, channelId),
    ...(thread === null ? {} : { topic: () => topicOf(client, thread) }),
  };
}

/** Channels whose threads begin with a message of their own. */
const POSTED: ReadonlySet<ChannelType | undefined> = new Set([
  ChannelType.GuildForum,
  ChannelType.GuildMedia,
]);

/**
 * The title of a thread and the text of the message it begins with, which has the thread's id. Discord
 * gives that text without a privileged intent only where it mentions the bot: of others it is empty.
 */
async function topicOf(client: Client, thread: AnyThreadChannel): Promise<string | null> {
  const { id, name, parentId, parent } = thread;
  const channelId = POSTED.has(parent?.type) ? id : (parentId ?? id);
  const starter = await client.rest
    .get(Routes.channelMessage(channelId, id))
    .catch((): unknown => ({})); // deleted, or the thread began without one
  const { author, content = '' } = starter as { author?: { id?: string }; content?: string };
  const ownId = client.user?.id ?? '';
  if (author?.id === ownId) return null;
  const text = withoutMentions(content, ownId);
  // Of a thread below a message Discord offers its beginning as the title.
  const topic = text === '' || text.startsWith(name) ? text || name : `${name}\n${text}`;
  return clip(cleanCharacters(topic).trim(), MAX_TOPIC_CHARS);
}

/** A text without the mentions that call the bot, on one line. */
export function withoutMentions(text: string, botId: string): string {
  return text
    .replaceAll(new RegExp(`<@!?${botId}>`, 'gu'), ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}

interface NewThread {
  readonly channelId: string;
  readonly messageId: string;
  readonly title: string;
}

/** A thread has the id of the message it is opened below. */
async function openThread(
  { rest }: Client,
  { channelId, messageId, title }: NewThread,
): Promise<string | null> {
  const name = clip(cleanCharacters(title).replace(/\s+/gu, ' ').trim(), MAX_THREAD_NAME_CHARS);
  try {
    await rest.post(Routes.threads(channelId, messageId), { body: { name } });
    return messageId;
  } catch (thrown) {
    const isThere =
      thrown instanceof DiscordAPIError &&
      thrown.code === RESTJSONErrorCodes.ThreadAlreadyCreatedForMessage;
    return isThere ? messageId : null;
  }
}

/**
 * Where an interaction came from. Without a channel of its own the asker stands for it, so that
 * nobody else is ever there: the id is stored, so it must be no secret such as the token.
 */
export function channelOf({
  channelId,
  user,
}: Pick<RepliableInteraction | AutocompleteInteraction, 'channelId' | 'user'>): string {
  return channelId ?? user.id;
}

/** What came with an interaction. */
export interface InteractionInput {
  readonly options: CommandCall['options'];
  readonly files?: CommandCall['files'];
}

/** Who did what, from an interaction. Everybody on Discord is a member, whoever runs the bot too. */
export function interactionCall(
  interaction: RepliableInteraction | AutocompleteInteraction,
  { options, files = new Map() }: InteractionInput,
): CommandCall {
  const { user, guildId, locale, member, memberPermissions, client } = interaction;
  const { appPermissions: rights } = interaction;
  const channelId = channelOf(interaction);
  const roles = member?.roles;
  return {
    caller: {
      kind: 'member',
      id: user.id,
      roleIds: roles === undefined ? [] : Array.isArray(roles) ? roles : [...roles.cache.keys()],
      isModerator: memberPermissions?.has(PermissionFlagsBits.ManageGuild) ?? false,
    },
    surface: INTERACTIONS,
    language: languageFromLocale(locale),
    guildId,
    place: callPlace(client, channelId, {
      mayOpenThreads: rights.has(PermissionFlagsBits.CreatePublicThreads),
      polls: guildId === null ? undefined : placePolls(client, { guildId, channelId, rights }),
    }),
    options,
    files,
  };
}

/** Id of the answer whose buttons stand below a message of the bot; null when there is none. */
export async function answerBelow(
  client: Client,
  channelId: string,
  messageId: string,
): Promise<string | null> {
  try {
    const message = await client.rest.get(Routes.channelMessage(channelId, messageId));
    return answerIdIn(message, client.user?.id ?? '');
  } catch {
    return null; // deleted, or not to be seen by the bot
  }
}

/** Reads only what the bot itself wrote: anybody can put buttons below a message. */
function answerIdIn(message: unknown, botId: string): string | null {
  const { author, components } = message as {
    author?: { id?: string };
    components?: readonly { components?: readonly { custom_id?: string }[] }[];
  };
  if (author?.id !== botId) return null;
  for (const row of components ?? []) {
    for (const { custom_id } of row.components ?? []) {
      const action = custom_id === undefined ? null : parseActionId(custom_id);
      if (action !== null && ANSWER_VERBS.has(action.verb)) return action.subject;
    }
  }
  return null;
}
