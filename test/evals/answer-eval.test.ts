import { describe, expect, it } from 'vitest';
import type { Cria } from '../../src/compose.ts';
import type { Answer, AnswerEvent } from '../../src/domain/answer.ts';
import { AppError } from '../../src/domain/errors.ts';
import { answerAll, scoreAnswers } from '../../evals/answer-eval.ts';
import { answerOf } from '../fakes/stored.ts';
import { goldenOf } from './golden-question.ts';

const cite = (n: number, articleId: string): Answer['citations'][number] => ({
  n,
  articleId,
  title: '',
  section: '',
  url: null,
  quote: '',
});

describe('scoreAnswers', () => {
  it('counts modes, dangling marks, right articles, facts and languages', () => {
    const scores = scoreAnswers([
      {
        question: goldenOf({ facts: ['4chan'] }),
        answer: answerOf({
          answer: 'Auf 4chan [1][3].',
          citations: [cite(1, 'leck'), cite(2, 'falsch')],
          unverified: 1,
        }),
      },
      {
        question: goldenOf({ facts: ['7', '65'] }),
        answer: answerOf({
          mode: 'passages',
          reason: 'model-failed',
          answer: '7 [9]',
          citations: [],
        }),
      },
      {
        question: goldenOf({ kind: 'unanswerable', articles: [] }),
        answer: answerOf({ mode: 'abstained', reason: 'no-evidence', citations: [] }),
      },
      {
        question: goldenOf({ kind: 'unanswerable', articles: [], language: 'en' }),
        answer: answerOf({ answer: 'Erfunden [1].', citations: [cite(1, 'leck')] }),
      },
    ]);
    expect(scores).toEqual({
      questions: 4,
      abstention: { precision: 1, recall: 0.5, answered: 1 },
      modes: {
        generated: 2,
        'passages (model-failed)': 1,
        'abstained (no-evidence)': 1,
      },
      dangling: 1,
      rightArticle: 0.5,
      facts: 0.75,
      unverifiedPerAnswer: 0.5,
      language: 0.75,
    });
  });
});

describe('answerAll', () => {
  const criaWith = (events: readonly AnswerEvent[]): Cria =>
    ({
      services: {
        async *askQuestion() {
          yield* events;
        },
      },
    }) as unknown as Cria;

  it('asks one after another and tells of each', async () => {
    const seen: string[] = [];
    const questions = [goldenOf({ id: 'a' }), goldenOf({ id: 'b' })];
    const cria = criaWith([{ type: 'answer-end', answer: answerOf() }]);
    const all = await answerAll(cria, questions, ({ question }) => seen.push(question.id));
    expect(seen).toEqual(['a', 'b']);
    expect(all.map(({ answer }) => answer.mode)).toEqual(['generated', 'generated']);
  });

  it('ends with the fault of a question, and with a stream that has no end', async () => {
    const error = new AppError('index-missing', 'none');
    const failing = criaWith([{ type: 'answer-error', error }]);
    await expect(answerAll(failing, [goldenOf()], () => undefined)).rejects.toBe(error);
    await expect(answerAll(criaWith([]), [goldenOf()], () => undefined)).rejects.toMatchObject({
      code: 'internal',
    });
  });
});
