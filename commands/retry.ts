import { usableAnswer } from '../src/application/asking/answer-access.ts';
import { SUBJECT, type Action } from '../src/application/command.ts';
import type { Services } from '../src/application/services.ts';
import { takeQuestion } from '../src/application/asking/take-question.ts';
import { wordsFor } from '../src/words/words.ts';

/** Asks a question anew whose answer a restart interrupted. */
export const retry: Action<Services> = {
  verb: 'retry',
  async prepare(call, { answers, desk }) {
    const words = wordsFor(call.language);
    const interrupted = await usableAnswer(call.options.get(SUBJECT), call, answers);
    if (interrupted === null) return { ok: false, message: words.refusal['answer-gone'] };
    const { isPrivate, answer } = interrupted;
    return takeQuestion(call, { question: answer.question, isPrivate }, { desk, words });
  },
};
