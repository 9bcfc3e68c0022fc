import type { Command } from '../src/application/command.ts';
import type { Services } from '../src/application/services.ts';
import { wordsFor } from '../src/words/words.ts';

/** `/forget`: deletes what is stored about the caller. */
export const forget: Command<Services> = {
  definition: {
    name: { de: 'vergessen', en: 'forget' },
    description: {
      de: 'Löscht, was über dich gespeichert ist',
      en: 'Deletes what is stored about you',
    },
    options: [],
  },
  isPrivate: () => true,
  async run({ reply, language, userId }, { privacy }) {
    const text = wordsFor(language).forgotten(await privacy.forget(userId));
    await reply.finish({ tone: 'notice', text, citations: [], buttons: [] });
  },
};
