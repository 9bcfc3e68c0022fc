import {
  PermissionFlagsBits,
  PermissionsBitField,
  Routes,
  type APIGuildMember,
  type APIOverwrite,
  type APIRole,
  type ChannelType,
} from 'discord.js';
import { lackingChannels, TEXT_CHANNELS, type ChannelRights } from './lacking-channels.ts';

/** What the bot may do in the channels of a server. */
export interface ChannelsState {
  /** It sees, and may do there all it should. */
  readonly open: number;
  /** It does not see. */
  readonly hidden: number;
  /** It sees, and lacks something. */
  readonly lacking: readonly { readonly name: string; readonly missing: readonly string[] }[];
}

/** Reads a route of Discord's API. */
export type Get = (route: `/${string}`) => Promise<unknown>;

interface RemoteChannel {
  readonly id: string;
  readonly name?: string;
  readonly type: ChannelType;
  readonly permission_overwrites?: readonly APIOverwrite[];
}

/** Asks for channels, roles and the bot's own roles. @throws what `get` throws */
export async function examineChannels(
  get: Get,
  { guildId, botId }: { readonly guildId: string; readonly botId: string },
): Promise<ChannelsState> {
  const [channels, roles, own] = (await Promise.all([
    get(Routes.guildChannels(guildId)),
    get(Routes.guildRoles(guildId)),
    get(Routes.guildMember(guildId, botId)),
  ])) as [RemoteChannel[], APIRole[], Pick<APIGuildMember, 'roles'>];
  const held = new Set([guildId, ...own.roles]);
  const base = roles
    .filter(({ id }) => held.has(id))
    .reduce((bits, { permissions }) => bits | BigInt(permissions), 0n);
  const rights = channels
    .filter(({ type }) => TEXT_CHANNELS.has(type))
    .map(({ id, name = id, permission_overwrites: overwrites = [] }): ChannelRights => ({
      ...{ id, name },
      rights: new PermissionsBitField(
        bitsIn(base, overwrites, { guildId, botId, roleIds: own.roles }),
      ),
    }));
  const hidden = rights.filter((each) => !each.rights.has(PermissionFlagsBits.ViewChannel)).length;
  const lacking = lackingChannels(rights, { allowedChannels: [], deniedChannels: [] });
  return { hidden, lacking, open: rights.length - hidden - lacking.length };
}

interface Held {
  readonly guildId: string;
  readonly botId: string;
  readonly roleIds: readonly string[];
}

/** In the order of https://docs.discord.com/developers/topics/permissions#permission-overwrites */
function bitsIn(base: bigint, overwrites: readonly APIOverwrite[], held: Held): bigint {
  if ((base & PermissionFlagsBits.Administrator) !== 0n) return PermissionsBitField.All;
  const { guildId, botId, roleIds } = held;
  return [[guildId], roleIds, [botId]].reduce((bits, ids) => {
    const applied = overwrites.filter(({ id }) => ids.includes(id));
    const sum = (of: 'allow' | 'deny'): bigint =>
      applied.reduce((all, overwrite) => all | BigInt(overwrite[of]), 0n);
    return (bits & ~sum('deny')) | sum('allow');
  }, base);
}
