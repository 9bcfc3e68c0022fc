import { describe, expect, test } from 'vitest';
import type { CallPlace } from '../../../src/application/command.ts';
import {
  mayAsk,
  mayReindex,
  type RightsRequest,
} from '../../../src/application/members/guild-rights.ts';
import { DEFAULT_GUILD_SETTINGS, type GuildSettings } from '../../../src/domain/stores.ts';
import { OPERATOR } from '../../../src/terminal/operator-call.ts';
import { member } from '../../fakes/calls.ts';

function request(
  settings: Partial<GuildSettings>,
  change: Partial<RightsRequest> = {},
): RightsRequest {
  return {
    settings: { ...DEFAULT_GUILD_SETTINGS, ...settings },
    caller: member({ roleIds: ['member'] }),
    guildId: 'guild',
    place: placeOf('channel', null),
    ...change,
  };
}
const placeOf = (channelId: string, parentChannelId: string | null): CallPlace => ({
  channelId,
  parentChannelId,
  startedFrom: () => Promise.resolve(null),
});
const thread = { place: placeOf('thread', 'channel') };
const nowhere = { place: null };
const moderator = { caller: member({ isModerator: true }) };
const operator = { caller: OPERATOR };

describe('mayAsk', () => {
  test.each<[string, Partial<GuildSettings>, Partial<RightsRequest>, string]>([
    ['everything by default', {}, {}, 'ok'],
    ['a denied channel', { deniedChannels: ['channel'] }, {}, 'channel-denied'],
    ['a thread of a denied channel', { deniedChannels: ['channel'] }, thread, 'channel-denied'],
    ['a denied thread', { deniedChannels: ['thread'] }, thread, 'channel-denied'],
    ['an allowed channel', { allowedChannels: ['channel'] }, {}, 'ok'],
    ['a thread of an allowed channel', { allowedChannels: ['channel'] }, thread, 'ok'],
    ['an allowed thread elsewhere', { allowedChannels: ['thread'] }, thread, 'ok'],
    ['another channel than the allowed', { allowedChannels: ['other'] }, {}, 'channel-denied'],
    [
      'a channel both allowed and denied',
      { allowedChannels: ['channel'], deniedChannels: ['channel'] },
      {},
      'channel-denied',
    ],
    [
      'an allowed thread of a denied channel',
      { allowedChannels: ['thread'], deniedChannels: ['channel'] },
      thread,
      'channel-denied',
    ],
    ['a role that is asked for', { askRoles: ['other', 'member'] }, {}, 'ok'],
    ['no such role', { askRoles: ['other'] }, {}, 'role-missing'],
    ['@everyone as the role', { askRoles: ['guild'] }, { caller: member() }, 'ok'],
    ['a moderator without the role', { askRoles: ['other'] }, moderator, 'ok'],
    [
      'a moderator in a denied channel',
      { deniedChannels: ['channel'] },
      moderator,
      'channel-denied',
    ],
    ['no channel, where all are allowed', { deniedChannels: ['channel'] }, nowhere, 'ok'],
    ['no channel, where some are allowed', { allowedChannels: ['x'] }, nowhere, 'channel-denied'],
    ['the operator anywhere', { allowedChannels: ['x'], askRoles: ['other'] }, operator, 'ok'],
  ])('%s', (_, settings, change, expected) => {
    const outcome = mayAsk(request(settings, change));
    expect(outcome.ok ? 'ok' : outcome.reason).toBe(expected);
  });
});

describe('mayReindex', () => {
  test('is for moderators and the named roles only', () => {
    expect(mayReindex(request({}))).toEqual({ ok: false, reason: 'role-missing' });
    expect(mayReindex(request({}, moderator))).toEqual({ ok: true });
    expect(mayReindex(request({ reindexRoles: ['member'] }))).toEqual({ ok: true });
    expect(mayReindex(request({ reindexRoles: ['other'] })).ok).toBe(false);
  });

  test("is the operator's alone outside a server", () => {
    const outside = { guildId: null, place: null };
    expect(mayReindex(request({}, { ...outside, caller: member() })).ok).toBe(false);
    expect(mayReindex(request({}, { ...outside, ...operator })).ok).toBe(true);
  });
});
