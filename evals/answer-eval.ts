import type { Cria } from '../src/compose.ts';
import type { Answer } from '../src/domain/answer.ts';
import { AppError } from '../src/domain/errors.ts';
import type { GoldenQuestion } from './golden.ts';
import { abstention, factsHeld, mean, type Abstention } from './scorers.ts';

export interface AnsweredQuestion<Q = GoldenQuestion> {
  readonly question: Q;
  readonly answer: Answer;
}

/** Asks every question for real, one after another. */
export async function answerAll<Q extends Pick<GoldenQuestion, 'q' | 'language'>>(
  cria: Cria,
  questions: readonly Q[],
  onDone: (answered: AnsweredQuestion<Q>) => void,
): Promise<AnsweredQuestion<Q>[]> {
  const all: AnsweredQuestion<Q>[] = [];
  for (const question of questions) {
    const answer = await askOne(cria, question);
    all.push({ question, answer });
    onDone({ question, answer });
  }
  return all;
}

/** Asks one question as it is. Throws the fault of the last event. */
export async function askOne(
  cria: Cria,
  { q, language }: Pick<GoldenQuestion, 'q' | 'language'>,
): Promise<Answer> {
  for await (const event of cria.services.askQuestion({
    question: q,
    fallbackLanguage: language,
    guildId: null,
  })) {
    if (event.type === 'answer-error') throw event.error;
    if (event.type === 'answer-end' || event.type === 'answer-abstain') return event.answer;
  }
  throw new AppError('internal', `No answer event for: ${q}`);
}

export interface AnswerScores {
  readonly questions: number;
  readonly abstention: Abstention;
  /** Share by mode. */
  readonly modes: Readonly<Record<string, number>>;
  /** Citations whose number no passage of the answer has. Must be 0. */
  readonly dangling: number;
  /** Citations whose article answers the question, as a share of all. */
  readonly rightArticle: number;
  /** Share of the expected facts in answers (generated or passages) to answerable questions. */
  readonly facts: number;
  /** Sentences marked as unverified, per generated answer. */
  readonly unverifiedPerAnswer: number;
  /** Share of answers in the question's language. */
  readonly language: number;
}

export function scoreAnswers(all: readonly AnsweredQuestion[]): AnswerScores {
  const answerable = all.filter(({ question }) => question.kind !== 'unanswerable');
  const generated = all.filter(({ answer }) => answer.mode === 'generated');
  const modes: Record<string, number> = {};
  for (const { answer } of all) {
    const name = answer.reason === null ? answer.mode : `${answer.mode} (${answer.reason})`;
    modes[name] = (modes[name] ?? 0) + 1;
  }
  const citations = answerable.flatMap(({ question, answer }) =>
    answer.mode === 'generated'
      ? answer.citations.map((one) => question.articles.includes(one.articleId))
      : [],
  );
  return {
    questions: all.length,
    abstention: abstention(
      all.map(({ question, answer }) => ({
        isAnswerable: question.kind !== 'unanswerable',
        isAnswered: answer.mode !== 'abstained',
      })),
    ),
    modes,
    dangling: all.reduce((sum, { answer }) => sum + danglingCitations(answer), 0),
    rightArticle: mean(citations.map((isRight) => (isRight ? 1 : 0))),
    facts: mean(
      answerable
        .filter(({ answer }) => answer.mode !== 'abstained')
        .map(({ question, answer }) => factsHeld(question, answer.answer)),
    ),
    unverifiedPerAnswer: mean(generated.map(({ answer }) => answer.unverified)),
    language: mean(
      all.map(({ question, answer }) => (answer.language === question.language ? 1 : 0)),
    ),
  };
}

function danglingCitations(answer: Answer): number {
  if (answer.mode !== 'generated') return 0;
  const numbers = [...answer.answer.matchAll(/\[(\d+)\]/gu)].map((match) => Number(match[1]));
  return numbers.filter((n) => !answer.citations.some((one) => one.n === n)).length;
}
