import { MAX_QUESTION_CHARS } from '../src/application/asking/ask-question.ts';
import { MESSAGE, type Action } from '../src/application/command.ts';
import type { Services } from '../src/application/services.ts';
import { takeQuestion } from '../src/application/asking/take-question.ts';
import { wordsFor } from '../src/words/words.ts';

/** In the menu of a message: its text becomes a question that can be edited. */
export const askAboutMessage: Action<Services> = {
  verb: 'ask-about',
  menu: { de: 'Zu dieser Nachricht fragen', en: 'Ask about this message' },
  open(call) {
    const { forms } = wordsFor(call.language);
    const text = String(call.options.get(MESSAGE) ?? '');
    return Promise.resolve({
      ok: true,
      form: {
        title: forms.askAboutTitle,
        key: 'question',
        label: forms.askAboutLabel,
        required: true,
        maxChars: MAX_QUESTION_CHARS,
        value: text,
      },
    });
  },
  prepare(call, { desk }) {
    const question = String(call.options.get('question') ?? '');
    return takeQuestion(
      call,
      { question, isPrivate: null, isAlone: true },
      { desk, words: wordsFor(call.language) },
    );
  },
};

/** In the menu of a message: what the articles say about it. */
export const explainMessage: Action<Services> = {
  verb: 'explain',
  once: true,
  menu: { de: 'Mit Quellen erklären', en: 'Explain with sources' },
  prepare(call, { desk }) {
    const words = wordsFor(call.language);
    const text = String(call.options.get(MESSAGE) ?? '').trim();
    // An empty message (a picture) stays an empty question, which is refused with a reason.
    const question = text === '' ? '' : words.explain(text.slice(0, MAX_QUESTION_CHARS / 2));
    return takeQuestion(call, { question, isPrivate: null, isAlone: true }, { desk, words });
  },
};
