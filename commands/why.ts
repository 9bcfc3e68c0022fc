import { usableAnswer } from '../src/application/asking/answer-access.ts';
import { SUBJECT, type Action, type Command } from '../src/application/command.ts';
import { forCallerAlone } from '../src/application/prepare-reply.ts';
import type { Services } from '../src/application/services.ts';
import { noticeView } from '../src/application/views/plain-view.ts';
import { receiptText } from '../src/application/views/show-receipt.ts';
import { whyWordsFor } from '../src/words/why-words.ts';

/** `/why`: how the caller's last answer here came about. */
export const why: Command<Services> = {
  definition: {
    name: { de: 'warum', en: 'why' },
    description: {
      de: 'Wie die letzte Antwort zustande kam: gesucht, gelesen, geprüft',
      en: 'How the last answer came about: searched, read, checked',
    },
    options: [],
  },
  prepare: forCallerAlone(async (call, { lastAnswer }) => {
    const words = whyWordsFor(call.language);
    const stored = await lastAnswer(call);
    const text = stored === null ? words.gone : receiptText(stored.answer, words);
    await call.reply.finish({ ...noticeView(text), heading: words.title });
  }),
};

/** The same for the answer whose menu it stands in. */
export const whyThis: Action<Services> = {
  verb: 'why',
  once: true,
  async prepare(call, { answers }) {
    const words = whyWordsFor(call.language);
    const stored = await usableAnswer(call.options.get(SUBJECT), call, answers);
    if (stored === null) return { ok: false, message: words.gone };
    const text = receiptText(stored.answer, words);
    return {
      ok: true,
      isPrivate: true,
      run: ({ reply }) => reply.finish({ ...noticeView(text), heading: words.title }),
    };
  },
};
