import { describe, expect, test } from 'vitest';
import {
  createGuildSettings,
  editSettingsList,
  MAX_DAILY_LIMIT,
  MAX_LIST_IDS,
  patchSettings,
  type SettingsPatch,
} from '../../../src/application/members/guild-settings.ts';
import type { Language } from '../../../src/domain/language.ts';
import { DEFAULT_GUILD_SETTINGS as DEFAULTS } from '../../../src/domain/stores.ts';
import { MemoryStores } from '../../fakes/memory-stores.ts';

const id = (at: number): string => String(100_000_000_000_000_000n + BigInt(at));

describe('patchSettings', () => {
  test('changes the given fields alone, and drops duplicates', () => {
    const outcome = patchSettings(DEFAULTS, { askRoles: [id(1), id(1)], language: 'de' });
    expect(outcome).toEqual({
      ok: true,
      settings: { ...DEFAULTS, askRoles: [id(1)], language: 'de' },
    });
    expect(DEFAULTS.askRoles).toEqual([]);
  });

  test.each<[SettingsPatch, string]>([
    [{ allowedChannels: ['12'] }, 'bad-id'],
    [{ askRoles: ["1'; DROP TABLE answers; --"] }, 'bad-id'],
    [{ deniedChannels: Array.from({ length: MAX_LIST_IDS + 1 }, (_, at) => id(at)) }, 'too-many'],
    [{ dailyLimitPerUser: 0 }, 'bad-limit'],
    [{ dailyLimitPerUser: 1.5 }, 'bad-limit'],
    [{ dailyLimitPerGuild: MAX_DAILY_LIMIT + 1 }, 'bad-limit'],
    [{ dailyLimitPerGuild: Number.NaN }, 'bad-limit'],
    [{ language: 'fr' as Language }, 'bad-choice'],
    [{ visibility: 'loud' as 'public' }, 'bad-choice'],
  ])('refuses %o', (patch, reason) => {
    const field = Object.keys(patch)[0];
    expect(patchSettings(DEFAULTS, patch)).toEqual({ ok: false, problems: [{ field, reason }] });
  });

  test('names every problem at once', () => {
    const outcome = patchSettings(DEFAULTS, { reindexRoles: ['x'], dailyLimitPerUser: -1 });
    expect(outcome).toMatchObject({ ok: false, problems: [{}, {}] });
  });

  test('takes full lists and the greatest limit', () => {
    const deniedChannels = Array.from({ length: MAX_LIST_IDS }, (_, at) => id(at));
    const patch = { deniedChannels, dailyLimitPerGuild: MAX_DAILY_LIMIT };
    expect(patchSettings(DEFAULTS, patch).ok).toBe(true);
  });
});

describe('editSettingsList', () => {
  test('moves a channel from denied to allowed', () => {
    const denied = { ...DEFAULTS, deniedChannels: [id(1), id(2)] };
    const edit = { list: 'allowedChannels', id: id(1), action: 'add' } as const;
    expect(editSettingsList(denied, edit)).toMatchObject({
      settings: { allowedChannels: [id(1)], deniedChannels: [id(2)] },
    });
  });

  test('takes out, and does not mind what is not there', () => {
    const before = { ...DEFAULTS, askRoles: [id(1)] };
    const remove = (each: string) =>
      editSettingsList(before, { list: 'askRoles', id: each, action: 'remove' });
    expect(remove(id(1))).toMatchObject({ settings: { askRoles: [] } });
    expect(remove(id(9))).toMatchObject({ settings: { askRoles: [id(1)] } });
  });
});

describe('createGuildSettings', () => {
  test('keeps what is right and nothing of what is wrong', async () => {
    const service = createGuildSettings(new MemoryStores().settings);
    expect((await service.patch('g', { visibility: 'private' })).ok).toBe(true);
    const wrong = await service.patch('g', { language: 'de', dailyLimitPerUser: 0 });
    expect(wrong.ok).toBe(false);
    expect(await service.of('g')).toEqual({ ...DEFAULTS, visibility: 'private' });
    await service.editList('g', { list: 'askRoles', id: id(1), action: 'add' });
    expect((await service.of('g')).askRoles).toEqual([id(1)]);
    await service.reset('g');
    expect(await service.of('g')).toEqual(DEFAULTS);
  });

  test('has the defaults outside a server', async () => {
    const service = createGuildSettings(new MemoryStores().settings);
    expect(await service.of(null)).toEqual(DEFAULTS);
  });
});
