import type { Command } from '../src/application/command.ts';
import { forCallerAlone } from '../src/application/prepare-reply.ts';
import type { Services } from '../src/application/services.ts';
import { noticeView } from '../src/application/views/plain-view.ts';
import { wordsFor } from '../src/words/words.ts';

/** `/help`: what the bot can do, with examples from the present corpus. */
export const help: Command<Services> = {
  definition: {
    name: { de: 'hilfe', en: 'help' },
    description: { de: 'Was ich kann, mit Beispielen', en: 'What I can do, with examples' },
    options: [],
  },
  prepare: forCallerAlone(
    async ({ reply, language, guildId }, { suggestQuestions, definitions }) => {
      const words = wordsFor(language).help;
      const list = definitions.map(
        (definition) => `- \`/${definition.name[language]}\` ${definition.description[language]}`,
      );
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
      ].join('\n');
      await reply.finish(noticeView(text));
    },
  ),
};
