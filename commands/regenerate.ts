import { isForCallerAlone, usableAnswer } from '../src/application/asking/answer-access.ts';
import { SUBJECT, type Action } from '../src/application/command.ts';
import type { Services } from '../src/application/services.ts';
import { takeQuestion } from '../src/application/asking/take-question.ts';
import { wordsFor } from '../src/words/words.ts';

/** Answers the question of an answer again, from a new search. */
export const regenerate: Action<Services> = {
  verb: 'regenerate',
  once: true,
  async prepare(call, { answers, desk }) {
    const words = wordsFor(call.language);
    const parent = await usableAnswer(call.options.get(SUBJECT), call, answers);
    if (parent === null) return { ok: false, message: words.refusal['answer-gone'] };
    const { question, language } = parent.answer;
    const isPrivate = isForCallerAlone(parent, call);
    return takeQuestion(
      call,
      { question, language, isPrivate, again: { parent } },
      { desk, words },
    );
  },
};
