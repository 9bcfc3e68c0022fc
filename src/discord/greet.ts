import { ChannelType, PermissionFlagsBits, Routes, type Guild, type REST } from 'discord.js';
import { languageFromLocale } from '../domain/language.ts';
import type { Logger } from '../domain/ports.ts';
import { cleanMarkdown } from '../markup/clean-markdown.ts';
import { faultFields } from './discord-faults.ts';
import type { DiscordWords } from './discord-words.ts';
import { maskMentions, type CommandMentions } from '../markup/mentions.ts';
import { splitMessages } from './split-message.ts';

export interface GreetOptions {
  readonly rest: REST;
  readonly words: DiscordWords;
  readonly commands: CommandMentions;
  readonly logger: Logger;
}

/**
 * Says once what the bot does, in the channel of a server for such news, else in the first one it may
 * write to. Never rejects.
 */
export async function greet(
  guild: Guild,
  { rest, words, commands, logger }: GreetOptions,
): Promise<void> {
  const channelId = channelFor(guild);
  if (channelId === null) return;
  const text = words.greeting(languageFromLocale(guild.preferredLocale));
  const masked = maskMentions(text, [...commands.keys()], commands);
  const content = masked.restore(splitMessages(cleanMarkdown(masked.text))[0] ?? '');
  try {
    await rest.post(Routes.channelMessages(channelId), {
      body: { content, allowed_mentions: { parse: [] }, nonce: guild.id, enforce_nonce: true },
    });
  } catch (thrown) {
    logger.info(faultFields(thrown), 'A server could not be greeted.');
  }
}

function channelFor(guild: Guild): string | null {
  const own = guild.members.me;
  const isOpen = (channel: Guild['systemChannel']): boolean =>
    own !== null &&
    channel
      ?.permissionsFor(own)
      .has([PermissionFlagsBits.ViewChannel, PermissionFlagsBits.SendMessages]) === true;
  if (isOpen(guild.systemChannel)) return guild.systemChannelId;
  for (const channel of guild.channels.cache.values()) {
    if (channel.type === ChannelType.GuildText && isOpen(channel)) return channel.id;
  }
  return null;
}
