import { describe, expect, test } from 'vitest';
import {
  mayAsk,
  mayReindex,
  type RightsRequest,
} from '../../../src/application/members/guild-rights.ts';
import { DEFAULT_GUILD_SETTINGS, type GuildSettings } from '../../../src/domain/stores.ts';

function request(
  settings: Partial<GuildSettings>,
  change: Partial<RightsRequest> = {},
): RightsRequest {
  return {
    settings: { ...DEFAULT_GUILD_SETTINGS, ...settings },
    guildId: 'guild',
    channelId: 'channel',
    parentChannelId: null,
    roleIds: ['member'],
    isModerator: false,
    ...change,
  };
}
const thread = { channelId: 'thread', parentChannelId: 'channel' };

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
    ['@everyone as the role', { askRoles: ['guild'] }, { roleIds: [] }, 'ok'],
    ['a moderator without the role', { askRoles: ['other'] }, { isModerator: true }, 'ok'],
    [
      'a moderator in a denied channel',
      { deniedChannels: ['channel'] },
      { isModerator: true },
      'channel-denied',
    ],
  ])('%s', (_, settings, change, expected) => {
    const outcome = mayAsk(request(settings, change));
    expect(outcome.ok ? 'ok' : outcome.reason).toBe(expected);
  });
});

describe('mayReindex', () => {
  test('is for moderators and the named roles only', () => {
    expect(mayReindex(request({}))).toEqual({ ok: false, reason: 'role-missing' });
    expect(mayReindex(request({}, { isModerator: true }))).toEqual({ ok: true });
    expect(mayReindex(request({ reindexRoles: ['member'] }))).toEqual({ ok: true });
    expect(mayReindex(request({ reindexRoles: ['other'] })).ok).toBe(false);
  });

  test("is nobody's outside a server", () => {
    expect(mayReindex(request({}, { guildId: null, roleIds: [] })).ok).toBe(false);
  });
});
