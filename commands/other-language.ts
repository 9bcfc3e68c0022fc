import { isForCallerAlone, usableAnswer } from '../src/application/asking/answer-access.ts';
import { SUBJECT, type Action } from '../src/application/command.ts';
import type { Services } from '../src/application/services.ts';
import { takeQuestion } from '../src/application/asking/take-question.ts';
import type { Language } from '../src/domain/language.ts';
import { wordsFor } from '../src/words/words.ts';

/** Says in German what an answer says in English, from the same passages. */
export const inGerman = inLanguage('de');
/** Says in English what an answer says in German, from the same passages. */
export const inEnglish = inLanguage('en');

function inLanguage(language: Language): Action<Services> {
  return {
    verb: `in-${language}`,
    once: true,
    async prepare(call, { answers, desk }) {
      const words = wordsFor(call.language);
      const parent = await usableAnswer(call.options.get(SUBJECT), call, answers);
      if (parent === null) return { ok: false, message: words.refusal['answer-gone'] };
      const { question, passages } = parent.answer;
      const again = { parent, passages };
      const isPrivate = isForCallerAlone(parent, call);
      return takeQuestion(call, { question, language, isPrivate, again }, { desk, words });
    },
  };
}
