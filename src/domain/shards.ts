/**
 * Which part of the bot's servers a process serves;
 * https://docs.discord.com/developers/events/gateway#sharding
 */
export interface Shards {
  /** Of all processes together. */
  readonly count: number;
  /** Of this process, from 0. */
  readonly ids: readonly number[];
}

/** Bits of an id below its moment. */
const TIMESTAMP_SHIFT = 22n;

/** Whether one of these shards serves a server; an id that is none is served by the first. */
export function servesGuild({ count, ids }: Shards, guildId: string): boolean {
  const shard = /^\d+$/u.test(guildId)
    ? Number((BigInt(guildId) >> TIMESTAMP_SHIFT) % BigInt(count))
    : 0;
  return ids.includes(shard);
}

/** Those of a process; null: all. */
export function shardsOf(count: number, ids: readonly number[] | null): Shards {
  return Object.freeze({ count, ids: ids ?? Array.from({ length: count }, (_, id) => id) });
}
