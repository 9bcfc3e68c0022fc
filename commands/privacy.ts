import type { Command } from '../src/application/command.ts';
import { forCallerAlone } from '../src/application/prepare-reply.ts';
import type { Services } from '../src/application/services.ts';
import { noticeView } from '../src/application/views/plain-view.ts';
import { wordsFor } from '../src/words/words.ts';

/** `/privacy`: what is stored, for how long, and how it goes. */
export const privacy: Command<Services> = {
  definition: {
    name: { de: 'datenschutz', en: 'privacy' },
    description: { de: 'Was ich speichere und wie lange', en: 'What I store and for how long' },
    options: [],
  },
  prepare: forCallerAlone(async ({ reply, language }, services) => {
    const words = wordsFor(language).privacy;
    const facts = services.privacy.describe().map(({ kind, kept, isForgettable }) => {
      const note = isForgettable ? '' : ` (${words.notForgettable})`;
      return `- ${words.kinds[kind]}: ${words.kept(kept)}${note}`;
    });
    const text = [`**${words.title}**`, words.intro, ...facts, '', words.forget].join('\n');
    await reply.finish(noticeView(text));
  }),
};
