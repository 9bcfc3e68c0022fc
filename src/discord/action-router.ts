import {
  ComponentType,
  TextInputStyle,
  type ButtonInteraction,
  type MessageContextMenuCommandInteraction,
  type ModalSubmitInteraction,
  type RepliableInteraction,
} from 'discord.js';
import {
  MESSAGE,
  SUBJECT,
  type Action,
  type FormDefinition,
  type OptionValue,
} from '../application/command.ts';
import { STOP_VERB } from '../application/views/show-answer.ts';
import { languageFromLocale } from '../domain/language.ts';
import { interactionCall } from './call-place.ts';
import { formatActionId, parseActionId, type ActionId } from './custom-id.ts';
import type { DiscordWords } from './discord-words.ts';
import { cleanCharacters, clip } from './plain-text.ts';
import type { ReplyRunner } from './reply-runner.ts';
import { interactionTarget, standingTarget, type ReplyTarget } from './reply-target.ts';
import { say } from './say.ts';

export interface ActionRouterOptions<Services> {
  readonly actions: readonly Action<Services>[];
  readonly services: Services;
  readonly replies: ReplyRunner;
  readonly words: DiscordWords;
}

type OpeningInteraction = ButtonInteraction | MessageContextMenuCommandInteraction;
type Values = ReadonlyMap<string, OptionValue>;

/** Finds who answers buttons, forms and the menus of messages: the actions every surface shares. */
export class ActionRouter<Services> {
  readonly #options: ActionRouterOptions<Services>;

  constructor(options: ActionRouterOptions<Services>) {
    this.#options = options;
  }

  /** False when nobody answers this. */
  async handle(interaction: RepliableInteraction): Promise<boolean> {
    if (interaction.isMessageContextMenuCommand()) return this.#menu(interaction);
    if (!interaction.isButton() && !interaction.isModalSubmit()) return false;
    const id = parseActionId(interaction.customId);
    if (id === null) return false;
    if (interaction.isButton() && id.verb === STOP_VERB) {
      await this.#stop(interaction, id.subject);
      return true;
    }
    const action = this.#options.actions.find(({ verb }) => verb === id.verb);
    if (action === undefined) return false;
    if (interaction.isButton()) await this.#open(interaction, action, subjectOnly(id));
    else await this.#run(interaction, action, formValues(interaction, id));
    return true;
  }

  async #menu(interaction: MessageContextMenuCommandInteraction): Promise<boolean> {
    const { commandName, targetMessage } = interaction;
    const action = this.#options.actions.find(({ menu }) => menu?.en === commandName);
    if (action === undefined) return false;
    const values = new Map([
      [SUBJECT, targetMessage.id],
      [MESSAGE, targetMessage.content],
    ]);
    await this.#open(interaction, action, values);
    return true;
  }

  /** Shows the action's form, or runs it when it has none. */
  async #open(
    interaction: OpeningInteraction,
    action: Action<Services>,
    values: Values,
  ): Promise<void> {
    if (action.open === undefined) return this.#run(interaction, action, values);
    const call = interactionCall(interaction, { options: values });
    const opening = await action.open(call, this.#options.services);
    if (!opening.ok) return say(interaction, opening.message);
    const subject = String(values.get(SUBJECT) ?? '');
    await showForm(interaction, { verb: action.verb, subject }, opening.form);
  }

  async #run(
    interaction: OpeningInteraction | ModalSubmitInteraction,
    action: Action<Services>,
    values: Values,
  ): Promise<void> {
    const { services, replies } = this.#options;
    const call = interactionCall(interaction, { options: values });
    const prepared = await action.prepare(call, services);
    if (!prepared.ok) return say(interaction, prepared.message);
    const target = targetOf(interaction, prepared.inPlace === true);
    await replies.run(target, { name: action.verb, call, prepared });
  }

  async #stop(interaction: ButtonInteraction, requestId: string): Promise<void> {
    const { replies, words } = this.#options;
    const language = languageFromLocale(interaction.locale);
    switch (replies.stop(requestId, interaction.user.id)) {
      case 'stopped':
        await interaction.deferUpdate();
        return;
      case 'not-yours':
        return say(interaction, words.notYours(language));
      case 'not-running':
        return say(interaction, words.notRunning(language));
    }
  }
}

function subjectOnly({ subject }: ActionId): Values {
  return new Map([[SUBJECT, subject]]);
}

/** The menu of a message is opened on anybody's message, which is never replaced. */
function targetOf(
  interaction: OpeningInteraction | ModalSubmitInteraction,
  isInPlace: boolean,
): ReplyTarget {
  return isInPlace && !interaction.isContextMenuCommand()
    ? standingTarget(interaction)
    : interactionTarget(interaction);
}

async function showForm(
  interaction: OpeningInteraction,
  id: ActionId,
  form: FormDefinition,
): Promise<void> {
  const value = clip(cleanCharacters(form.value ?? ''), form.maxChars);
  await interaction.showModal({
    customId: formatActionId(id) ?? id.verb,
    title: form.title,
    components: [
      {
        type: ComponentType.ActionRow,
        components: [
          {
            type: ComponentType.TextInput,
            customId: form.key,
            label: form.label,
            style: TextInputStyle.Paragraph,
            required: form.required,
            maxLength: form.maxChars,
            ...(value === '' ? {} : { value }),
          },
        ],
      },
    ],
  });
}

function formValues(interaction: ModalSubmitInteraction, { subject }: ActionId): Values {
  const values = new Map<string, OptionValue>();
  for (const [key, field] of interaction.fields.fields) {
    if ('value' in field && typeof field.value === 'string') values.set(key, field.value);
  }
  return values.set(SUBJECT, subject);
}
