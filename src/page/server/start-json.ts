import type {
  Action,
  CommandDefinition,
  CommandOption,
  SubcommandDefinition,
} from '../../application/command.ts';
import { MAX_DOCUMENT_BYTES } from '../../domain/documents.ts';
import type { Language } from '../../domain/language.ts';
import { pageWordsFor } from '../../words/page-words.ts';
import { wordsFor } from '../../words/words.ts';
import { MAIN_CHANNEL_ID, PAGE_MEMBERS, TEAM_ROLE_ID } from '../page-members.ts';

/** What the browser needs to know before it can show anything, in one language. */
export function startJson<Services>(
  language: Language,
  {
    commands,
    actions,
  }: {
    readonly commands: readonly CommandDefinition<Services>[];
    readonly actions: readonly Action<Services>[];
  },
) {
  return {
    language,
    words: pageWordsFor(language),
    examples: wordsFor(language).help.examples,
    members: PAGE_MEMBERS.map(({ id, name, isOperator }) => ({ id, name, isOperator })),
    mainChannelId: MAIN_CHANNEL_ID,
    roles: [{ id: TEAM_ROLE_ID, name: 'Team' }],
    maxFileBytes: MAX_DOCUMENT_BYTES,
    commands: commands.flatMap((command) => commandJson(command, language)),
    menu: actions.flatMap(({ verb, menu }) =>
      menu === undefined ? [] : [{ verb, label: menu[language] }],
    ),
  };
}

/** One entry for each thing that can be called: a command, or each of its subcommands. */
function commandJson<Services>(command: CommandDefinition<Services>, language: Language) {
  const { name, subcommands = [] } = command;
  const parts: readonly (SubcommandDefinition<Services> | null)[] =
    subcommands.length === 0 ? [null] : subcommands;
  return parts.map((part) => {
    const typed = (in_: Language): string =>
      [name[in_], ...(part === null ? [] : [part.name[in_]])].join(' ');
    const { description, options } = part ?? command;
    return {
      name: name.en,
      subcommand: part?.name.en ?? null,
      description: description[language],
      typed: `/${typed(language)}`,
      // Either language is understood, whatever the page speaks.
      also: [`/${typed('en')}`, `/${typed('de')}`],
      options: options.map((option) => optionJson(option, language)),
    };
  });
}

function optionJson<Services>(option: CommandOption<Services>, language: Language) {
  const { kind, key, name, description } = option;
  return {
    ...{ kind, key, name: name[language], description: description[language] },
    isRequired: kind === 'text' && option.required,
    maxChars: kind === 'text' ? option.maxChars : null,
    suggests: kind === 'text' && option.suggest !== undefined,
    min: kind === 'number' ? option.min : null,
    max: kind === 'number' ? option.max : null,
    choices:
      kind === 'choice'
        ? option.choices.map(({ value, label }) => ({ value, label: label[language] }))
        : [],
  };
}
