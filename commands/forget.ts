import type { Command } from '../src/application/command.ts';
import { forCallerAlone } from '../src/application/prepare-reply.ts';
import type { Services } from '../src/application/services.ts';
import { noticeView } from '../src/application/views/plain-view.ts';
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
  prepare: forCallerAlone(async ({ reply, language, caller }, { privacy }) => {
    const text = wordsFor(language).forgotten(await privacy.forget(caller.id));
    await reply.finish(noticeView(text));
  }),
};
