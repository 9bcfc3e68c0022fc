import type {
  AutocompleteInteraction,
  ChatInputCommandInteraction,
  Interaction,
  RepliableInteraction,
} from 'discord.js';
import type { Command, CommandContext } from '../application/command.ts';
import { toAppError, type AppError } from '../domain/errors.ts';
import { languageFromLocale, type Language } from '../domain/language.ts';
import type { Logger } from '../domain/ports.ts';
import { interactionCall } from './call-place.ts';
import { optionsIn, readOptions } from './command-options.ts';
import { suggesterKey } from './command-json.ts';
import type { ReadAttachment } from './read-attachment.ts';
import { parseActionId, type ActionId } from './custom-id.ts';
import { faultFields, replyFault } from './discord-faults.ts';
import { MAX_CHOICE_CHARS, MAX_OPTION_CHOICES } from './discord-limits.ts';
import type { DiscordWords } from './discord-words.ts';
import type {
  CommandRequest,
  InteractionHandlers,
  Precondition,
  Suggestion,
} from './interaction-handlers.ts';
import { cleanCharacters, clip } from './plain-text.ts';
import { type ReplyRunner } from './reply-runner.ts';
import { replyTask } from './reply-task.ts';
import { interactionTarget } from './reply-target.ts';
import { say } from './say.ts';

export interface InteractionRouterOptions<Services> {
  readonly commands: readonly Command<Services>[];
  readonly services: Services;
  readonly handlers: InteractionHandlers;
  readonly precondition: Precondition;
  readonly replies: ReplyRunner;
  readonly readAttachment: ReadAttachment;
  readonly words: DiscordWords;
  readonly describeError: (error: AppError, language: Language) => string;
  readonly logger: Logger;
}

/** Finds who answers an interaction. `handle` never rejects. */
export class InteractionRouter<Services> {
  readonly #options: InteractionRouterOptions<Services>;

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
    if (replies.isClosing) return say(interaction, words.shuttingDown(language));
    if (interaction.isChatInputCommand()) return this.#command(interaction, language);
    if (!(await this.#action(interaction))) {
      const isCommand = interaction.isContextMenuCommand();
      await say(
        interaction,
        isCommand ? words.unknownCommand(language) : words.unknownAction(language),
      );
    }
  }

  async #command(interaction: ChatInputCommandInteraction, language: Language): Promise<void> {
    const { commands, services, words, replies, precondition } = this.#options;
    const name = interaction.commandName;
    const command = commands.find(({ definition }) => definition.name.en === name);
    if (command === undefined) return say(interaction, words.unknownCommand(language));
    const verdict = await precondition(commandRequest(interaction, language));
    if (!verdict.ok) return say(interaction, verdict.message);
    const { readAttachment } = this.#options;
    const { options, files } = readOptions(
      command.definition,
      interaction.options.data,
      readAttachment,
    );
    const call = { ...interactionCall(interaction, options), files };
    const prepared = (await command.prepare?.(call, services)) ?? {
      ok: true,
      isPrivate: command.isPrivate(options),
      run: (context: CommandContext) => command.run(context, services),
    };
    if (!prepared.ok) return say(interaction, prepared.message);
    await replies.run(interactionTarget(interaction), replyTask(name, call, prepared));
  }

  /** False when nobody answers this. */
  async #action(interaction: RepliableInteraction): Promise<boolean> {
    const { buttons, modals, menus } = this.#options.handlers;
    if (interaction.isButton()) {
      return call(buttons, interaction.customId, (run, action) => run(interaction, action));
    }
    if (interaction.isModalSubmit()) {
      return call(modals, interaction.customId, (run, action) => run(interaction, action));
    }
    if (!interaction.isContextMenuCommand()) return false;
    const menu = menus?.find(({ name }) => name.en === interaction.commandName);
    if (menu?.kind === 'message' && interaction.isMessageContextMenuCommand()) {
      await menu.run(interaction);
      return true;
    }
    if (menu?.kind !== 'user' || !interaction.isUserContextMenuCommand()) return false;
    await menu.run(interaction);
    return true;
  }

  async #suggest(interaction: AutocompleteInteraction): Promise<void> {
    const focused = interaction.options.getFocused(true);
    const { commands, handlers } = this.#options;
    const { commandName } = interaction;
    const command = commands.find(({ definition }) => definition.name.en === commandName);
    const subcommand = interaction.options.getSubcommand(false);
    const option = optionsIn(command?.definition, subcommand).find(
      ({ name }) => name.en === focused.name,
    );
    const path = subcommand === null ? [commandName] : [commandName, subcommand];
    const suggest = handlers.suggesters?.get(suggesterKey(path, option?.key ?? ''));
    const found = await suggest?.({
      text: focused.value,
      call: interactionCall(interaction, new Map()),
    });
    await interaction.respond(choicesOf(found ?? []));
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
        await say(interaction, describeError(toAppError(thrown), language));
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

async function call<Handler>(
  handlers: ReadonlyMap<string, Handler> | undefined,
  customId: string,
  run: (handler: Handler, action: ActionId) => Promise<void>,
): Promise<boolean> {
  const action = parseActionId(customId);
  const handler = action === null ? undefined : handlers?.get(action.verb);
  if (action === null || handler === undefined) return false;
  await run(handler, action);
  return true;
}

function commandRequest(
  interaction: ChatInputCommandInteraction,
  language: Language,
): CommandRequest {
  const { userId, guildId, place } = interactionCall(interaction, new Map());
  return {
    commandName: interaction.commandName,
    userId,
    guildId,
    channelId: interaction.channelId,
    roleIds: place?.roleIds ?? [],
    permissions: interaction.memberPermissions?.bitfield ?? null,
    language,
  };
}
