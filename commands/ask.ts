import { AFTER, type Command } from '../src/application/command.ts';
import { MAX_QUESTION_CHARS } from '../src/application/asking/ask-question.ts';
import { usableAnswer } from '../src/application/asking/answer-access.ts';
import type { Services } from '../src/application/services.ts';
import { suggestToReaders } from '../src/application/members/suggest-to.ts';
import { takeQuestion, type TakenQuestion } from '../src/application/asking/take-question.ts';
import { languageOption, privateOption } from '../src/words/shared-options.ts';
import { wordsFor } from '../src/words/words.ts';

/** `/ask question [private] [language]`: a cited answer, streamed. */
export const ask: Command<Services> = {
  definition: {
    name: { de: 'frage', en: 'ask' },
    description: {
      de: 'Eine Frage zu offener KI, beantwortet aus den Artikeln und mit Quellen',
      en: 'A question about open-source AI, answered from the articles with sources',
    },
    options: [
      {
        kind: 'text',
        key: 'question',
        name: { de: 'frage', en: 'question' },
        description: { de: 'Was du wissen möchtest', en: 'What you would like to know' },
        required: true,
        maxChars: MAX_QUESTION_CHARS,
        suggest: suggestToReaders(
          ({ text, call: { language, guildId }, maxChars, signal }, { suggestQuestions }) =>
            suggestQuestions({ text, language, guildId, maxChars, signal }),
        ),
      },
      privateOption({ de: 'Nur du siehst die Antwort', en: 'Only you see the answer' }),
      languageOption({ de: 'Sprache der Antwort', en: 'Language of the answer' }),
    ],
  },
  async prepare(call, { desk, answers }) {
    const { options } = call;
    const question = options.get('question');
    const language = options.get('language');
    const isPrivate = options.get('private');
    const taken: TakenQuestion = {
      question: typeof question === 'string' ? question : '',
      isPrivate: typeof isPrivate === 'boolean' ? isPrivate : null,
      language: language === 'de' || language === 'en' ? language : null,
      after: await usableAnswer(options.get(AFTER), call, answers),
    };
    return takeQuestion(call, taken, { desk, words: wordsFor(call.language) });
  },
};
