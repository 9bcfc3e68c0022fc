import type {
  AutocompleteInteraction,
  ChatInputCommandInteraction,
  Interaction,
  RepliableInteraction,
} from 'discord.js';
import type { Command, Suggestion } from '../application/command.ts';
import { createOneSearchEach } from '../application/one-search-each.ts';
import { toAppError, type AppError } from '../domain/errors.ts';
import { languageFromLocale, type Language } from '../domain/language.ts';
import type { Logger } from '../domain/ports.ts';
import type { ActionRouter } from './action-router.ts';
import { interactionCall } from './call-place.ts';
import { optionsIn, readOptions } from './command-options.ts';
import type { ReadAttachment } from './read-attachment.ts';
import { faultFields, replyFault } from './discord-faults.ts';
import { MAX_CHOICE_CHARS, MAX_OPTION_CHOICES } from './discord-limits.ts';
import type { DiscordWords } from './discord-words.ts';
import { cleanCharacters, clip } from '../markup/plain-text.ts';
import type { CommandMentions } from '../markup/mentions.ts';
import type { ReplyRunner } from './reply-runner.ts';
import { interactionTarget } from './reply-target.ts';
import { say } from './say.ts';

export interface InteractionRouterOptions<Services> {
  readonly commands: readonly Command<Services>[];
  readonly services: Services;
  readonly actions: ActionRouter<Services>;
  readonly replies: ReplyRunner;
  readonly readAttachment: ReadAttachment;
  readonly words: DiscordWords;
  readonly mentions: CommandMentions;
  readonly describeError: (error: AppError, language: Language) => string;
  readonly logger: Logger;
}

/** Finds who answers an interaction. `handle` never rejects. */
export class InteractionRouter<Services> {
  readonly #options: InteractionRouterOptions<Services>;
  readonly #oneSearchEach = createOneSearchEach();

  constructor(options: InteractionRouterOptions<Services>) {
    this.#options = options;
  }

  async handle(interaction: Interaction): Promise<void> {
    try {
      if (interaction.isAutocomplete()) await this.#suggest(interaction);
      else if (interaction.isRepliable()) await this.#reply(interaction);
    } catch (thrown) {
      await this.#report(interaction, thrown);
    }
  }

  async #reply(interaction: RepliableInteraction): Promise<void> {
    const { words, replies } = this.#options;
    const language = languageFromLocale(interaction.locale);
    if (replies.isClosing) return this.#say(interaction, words.shuttingDown(language));
    if (interaction.isChatInputCommand()) return this.#command(interaction, language);
    if (!(await this.#options.actions.handle(interaction))) {
      const isCommand = interaction.isContextMenuCommand();
      await this.#say(
        interaction,
        isCommand ? words.unknownCommand(language) : words.unknownAction(language),
      );
    }
  }

  async #command(interaction: ChatInputCommandInteraction, language: Language): Promise<void> {
    const { commands, services, words, replies, readAttachment } = this.#options;
    const name = interaction.commandName;
    const command = commands.find(({ definition }) => definition.name.en === name);
    if (command === undefined) return this.#say(interaction, words.unknownCommand(language));
    const given = readOptions(command.definition, interaction.options.data, readAttachment);
    const call = interactionCall(interaction, given);
    const prepared = await command.prepare(call, services);
    if (!prepared.ok) return this.#say(interaction, prepared.message, prepared.mentions);
    await replies.run(interactionTarget(interaction), { name, call, prepared });
  }

  #say(
    interaction: RepliableInteraction,
    text: string,
    mentions: readonly string[] = [],
  ): Promise<void> {
    return say(interaction, { text, mentions }, this.#options.mentions);
  }

  async #suggest(interaction: AutocompleteInteraction): Promise<void> {
    const { commands, services, readAttachment } = this.#options;
    const { commandName, options } = interaction;
    const definition = commands.find((one) => one.definition.name.en === commandName)?.definition;
    const focused = options.getFocused(true);
    const known = optionsIn(definition, options.getSubcommand(false));
    const option = known.find(({ name }) => name.en === focused.name);
    const suggest = option?.kind === 'text' ? option.suggest : undefined;
    if (definition === undefined || suggest === undefined) return interaction.respond([]);
    const given = readOptions(definition, options.data, readAttachment);
    const typed = {
      text: focused.value,
      call: interactionCall(interaction, given),
      limit: MAX_OPTION_CHOICES,
      maxChars: MAX_CHOICE_CHARS,
    };
    const found = await this.#oneSearchEach(typed.call.caller.id, (signal) =>
      suggest({ ...typed, signal }, services),
    );
    await interaction.respond(choicesOf(found));
  }

  /** A fault outside a streamed reply. */
  async #report(interaction: Interaction, thrown: unknown): Promise<void> {
    const { logger, describeError } = this.#options;
    const fields = {
      interaction: interaction.type,
      fault: replyFault(thrown),
      ...faultFields(thrown),
    };
    logger.warn(fields, 'An interaction failed.');
    try {
      if (interaction.isAutocomplete()) {
        if (!interaction.responded) await interaction.respond([]);
      } else if (interaction.isRepliable()) {
        const language = languageFromLocale(interaction.locale);
        await this.#say(interaction, describeError(toAppError(thrown), language));
      }
    } catch (again) {
      logger.debug(faultFields(again), 'The fault could not be shown.');
    }
  }
}

/** As Discord takes them, each value once. */
function choicesOf(found: readonly (string | Suggestion)[]): { name: string; value: string }[] {
  const choices = new Map<string, string>();
  for (const one of found) {
    const name = clip(
      cleanCharacters(typeof one === 'string' ? one : one.label)
        .replace(/\s+/gu, ' ')
        .trim(),
      MAX_CHOICE_CHARS,
    );
    const value = typeof one === 'string' ? name : one.value;
    const isFine = name !== '' && value !== '' && value.length <= MAX_CHOICE_CHARS;
    if (isFine && !choices.has(value)) choices.set(value, name);
  }
  return [...choices].slice(0, MAX_OPTION_CHOICES).map(([value, name]) => ({ name, value }));
}
