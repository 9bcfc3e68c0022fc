import {
  ComponentType,
  TextInputStyle,
  type ButtonInteraction,
  type MessageContextMenuCommandInteraction,
  type ModalSubmitInteraction,
  type RepliableInteraction,
} from 'discord.js';
import {
  BELOW,
  MESSAGE,
  SUBJECT,
  type Action,
  type FormDefinition,
  type OptionValue,
  type Prepared,
  type Refused,
} from '../application/command.ts';
import { isModerator } from '../application/members/guild-rights.ts';
import { STOP_VERB } from '../application/views/show-answer.ts';
import { languageFromLocale } from '../domain/language.ts';
import type { Clock } from '../domain/ports.ts';
import { interactionCall } from './call-place.ts';
import { formatActionId, MORE_VERB, parseActionId, type ActionId } from './custom-id.ts';
import type { DiscordWords } from './discord-words.ts';
import { cleanCharacters, clip } from '../markup/plain-text.ts';
import type { CommandMentions } from '../markup/mentions.ts';
import { createOnePressEach } from '../application/one-press-each.ts';
import type { ReplyRunner } from './reply-runner.ts';
import {
  interactionTarget,
  spentTarget,
  standingTarget,
  type PressInteraction,
  type ReplyTarget,
} from './reply-target.ts';
import { say } from './say.ts';

export interface ActionRouterOptions<Services> {
  readonly actions: readonly Action<Services>[];
  readonly services: Services;
  readonly replies: ReplyRunner;
  readonly words: DiscordWords;
  readonly clock: Clock;
  readonly mentions: CommandMentions;
}

type OpeningInteraction = PressInteraction | MessageContextMenuCommandInteraction;
type Values = ReadonlyMap<string, OptionValue>;

/** Finds who answers buttons, forms and the menus of messages: the actions every surface shares. */
export class ActionRouter<Services> {
  readonly #options: ActionRouterOptions<Services>;
  readonly #onePressEach;

  constructor(options: ActionRouterOptions<Services>) {
    this.#options = options;
    this.#onePressEach = createOnePressEach(options.clock);
  }

  /** False when nobody answers this. */
  async handle(interaction: RepliableInteraction): Promise<boolean> {
    if (interaction.isMessageContextMenuCommand()) return this.#menu(interaction);
    if (interaction.isModalSubmit()) return this.#submit(interaction);
    if (!interaction.isButton() && !interaction.isStringSelectMenu()) return false;
    const id = pressedId(interaction);
    if (id === null) return false;
    if (interaction.isButton() && id.verb === STOP_VERB) {
      await this.#stop(interaction, id.subject);
      return true;
    }
    const action = this.#options.actions.find(({ verb }) => verb === id.verb);
    if (action === undefined) return false;
    const values = new Map([
      [SUBJECT, id.subject],
      [BELOW, interaction.message.id],
    ]);
    await this.#open(interaction, action, values);
    return true;
  }

  async #submit(interaction: ModalSubmitInteraction): Promise<boolean> {
    const id = parseActionId(interaction.customId);
    const action = this.#options.actions.find(({ verb }) => verb === id?.verb);
    if (id === null || action === undefined) return false;
    await this.#run(interaction, action, formValues(interaction, id));
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
    const subject = String(values.get(SUBJECT) ?? '');
    if (action.open === undefined && action.once !== true) {
      return this.#run(interaction, action, values);
    }
    if (action.open === undefined) {
      const press = `${action.verb}:${subject}:${interaction.user.id}`;
      const run = (): Promise<void> => this.#run(interaction, action, values);
      return this.#onePressEach(press, run, () => this.#pressedAgain(interaction));
    }
    const call = interactionCall(interaction, { options: values });
    const opening = await action.open(call, this.#options.services);
    if (!opening.ok) return this.#refuse(interaction, opening);
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
    if (!prepared.ok) return this.#refuse(interaction, prepared);
    const target = targetOf(interaction, prepared);
    await replies.run(target, { name: action.verb, call, prepared });
  }

  #refuse(interaction: RepliableInteraction, { message, mentions }: Refused): Promise<void> {
    return say(interaction, { text: message, mentions }, this.#options.mentions);
  }

  /** A press is answered once: a further one is only acknowledged. */
  async #pressedAgain(interaction: OpeningInteraction): Promise<void> {
    if (!interaction.isContextMenuCommand()) {
      await interaction.deferUpdate();
      return;
    }
    const { words, mentions } = this.#options;
    const text = words.alreadyAnswering(languageFromLocale(interaction.locale));
    await say(interaction, { text }, mentions);
  }

  async #stop(interaction: ButtonInteraction, requestId: string): Promise<void> {
    const { replies, words, mentions } = this.#options;
    const language = languageFromLocale(interaction.locale);
    const { caller } = interactionCall(interaction, { options: new Map() });
    const presser = { userId: caller.id, isModerator: isModerator(caller) };
    switch (replies.stop(requestId, presser)) {
      case 'stopped':
        await interaction.deferUpdate();
        return;
      case 'not-yours':
        return say(interaction, { text: words.notYours(language) }, mentions);
      case 'not-running':
        return say(interaction, { text: words.notRunning(language) }, mentions);
    }
  }
}

/** What a button or an entry of the menu "more" is about; null for anything Cria did not write. */
function pressedId(interaction: PressInteraction): ActionId | null {
  const id = parseActionId(interaction.customId);
  if (interaction.isButton()) return id;
  return id?.verb === MORE_VERB ? parseActionId(interaction.values[0] ?? '') : null;
}

/** The menu of a message is opened on anybody's message, which is never replaced. */
function targetOf(
  interaction: OpeningInteraction | ModalSubmitInteraction,
  { inPlace = false, spendsButtons = false }: Prepared,
): ReplyTarget {
  if (interaction.isContextMenuCommand()) return interactionTarget(interaction);
  if (spendsButtons && interaction.isButton()) return spentTarget(interaction);
  return inPlace ? standingTarget(interaction) : interactionTarget(interaction);
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
