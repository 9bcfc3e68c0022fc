import type { ServerState, StoredChannel } from './state.ts';
import { FAULT } from './wire.ts';

/** What the server asks for; https://docs.discord.com/developers/topics/permissions */
export const PERMISSION = {
  administrator: 1n << 3n,
  viewChannel: 1n << 10n,
  sendMessages: 1n << 11n,
  readMessageHistory: 1n << 16n,
  createPublicThreads: 1n << 35n,
  sendMessagesInThreads: 1n << 38n,
  sendPolls: 1n << 49n,
} as const;

/** All of a member but Administrator, what threads need, and polls. */
export const MEMBER =
  (2_147_483_647n & ~PERMISSION.administrator) |
  (0b111n << 34n) |
  (1n << 38n) |
  PERMISSION.sendPolls;
const ALL = (1n << 53n) - 1n;

const isThread = ({ type }: StoredChannel): boolean => type === 11 || type === 12;

/** Role the bot was given with its invitation. */
export const BOT_ROLE_ID = '200000000000000003';

/** What the bot may do in a channel: by its roles and the channel's overwrites; a thread has its parent's. */
export function botPermissions(state: ServerState, channel: StoredChannel): bigint {
  const { guildId } = channel;
  if (guildId === null) return ALL;
  const base = state.everyone | state.invited;
  if ((base & PERMISSION.administrator) !== 0n) return ALL;
  const owner = isThread(channel) ? state.channels.get(channel.parentId ?? '') : channel;
  return [guildId, BOT_ROLE_ID, state.botUserId].reduce((bits, id) => {
    const found = owner?.overwrites.find((overwrite) => overwrite.id === id);
    return found === undefined ? bits : (bits & ~BigInt(found.deny)) | BigInt(found.allow);
  }, base);
}

/**
 * Nothing is done in a channel that is not seen, nor what is not allowed.
 * @throws RestFault 50001 | 50013
 */
export function mustHave(state: ServerState, channel: StoredChannel, wanted = 0n): void {
  const held = botPermissions(state, channel);
  if ((held & PERMISSION.viewChannel) === 0n) throw FAULT.missingAccess();
  if ((held & wanted) !== wanted) throw FAULT.missingPermissions();
}

/** What a message needs where it is sent. */
export function toSend(channel: StoredChannel): bigint {
  return isThread(channel) ? PERMISSION.sendMessagesInThreads : PERMISSION.sendMessages;
}
