import type {
  Command,
  CommandCall,
  CommandContext,
  CommandOption,
  Localised,
  Preparation,
} from '../src/application/command.ts';
import {
  MAX_DAILY_LIMIT,
  type GuildSettingsService,
  type SettingsList,
  type SettingsOutcome,
  type SettingsPatch,
} from '../src/application/members/guild-settings.ts';
import { isModerator } from '../src/application/members/guild-rights.ts';
import type { Services } from '../src/application/services.ts';
import { noticeView } from '../src/application/views/plain-view.ts';
import type { GuildSettings } from '../src/domain/stores.ts';
import { wordsFor } from '../src/words/words.ts';

/** Options that change a list, with what they do to it. */
const LIST_OPTIONS = {
  allowChannel: [['allowedChannels', 'add']],
  denyChannel: [['deniedChannels', 'add']],
  clearChannel: [
    ['allowedChannels', 'remove'],
    ['deniedChannels', 'remove'],
  ],
  askRole: [['askRoles', 'add']],
  noAskRole: [['askRoles', 'remove']],
  reindexRole: [['reindexRoles', 'add']],
  noReindexRole: [['reindexRoles', 'remove']],
} as const satisfies Record<string, readonly (readonly [SettingsList, 'add' | 'remove'])[]>;

const place = (
  kind: 'channel' | 'role',
  key: keyof typeof LIST_OPTIONS,
  name: Localised,
  description: Localised,
): CommandOption => ({ kind, key, name, description });

const limitOption = (key: string, name: Localised, description: Localised): CommandOption => ({
  kind: 'number',
  key,
  name,
  description,
  min: 0,
  max: MAX_DAILY_LIMIT,
});

/** `/settings`: shows the server's settings, or changes what is given and shows them then. */
export const settings: Command<Services> = {
  definition: {
    name: { de: 'einstellungen', en: 'settings' },
    description: {
      de: 'Einstellungen dieses Servers zeigen oder ändern',
      en: 'Show or change the settings of this server',
    },
    audience: 'moderators',
    options: [
      place(
        'channel',
        'allowChannel',
        { de: 'kanal-erlauben', en: 'allow-channel' },
        { de: 'Hier darf gefragt werden', en: 'Questions are allowed here' },
      ),
      place(
        'channel',
        'denyChannel',
        { de: 'kanal-sperren', en: 'deny-channel' },
        { de: 'Hier darf nicht gefragt werden', en: 'Questions are not allowed here' },
      ),
      place(
        'channel',
        'clearChannel',
        { de: 'kanal-vergessen', en: 'clear-channel' },
        { de: 'Weder erlaubt noch gesperrt', en: 'Neither allowed nor denied' },
      ),
      place(
        'role',
        'askRole',
        { de: 'fragerolle', en: 'ask-role' },
        { de: 'Diese Rolle darf fragen', en: 'This role may ask' },
      ),
      place(
        'role',
        'noAskRole',
        { de: 'fragerolle-entfernen', en: 'remove-ask-role' },
        { de: 'Diese Rolle von der Liste nehmen', en: 'Take this role off the list' },
      ),
      place(
        'role',
        'reindexRole',
        { de: 'indexrolle', en: 'reindex-role' },
        { de: 'Diese Rolle darf neu indexieren', en: 'This role may reindex' },
      ),
      place(
        'role',
        'noReindexRole',
        { de: 'indexrolle-entfernen', en: 'remove-reindex-role' },
        { de: 'Diese Rolle von der Liste nehmen', en: 'Take this role off the list' },
      ),
      {
        kind: 'choice',
        key: 'language',
        name: { de: 'sprache', en: 'language' },
        description: { de: 'Sprache der Antworten', en: 'Language of answers' },
        choices: [
          { value: 'question', label: { de: 'wie die Frage', en: 'as the question' } },
          { value: 'de', label: { de: 'Deutsch', en: 'German' } },
          { value: 'en', label: { de: 'Englisch', en: 'English' } },
        ],
      },
      {
        kind: 'choice',
        key: 'visibility',
        name: { de: 'sichtbarkeit', en: 'visibility' },
        description: { de: 'Wer die Antworten sieht', en: 'Who sees the answers' },
        choices: [
          { value: 'public', label: { de: 'alle', en: 'everybody' } },
          { value: 'private', label: { de: 'nur wer fragt', en: 'the asker only' } },
        ],
      },
      limitOption(
        'userLimit',
        { de: 'grenze-person', en: 'user-limit' },
        {
          de: 'Fragen am Tag je Person; 0: unbegrenzt',
          en: 'Questions a day and person; 0: no limit',
        },
      ),
      limitOption(
        'serverLimit',
        { de: 'grenze-server', en: 'server-limit' },
        { de: 'Fragen am Tag im Server; 0: unbegrenzt', en: 'Questions a day here; 0: no limit' },
      ),
    ],
  },
  prepare({ guildId, caller, language }, services) {
    const { refusal } = wordsFor(language);
    const refused = (message: string): Promise<Preparation> =>
      Promise.resolve({ ok: false, message });
    if (guildId === null) return refused(refusal['not-in-server']);
    if (!isModerator(caller)) return refused(refusal['not-moderator']);
    const run = (context: CommandContext): Promise<void> =>
      changeOrShow(guildId, context, services);
    return Promise.resolve({ ok: true, isPrivate: true, run });
  },
};

