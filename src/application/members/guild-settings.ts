import { LANGUAGES } from '../../domain/language.ts';
import {
  DEFAULT_GUILD_SETTINGS,
  type GuildSettings,
  type SettingsStore,
} from '../../domain/stores.ts';

/** Most ids in one list. */
export const MAX_LIST_IDS = 50;
/** Greatest daily limit, in questions. */
export const MAX_DAILY_LIMIT = 10_000;

const LISTS = ['allowedChannels', 'deniedChannels', 'askRoles', 'reindexRoles'] as const;
const LIMITS = ['dailyLimitPerUser', 'dailyLimitPerGuild'] as const;
const ID = /^\d{15,21}$/u;

/** A setting that is a list of ids. */
export type SettingsList = (typeof LISTS)[number];

/** One thing that is wrong with a change. */
export interface SettingsProblem {
  readonly field: keyof GuildSettings;
  /**
   * `too-many`: over `MAX_LIST_IDS`; `bad-id`: not 15 to 21 digits; `bad-limit`: not a whole number
   * from 1 to `MAX_DAILY_LIMIT`; `bad-choice`: none of the values there are.
   */
  readonly reason: 'too-many' | 'bad-id' | 'bad-limit' | 'bad-choice';
}

/** The settings after a change, or why there was none. */
export type SettingsOutcome =
  | { readonly ok: true; readonly settings: GuildSettings }
  /** Every problem; nothing was changed. */
  | { readonly ok: false; readonly problems: readonly SettingsProblem[] };

/** Fields to change; a missing one stays. */
export type SettingsPatch = Partial<GuildSettings>;

/** Adds an id to a list or takes it out. */
export interface SettingsListEdit {
  readonly list: SettingsList;
  readonly id: string;
  readonly action: 'add' | 'remove';
}

/** Settings after a patch, or what is wrong with it. Lists lose their duplicates. */
export function patchSettings(current: GuildSettings, patch: SettingsPatch): SettingsOutcome {
  const next = { ...current, ...patch };
  for (const field of LISTS) next[field] = [...new Set(next[field])];
  const problems = problemsOf(next);
  return problems.length === 0 ? { ok: true, settings: next } : { ok: false, problems };
}

/** A channel that is allowed is no longer denied, and the other way round. */
export function editSettingsList(
  current: GuildSettings,
  { list, id, action }: SettingsListEdit,
): SettingsOutcome {
  const without = (of: SettingsList): readonly string[] =>
    current[of].filter((each) => each !== id);
  if (action === 'remove') return patchSettings(current, { [list]: without(list) });
  const opposite = oppositeOf(list);
  return patchSettings(current, {
    ...(opposite === null ? {} : { [opposite]: without(opposite) }),
    [list]: [...current[list], id],
  });
}

function oppositeOf(list: SettingsList): SettingsList | null {
  if (list === 'allowedChannels') return 'deniedChannels';
  return list === 'deniedChannels' ? 'allowedChannels' : null;
}

function problemsOf(settings: GuildSettings): SettingsProblem[] {
  const problems: SettingsProblem[] = [];
  for (const field of LISTS) {
    if (settings[field].length > MAX_LIST_IDS) problems.push({ field, reason: 'too-many' });
    if (!settings[field].every((id) => ID.test(id))) problems.push({ field, reason: 'bad-id' });
  }
  for (const field of LIMITS) {
    const limit = settings[field];
    const isFine =
      limit === null || (Number.isInteger(limit) && limit >= 1 && limit <= MAX_DAILY_LIMIT);
    if (!isFine) problems.push({ field, reason: 'bad-limit' });
  }
  if (settings.language !== null && !LANGUAGES.includes(settings.language)) {
    problems.push({ field: 'language', reason: 'bad-choice' });
  }
  if (!['public', 'private'].includes(settings.visibility)) {
    problems.push({ field: 'visibility', reason: 'bad-choice' });
  }
  return problems;
}

/** Reading and changing the settings of servers. Throws as `SettingsStore`. */
export interface GuildSettingsService {
  /** The defaults for null: outside a server. */
  of(guildId: string | null): Promise<GuildSettings>;
  patch(guildId: string, patch: SettingsPatch): Promise<SettingsOutcome>;
  editList(guildId: string, edit: SettingsListEdit): Promise<SettingsOutcome>;
  /** Back to the defaults. */
  reset(guildId: string): Promise<void>;
}

/** Whether the caller may change settings is the caller's to check, see `isModerator`. */
export function createGuildSettings(store: SettingsStore): GuildSettingsService {
  const change = async (
    guildId: string,
    decide: (current: GuildSettings) => SettingsOutcome,
  ): Promise<SettingsOutcome> => {
    let outcome: SettingsOutcome = { ok: false, problems: [] };
    await store.update(guildId, (current) => {
      outcome = decide(current);
      return outcome.ok ? outcome.settings : current;
    });
    return outcome;
  };
  return {
    of: (guildId) =>
      guildId === null ? Promise.resolve(DEFAULT_GUILD_SETTINGS) : store.get(guildId),
    patch: (guildId, patch) => change(guildId, (current) => patchSettings(current, patch)),
    editList: (guildId, edit) => change(guildId, (current) => editSettingsList(current, edit)),
    reset: (guildId) => store.delete(guildId),
  };
}
