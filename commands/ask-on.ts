import { MAX_QUESTION_CHARS } from '../src/application/asking/ask-question.ts';
import { usableAnswer } from '../src/application/asking/answer-access.ts';
import { SUBJECT, type Action } from '../src/application/command.ts';
import type { Services } from '../src/application/services.ts';
import { takeQuestion } from '../src/application/asking/take-question.ts';
import { wordsFor } from '../src/words/words.ts';

/** Asks for a question that goes on from an answer. */
export const askOn: Action<Services> = {
  verb: 'ask-on',
  async open(call, { answers }) {
    const words = wordsFor(call.language);
    const stored = await usableAnswer(call.options.get(SUBJECT), call, answers);
    if (stored === null) return { ok: false, message: words.refusal['answer-gone'] };
    return {
      ok: true,
      form: {
        title: words.forms.askOnTitle,
        key: 'question',
        label: words.forms.askOnLabel,
        required: true,
        maxChars: MAX_QUESTION_CHARS,
      },
    };
  },
  async prepare(call, { answers, desk }) {
    const words = wordsFor(call.language);
    const after = await usableAnswer(call.options.get(SUBJECT), call, answers);
    if (after === null) return { ok: false, message: words.refusal['answer-gone'] };
    const question = String(call.options.get('question') ?? '');
    return takeQuestion(call, { question, isPrivate: after.isPrivate, after }, { desk, words });
  },
};
