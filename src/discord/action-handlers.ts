import {
  ComponentType,
  TextInputStyle,
  type ButtonInteraction,
  type MessageContextMenuCommandInteraction,
  type ModalSubmitInteraction,
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
import { formatActionId, type ActionId } from './custom-id.ts';
import type { DiscordWords } from './discord-words.ts';
import type {
  ButtonHandler,
  ContextMenu,
  InteractionHandlers,
  ModalHandler,
} from './interaction-handlers.ts';
import { cleanCharacters, clip } from './plain-text.ts';
import { type ReplyRunner } from './reply-runner.ts';
import { replyTask } from './reply-task.ts';
import { interactionTarget, standingTarget, type ReplyTarget } from './reply-target.ts';
import { say } from './say.ts';

export interface ActionHandlersOptions<Services> {
  readonly actions: readonly Action<Services>[];
  readonly services: Services;
  readonly replies: ReplyRunner;
  readonly words: DiscordWords;
}

type OpeningInteraction = ButtonInteraction | MessageContextMenuCommandInteraction;

/** What buttons, forms and the menus of messages do, from the actions every surface shares. */
export function actionHandlers<Services>(
  options: ActionHandlersOptions<Services>,
): InteractionHandlers {
  const { actions, replies, words } = options;
  const buttons = new Map<string, ButtonHandler>(
    actions.map((action) => [
      action.verb,
      (interaction, { subject }) =>
        open(interaction, action, new Map([[SUBJECT, subject]]), options),
    ]),
  );
  buttons.set(STOP_VERB, (interaction, { subject }) => stop(interaction, subject, replies, words));
  const modals = new Map<string, ModalHandler>(
    actions
      .filter((action) => action.open !== undefined)
      .map((action) => [
        action.verb,
        (interaction, id) => run(interaction, action, formValues(interaction, id), options),
      ]),
  );
  return { buttons, modals, menus: menusOf(options) };
}

function menusOf<Services>(options: ActionHandlersOptions<Services>): ContextMenu[] {
  return options.actions.flatMap((action) => {
    if (action.menu === undefined) return [];
    return {
      kind: 'message' as const,
      name: action.menu,
      run: (interaction: MessageContextMenuCommandInteraction): Promise<void> => {
        const { id, content } = interaction.targetMessage;
        const values = new Map([
          [SUBJECT, id],
          [MESSAGE, content],
        ]);
        return open(interaction, action, values, options);
      },
    };
  });
}

/** Shows the action's form, or runs it when it has none. */
async function open<Services>(
  interaction: OpeningInteraction,
  action: Action<Services>,
  values: ReadonlyMap<string, OptionValue>,
  options: ActionHandlersOptions<Services>,
): Promise<void> {
  if (action.open === undefined) return run(interaction, action, values, options);
  const opening = await action.open(interactionCall(interaction, values), options.services);
  if (!opening.ok) return say(interaction, opening.message);
  const subject = String(values.get(SUBJECT) ?? '');
  await showForm(interaction, { verb: action.verb, subject }, opening.form);
}

async function run<Services>(
  interaction: OpeningInteraction | ModalSubmitInteraction,
  action: Action<Services>,
  values: ReadonlyMap<string, OptionValue>,
  { services, replies }: ActionHandlersOptions<Services>,
): Promise<void> {
  const call = interactionCall(interaction, values);
  const prepared = await action.prepare(call, services);
  if (!prepared.ok) return say(interaction, prepared.message);
  const target = targetOf(interaction, prepared.inPlace === true);
  await replies.run(target, replyTask(action.verb, call, prepared));
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

function formValues(
  interaction: ModalSubmitInteraction,
  { subject }: ActionId,
): ReadonlyMap<string, OptionValue> {
  const values = new Map<string, OptionValue>();
  for (const [key, field] of interaction.fields.fields) {
    if ('value' in field && typeof field.value === 'string') values.set(key, field.value);
  }
  return values.set(SUBJECT, subject);
}

async function stop(
  interaction: ButtonInteraction,
  requestId: string,
  replies: ReplyRunner,
  words: DiscordWords,
): Promise<void> {
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
