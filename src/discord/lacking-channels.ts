import { ChannelType, PermissionFlagsBits, PermissionsBitField, type Client } from 'discord.js';
import type { GuildSettings } from '../domain/stores.ts';
import { PERMISSIONS } from './invitation.ts';

/** Where members ask: what else there is has no text, or belongs to one of these. */
export const TEXT_CHANNELS: ReadonlySet<ChannelType> = new Set([
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
]);

/** What the bot may do in a channel. */
export interface ChannelRights {
  readonly id: string;
  readonly name: string;
  readonly rights: PermissionsBitField;
}

/** A channel in which the bot may not do all it should. */
export interface LackingChannel {
  readonly id: string;
  readonly name: string;
  readonly missing: readonly string[];
}

/** Which channels count. */
export type ChannelRules = Pick<GuildSettings, 'allowedChannels' | 'deniedChannels'>;

/**
 * Those among the channels the bot is to answer in where it lacks a permission. Without a list of
 * allowed ones a channel that it cannot see is not meant for it.
 */
export function lackingChannels(
  channels: readonly ChannelRights[],
  { allowedChannels, deniedChannels }: ChannelRules,
): LackingChannel[] {
  return channels
    .filter(({ id, rights }) => {
      if (deniedChannels.includes(id)) return false;
      return allowedChannels.length === 0
        ? rights.has(PermissionFlagsBits.ViewChannel)
        : allowedChannels.includes(id);
    })
    .map(({ id, name, rights }) => ({ id, name, missing: rights.missing(PERMISSIONS) }))
    .filter(({ missing }) => missing.length > 0);
}

/** Their ids, of a server as the gateway has told of it; empty where nothing is known. */
export function lackingIn(client: Client, guildId: string, rules: ChannelRules): string[] {
  const guild = client.guilds.cache.get(guildId);
  const own = guild?.members.me ?? null;
  if (guild === undefined || own === null) return [];
  const channels = [...guild.channels.cache.values()]
    .filter(({ type }) => TEXT_CHANNELS.has(type))
    .map((channel) => ({
      ...{ id: channel.id, name: channel.name },
      rights: new PermissionsBitField(channel.permissionsFor(own)),
    }));
  return lackingChannels(channels, rules).map(({ id }) => id);
}
