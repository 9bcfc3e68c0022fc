import type { Command, CommandDefinition } from '../src/application/command.ts';
import { forCallerAlone } from '../src/application/prepare-reply.ts';
import type { Services } from '../src/application/services.ts';
import { noticeView } from '../src/application/views/plain-view.ts';
import type { Language } from '../src/domain/language.ts';
import { askAboutMessage, explainMessage } from './ask-about-message.ts';
import { wordsFor } from '../src/words/words.ts';

/** `/help`: what the bot can do, with examples from the present corpus. */
export const help: Command<Services> = {
  definition: {
    name: { de: 'hilfe', en: 'help' },
    description: { de: 'Was ich kann, mit Beispielen', en: 'What I can do, with examples' },
    options: [],
  },
  prepare: forCallerAlone(
    async ({ reply, language, guildId, surface }, { suggestQuestions, definitions }) => {
      const words = wordsFor(language).help;
      const typed = definitions.map((definition) => typedAs(definition, language));
      const list = definitions.map(
        ({ description }, at) => `- \`${typed[at] ?? ''}\` ${description[language]}`,
      );
      const menus = [askAboutMessage, explainMessage].flatMap(({ menu }) => menu?.[language] ?? []);
      const ways = surface.buttons
        ? ['', `**${words.waysTitle}**`, ...words.ways(menus).map((way) => `- ${way}`)]
        : [];
      const suggested = await suggestQuestions({
        text: '',
        language,
        guildId,
        limit: 3,
        maxChars: 200,
      });
      const shown = suggested.length > 0 ? suggested : words.examples;
      const examples = shown.map((example) => `- ${example}`);
      const text = [
        words.intro,
        '',
        `**${words.commandsTitle}**`,
        ...list,
        '',
        `**${words.examplesTitle}**`,
        ...examples,
        ...ways,
      ].join('\n');
      await reply.finish({ ...noticeView(text), mentions: typed });
    },
  ),
};

/** A command as it is begun; of several things it does the first stands for all. */
function typedAs({ name, subcommands = [] }: CommandDefinition, language: Language): string {
  const [first] = subcommands;
  const part = first === undefined ? '' : ` ${first.name[language]}`;
  return `/${name[language]}${part}`;
}
