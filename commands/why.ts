import { usableAnswer } from '../src/application/asking/answer-access.ts';
import { SUBJECT, type Action, type Command } from '../src/application/command.ts';
import { forCallerAlone } from '../src/application/prepare-reply.ts';
import type { Services } from '../src/application/services.ts';
import { noticeView } from '../src/application/views/plain-view.ts';
import { receiptText } from '../src/application/views/show-receipt.ts';
import { whyWordsFor } from '../src/words/why-words.ts';

/** Longest name of an answer, in characters: a link to its message. */
const MAX_NAME_CHARS = 200;

/** `/why [answer]`: how an answer came about, or why there is none; by default the caller's last one here. */
export const why: Command<Services> = {
  definition: {
    name: { de: 'warum', en: 'why' },
    description: {
      de: 'Wie eine Antwort zustande kam, oder warum es keine gibt: gesucht, gelesen, geprüft',
      en: 'How an answer came about, or why there is none: searched, read, checked',
    },
    options: [
      {
        kind: 'text',
        key: 'answer',
        name: { de: 'antwort', en: 'answer' },
        description: {
          de: 'Ihre Kennung, oder der Link ihrer Nachricht; sonst die letzte',
          en: 'Its id, or the link of its message; else the last one',
        },
        required: false,
        maxChars: MAX_NAME_CHARS,
      },
    ],
  },
  prepare: forCallerAlone(async (call, { explainedAnswer }) => {
    const words = whyWordsFor(call.language);
    const named = call.options.get('answer');
    const stored = await explainedAnswer(typeof named === 'string' ? named : null, call);
    const isKept = call.surface.storage;
    const text = stored === null ? words.gone : receiptText(stored.answer, words, isKept);
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
