import { PermissionFlagsBits, PermissionsBitField } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { examineChannels } from '../../src/discord/examine-channels.ts';
import { PERMISSIONS } from '../../src/discord/invitation.ts';
import { lackingChannels } from '../../src/discord/lacking-channels.ts';

const GUILD = '1';
const BOT = '2';
const ROLE = '3';
const VIEW = PermissionFlagsBits.ViewChannel;
const SEND = PermissionFlagsBits.SendMessages;
const ALL = PERMISSIONS.bitfield;
const ANYWHERE = { allowedChannels: [], deniedChannels: [] };

const channel = (id: string, rights: bigint) => ({
  ...{ id, name: `c${id}` },
  rights: new PermissionsBitField(rights),
});

describe('where the bot lacks something', () => {
  test('is where it sees a channel and may not do all it should', () => {
    const channels = [channel('10', ALL), channel('11', ALL & ~SEND), channel('12', 0n)];
    expect(lackingChannels(channels, ANYWHERE)).toEqual([
      { id: '11', name: 'c11', missing: ['SendMessages'] },
    ]);
  });

  test('is a channel it is meant for and does not see', () => {
    const channels = [channel('11', ALL & ~SEND), channel('12', ALL & ~VIEW)];
    const rules = { ...ANYWHERE, allowedChannels: ['12'] };
    expect(lackingChannels(channels, rules)).toEqual([
      { id: '12', name: 'c12', missing: ['ViewChannel'] },
    ]);
  });

  test('is none where it may not answer', () => {
    const rules = { allowedChannels: ['11'], deniedChannels: ['11'] };
    expect(lackingChannels([channel('11', 0n)], rules)).toEqual([]);
  });
});

describe('permissions in channels', () => {
  interface Overwrite {
    readonly id: string;
    readonly allow?: bigint;
    readonly deny?: bigint;
  }

  function examined(overwrites: readonly Overwrite[], everyone = ALL, role = 0n) {
    const answers: Record<string, unknown> = {
      [`/guilds/${GUILD}/channels`]: [
        { id: '20', type: 2, name: 'voice' },
        {
          ...{ id: '10', type: 0, name: 'general' },
          permission_overwrites: overwrites.map(({ id, allow = 0n, deny = 0n }) => ({
            ...{ id, type: id === BOT ? 1 : 0 },
            ...{ allow: String(allow), deny: String(deny) },
          })),
        },
      ],
      [`/guilds/${GUILD}/roles`]: [
        { id: GUILD, permissions: String(everyone) },
        { id: ROLE, permissions: String(role) },
        { id: '99', permissions: String(ALL) },
      ],
      [`/guilds/${GUILD}/members/${BOT}`]: { roles: [ROLE] },
    };
    return examineChannels((route) => Promise.resolve(answers[route]), {
      ...{ guildId: GUILD, botId: BOT },
    });
  }

  test('are those of everyone and of its roles, and of no other role', async () => {
    expect(await examined([])).toEqual({ open: 1, hidden: 0, lacking: [] });
    expect(await examined([], 0n, ALL)).toMatchObject({ open: 1 });
    expect(await examined([], 0n, 0n)).toMatchObject({ open: 0, hidden: 1 });
  });

  test('are changed by the channel for everyone, then for roles, then for the bot', async () => {
    expect(await examined([{ id: GUILD, deny: VIEW }])).toMatchObject({ hidden: 1 });
    expect(
      await examined([
        { id: ROLE, allow: VIEW },
        { id: GUILD, deny: VIEW },
      ]),
    ).toMatchObject({ open: 1 });
    expect(
      await examined([
        { id: BOT, deny: SEND },
        { id: ROLE, allow: SEND },
      ]),
    ).toMatchObject({ lacking: [{ name: 'general', missing: ['SendMessages'] }] });
    expect(await examined([{ id: '99', deny: VIEW }])).toMatchObject({ open: 1 });
  });

  test('are all of them for an administrator', async () => {
    const admin = PermissionFlagsBits.Administrator;
    expect(await examined([{ id: BOT, deny: VIEW }], admin)).toMatchObject({ open: 1 });
  });
});
