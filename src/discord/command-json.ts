import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
  type APIApplicationCommandBasicOption,
  type LocalizationMap,
  type RESTPostAPIApplicationCommandsJSONBody,
} from 'discord.js';
import type { CommandDefinition, CommandOption, Localised } from '../application/command.ts';
import { AppError } from '../domain/errors.ts';
import * as limits from './discord-limits.ts';
import type { ContextMenu, InteractionHandlers } from './interaction-handlers.ts';

/** Body of one command as Discord's bulk overwrite takes it. */
export type CommandJson = RESTPostAPIApplicationCommandsJSONBody;

/**
 * Everything Cria registers, names and descriptions in English with German and English localisations.
 * @throws AppError `internal` that names the command and the limit it breaks.
 */
export function commandList(
  definitions: readonly CommandDefinition[],
  handlers: Pick<InteractionHandlers, 'menus' | 'suggesters'>,
): CommandJson[] {
  const suggested = new Set(handlers.suggesters?.keys() ?? []);
  const chat = definitions.map((definition) => chatCommand(definition, suggested));
  const menus = (handlers.menus ?? []).map(menuCommand);
  const names = new Set<string>();
  for (const { type, name } of [...chat, ...menus]) {
    const key = `${type ?? 1} ${name}`;
    if (names.has(key)) throw broken(name, 'there is another command of this name');
    names.add(key);
  }
  if (chat.length > limits.MAX_COMMANDS) {
    throw broken('the list', `${chat.length} commands, ${limits.MAX_COMMANDS} are allowed`);
  }
  return [...chat, ...menus];
}

const AVAILABILITY = {
  contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
  integration_types: [ApplicationIntegrationType.GuildInstall],
};

/** Settings of a server make no sense outside one. */
const FOR_MODERATORS = {
  contexts: [InteractionContextType.Guild],
  default_member_permissions: PermissionFlagsBits.ManageGuild.toString(),
};

function chatCommand(definition: CommandDefinition, suggested: ReadonlySet<string>): CommandJson {
  const { name, description, options } = definition;
  checkName(name.en, name);
  checkLength(name.en, description, limits.MAX_DESCRIPTION_CHARS);
  if (options.length > limits.MAX_COMMAND_OPTIONS) throw broken(name.en, 'too many options');
  const json: CommandJson = {
    type: ApplicationCommandType.ChatInput,
    name: name.en,
    name_localizations: localisations(name),
    description: description.en,
    description_localizations: localisations(description),
    // Discord wants required options first.
    options: [...options]
      .sort((left, right) => Number(isRequired(right)) - Number(isRequired(left)))
      .map((option) => optionJson(name.en, option, suggested)),
    ...AVAILABILITY,
    ...(definition.audience === 'moderators' ? FOR_MODERATORS : {}),
  };
  checkTotal(name.en, definition);
  return json;
}

function menuCommand({ kind, name }: ContextMenu): CommandJson {
  checkLength(name.en, name, limits.MAX_NAME_CHARS);
  return {
    type: kind === 'message' ? ApplicationCommandType.Message : ApplicationCommandType.User,
    name: name.en,
    name_localizations: localisations(name),
    ...AVAILABILITY,
  };
}

function isRequired(option: CommandOption): boolean {
  return option.kind === 'text' && option.required;
}

function optionJson(
  command: string,
  option: CommandOption,
  suggested: ReadonlySet<string>,
): APIApplicationCommandBasicOption {
  const place = `${command} ${option.name.en}`;
  checkName(place, option.name);
  checkLength(place, option.description, limits.MAX_DESCRIPTION_CHARS);
  const base = {
    name: option.name.en,
    name_localizations: localisations(option.name),
    description: option.description.en,
    description_localizations: localisations(option.description),
  };
  switch (option.kind) {
    case 'flag':
      return { ...base, type: ApplicationCommandOptionType.Boolean };
    case 'choice':
      if (option.choices.length > limits.MAX_OPTION_CHOICES)
        throw broken(place, 'too many choices');
      return {
        ...base,
        type: ApplicationCommandOptionType.String,
        choices: option.choices.map(({ value, label }) => {
          checkLength(place, label, limits.MAX_CHOICE_CHARS);
          return { name: label.en, name_localizations: localisations(label), value };
        }),
      };
    case 'number': {
      const { min, max } = option;
      const type = ApplicationCommandOptionType.Integer;
      return { ...base, type, min_value: min, max_value: max };
    }
    case 'channel':
      return { ...base, type: ApplicationCommandOptionType.Channel };
    case 'role':
      return { ...base, type: ApplicationCommandOptionType.Role };
    case 'text':
      return {
        ...base,
        type: ApplicationCommandOptionType.String,
        max_length: Math.min(option.maxChars, limits.MAX_TEXT_OPTION_CHARS),
        ...(option.required ? { required: true } : {}),
        ...(suggested.has(`${command}.${option.key}`) ? { autocomplete: true } : {}),
      };
  }
}

/** Discord has two English locales and one German; every other user sees the default, English. */
function localisations({ de, en }: Localised): LocalizationMap {
  return { de, 'en-US': en, 'en-GB': en };
}

function checkName(place: string, name: Localised): void {
  for (const text of Object.values(name)) {
    if (!limits.COMMAND_NAME.test(text) || text !== text.toLowerCase()) {
      throw broken(place, `the name "${text}" must match ${String(limits.COMMAND_NAME)}`);
    }
  }
}

function checkLength(place: string, text: Localised, maxChars: number): void {
  for (const wording of Object.values(text)) {
    if (wording.length === 0 || wording.length > maxChars) {
      throw broken(place, `"${wording}" must have 1 to ${maxChars} characters`);
    }
  }
}

function checkTotal(place: string, { name, description, options }: CommandDefinition): void {
  const longest = (text: Localised): number =>
    Math.max(...Object.values(text).map((t) => t.length));
  let total = longest(name) + longest(description);
  for (const option of options) {
    total += longest(option.name) + longest(option.description);
    if (option.kind !== 'choice') continue;
    for (const { label, value } of option.choices) total += longest(label) + value.length;
  }
  if (total > limits.MAX_COMMAND_CHARS) {
    throw broken(place, `${total} characters in all, ${limits.MAX_COMMAND_CHARS} are allowed`);
  }
}

function broken(place: string, reason: string): AppError {
  return new AppError('internal', `The command definition of ${place} breaks a limit: ${reason}.`);
}