async function changeOrShow(
  guildId: string,
  context: CommandContext,
  services: Services,
): Promise<void> {
  const words = wordsFor(context.language);
  const { reply } = context;
  const outcome = await change(guildId, context, services.settings);
  if (outcome?.ok === false) {
    const problems = outcome.problems.map(({ field }) => words.settings.problem(field));
    return reply.finish(noticeView(problems.join('\n')));
  }
  const current = outcome?.settings ?? (await services.settings.of(guildId));
  const lines = words.settings.lines(current);
  const text = [
    ...(outcome === null ? [] : [words.settings.changed]),
    `**${words.settings.title}**`,
    ...lines.map((line) => `- ${line}`),
  ].join('\n');
  const label = words.buttons.resetSettings;
  const reset = { verb: 'reset-settings', subject: guildId, label, style: 'danger' } as const;
  await reply.finish({ ...noticeView(text, [reset]), mentions: mentionsIn(current) });
}

/** As the words write them. */
function mentionsIn(settings: GuildSettings): string[] {
  const { allowedChannels, deniedChannels, askRoles, reindexRoles } = settings;
  return [
    ...[...allowedChannels, ...deniedChannels].map((id) => `<#${id}>`),
    ...[...askRoles, ...reindexRoles].map((id) => `<@&${id}>`),
  ];
}

/** Null when nothing was to be changed; the first outcome that is not ok ends it. */
async function change(
  guildId: string,
  { options }: CommandCall,
  service: GuildSettingsService,
): Promise<SettingsOutcome | null> {
  let outcome: SettingsOutcome | null = null;
  for (const [key, edits] of Object.entries(LIST_OPTIONS)) {
    const id = options.get(key);
    for (const [list, action] of typeof id === 'string' ? edits : []) {
      outcome = await service.editList(guildId, { list, id: String(id), action });
      if (!outcome.ok) return outcome;
    }
  }
  const patch = patchFrom(options);
  return Object.keys(patch).length === 0 ? outcome : service.patch(guildId, patch);
}

function patchFrom(options: CommandCall['options']): SettingsPatch {
  const language = options.get('language');
  const visibility = options.get('visibility');
  const limit = (key: string): number | null | undefined => {
    const value = options.get(key);
    if (typeof value !== 'number') return undefined;
    return value === 0 ? null : value;
  };
  const perUser = limit('userLimit');
  const perGuild = limit('serverLimit');
  return {
    ...(language === 'de' || language === 'en' ? { language } : {}),
    ...(language === 'question' ? { language: null } : {}),
    ...(visibility === 'public' || visibility === 'private' ? { visibility } : {}),
    ...(perUser === undefined ? {} : { dailyLimitPerUser: perUser }),
    ...(perGuild === undefined ? {} : { dailyLimitPerGuild: perGuild }),
  };
}
