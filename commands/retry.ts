import { usableAnswer } from '../src/application/asking/answer-access.ts';
import { SUBJECT, type Action, type CommandCall } from '../src/application/command.ts';
import { noted } from '../src/application/debating/noted-debate.ts';
import type { Services } from '../src/application/services.ts';
import { takeQuestion } from '../src/application/asking/take-question.ts';
import type { DebateRequest } from '../src/domain/debate.ts';
import { debate as debateCommand } from './debate.ts';
import { wordsFor } from '../src/words/words.ts';

/** Asks a question anew, or holds a debate, that was not answered; its button goes with the press. */
export const retry: Action<Services> = {
  verb: 'retry',
  once: true,
  async prepare(call, services) {
    const { answers, desk } = services;
    const words = wordsFor(call.language);
    const interrupted = await usableAnswer(call.options.get(SUBJECT), call, answers);
    if (interrupted === null) return { ok: false, message: words.refusal['answer-gone'] };
    const { isPrivate, answer } = interrupted;
    const debate = noted(answer.question);
    const prepared =
      debate === null
        ? await takeQuestion(call, { question: answer.question, isPrivate }, { desk, words })
        : await debateCommand.prepare({ ...call, options: optionsOf(debate, isPrivate) }, services);
    return prepared.ok ? { ...prepared, spendsButtons: true } : prepared;
  },
};

/** As somebody would type them. */
function optionsOf(
  { topic = '', sideA = '', sideB = '', language }: DebateRequest,
  isPrivate: boolean,
): CommandCall['options'] {
  return new Map<string, string | boolean>([
    ['topic', topic],
    ['side_a', sideA],
    ['side_b', sideB],
    ['language', language],
    ['private', isPrivate],
  ]);
}
