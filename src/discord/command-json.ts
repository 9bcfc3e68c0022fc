import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  ChannelType,
  InteractionContextType,
  PermissionFlagsBits,
  type APIApplicationCommandBasicOption,
  type ApplicationCommandOptionAllowedChannelType,
  type APIApplicationCommandSubcommandOption,
  type LocalizationMap,
  type RESTPostAPIApplicationCommandsJSONBody,
} from 'discord.js';
import type {
  Action,
  CommandDefinition,
  CommandOption,
  Localised,
  SubcommandDefinition,
} from '../application/command.ts';
import { AppError } from '../domain/errors.ts';
import * as limits from './discord-limits.ts';

/** Body of one command as Discord's bulk overwrite takes it. */
export type CommandJson = RESTPostAPIApplicationCommandsJSONBody;

/**
 * Everything Cria registers, names and descriptions in English with German and English localisations.
 * @throws AppError `internal` that names the command and the limit it breaks.
 */
export function commandList(
  definitions: readonly CommandDefinition[],
  actions: readonly Pick<Action<unknown>, 'menu'>[],
): CommandJson[] {
  const chat = definitions.map(chatCommand);
  const menus = actions.flatMap(({ menu }) => (menu === undefined ? [] : menuCommand(menu)));
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

/** Where questions can be asked, thread or not. */
const ASKING_CHANNELS: ApplicationCommandOptionAllowedChannelType[] = [
  ChannelType.GuildText,
  ChannelType.GuildVoice,
  ChannelType.GuildAnnouncement,
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.GuildStageVoice,
  ChannelType.GuildForum,
];

/** Settings of a server make no sense outside one. */
const FOR_MODERATORS = {
  contexts: [InteractionContextType.Guild],
  default_member_permissions: PermissionFlagsBits.ManageGuild.toString(),
};

function chatCommand(definition: CommandDefinition): CommandJson {
  const { name, options, subcommands = [] } = definition;
  if (subcommands.length > limits.MAX_SUBCOMMANDS) throw broken(name.en, 'too many subcommands');
  if (subcommands.length > 0 && options.length > 0) {
    throw broken(name.en, 'options stand beside subcommands');
  }
  const json: CommandJson = {
    type: ApplicationCommandType.ChatInput,
    ...named(name.en, definition),
    options:
      subcommands.length > 0
        ? subcommands.map((subcommand) => subcommandJson(name.en, subcommand))
        : optionsJson(name.en, options),
    ...AVAILABILITY,
    ...(definition.audience === 'moderators' ? FOR_MODERATORS : {}),
  };
  checkTotal(name.en, definition);
  return json;
}

function subcommandJson(
  command: string,
  definition: SubcommandDefinition,
): APIApplicationCommandSubcommandOption {
  const place = `${command} ${definition.name.en}`;
  return {
    type: ApplicationCommandOptionType.Subcommand,
    ...named(place, definition),
    options: optionsJson(place, definition.options),
  };
}

/** Discord wants required options first. */
function optionsJson(
  place: string,
  options: readonly CommandOption[],
): APIApplicationCommandBasicOption[] {
  if (options.length > limits.MAX_COMMAND_OPTIONS) throw broken(place, 'too many options');
  return [...options]
    .sort((left, right) => Number(isRequired(right)) - Number(isRequired(left)))
    .map((option) => optionJson(place, option));
}

/** Name and description as Discord takes them. */
function named(
  place: string,
  { name, description }: { readonly name: Localised; readonly description: Localised },
): Pick<
  APIApplicationCommandSubcommandOption,
  'name' | 'name_localizations' | 'description' | 'description_localizations'
> {
  checkName(place, name);
  checkLength(place, description, limits.MAX_DESCRIPTION_CHARS);
  return {
    name: name.en,
    name_localizations: localisations(name),
    description: description.en,
    description_localizations: localisations(description),
  };
}

/** An entry of the menu on a message. */
function menuCommand(name: Localised): CommandJson {
  checkLength(name.en, name, limits.MAX_NAME_CHARS);
  return {
    type: ApplicationCommandType.Message,
    name: name.en,
    name_localizations: localisations(name),
    ...AVAILABILITY,
  };
}

function isRequired(option: CommandOption): boolean {
  return option.kind === 'text' && option.required;
}

function optionJson(command: string, option: CommandOption): APIApplicationCommandBasicOption {
  const place = `${command} ${option.name.en}`;
  const base = named(place, option);
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
      return {
        ...base,
        type: ApplicationCommandOptionType.Channel,
        channel_types: ASKING_CHANNELS,
      };
    case 'role':
      return { ...base, type: ApplicationCommandOptionType.Role };
    case 'file':
      return { ...base, type: ApplicationCommandOptionType.Attachment };
    case 'text':
      return {
        ...base,
        type: ApplicationCommandOptionType.String,
        max_length: Math.min(option.maxChars, limits.MAX_TEXT_OPTION_CHARS),
        ...(option.required ? { required: true } : {}),
        ...(option.suggest === undefined ? {} : { autocomplete: true }),
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

function checkTotal(place: string, definition: CommandDefinition): void {
  const total = charsOf(definition) + sum((definition.subcommands ?? []).map(charsOf));
  if (total > limits.MAX_COMMAND_CHARS) {
    throw broken(place, `${total} characters in all, ${limits.MAX_COMMAND_CHARS} are allowed`);
  }
}

/** Names, descriptions and choices, each in its longest language. */
function charsOf({ name, description, options }: SubcommandDefinition): number {
  return (
    longest(name) +
    longest(description) +
    sum(
      options.map((option) => {
        const choices = option.kind === 'choice' ? option.choices : [];
        return (
          longest(option.name) +
          longest(option.description) +
          sum(choices.map(({ label, value }) => longest(label) + value.length))
        );
      }),
    )
  );
}

function longest(text: Localised): number {
  return Math.max(...Object.values(text).map((wording) => wording.length));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function broken(place: string, reason: string): AppError {
  return new AppError('internal', `The command definition of ${place} breaks a limit: ${reason}.`);
}
