import { MAX_PASSAGES_PER_ARTICLE } from '../../src/answering/chain.ts';
import { chooseStatements } from '../../src/answering/choosing/choose-statements.ts';
import { CUT_PASSAGES } from '../../src/answering/choosing/find-candidates.ts';
import { inLeadingLanguage } from '../../src/answering/choosing/leading-language.ts';
import type { Statement } from '../../src/answering/choosing/score-statements.ts';
import { SentenceVectors } from '../../src/answering/choosing/sentence-vectors.ts';
import { judgeQuestion } from '../../src/answering/gate/judge-question.ts';
import { retrieve } from '../../src/answering/retrieve.ts';
import type { Embedder, PassageIndex } from '../../src/domain/ports.ts';
import { estimateTokens } from '../../src/text/token-estimate.ts';
import type { CoverageQuestion } from '../coverage/coverage-question.ts';
import { factsHeld, mean, median } from '../scorers.ts';

/** One row of the table: what the choice of statements is worth for the questions of a topic. */
export interface ChoiceRow {
  readonly topic: string;
  /** Those of which some statement of the passages that were cut holds the facts, and all. */
  readonly questions: number;
  readonly of: number;
  /** Share of them whose facts stand in the best statements. */
  readonly first: number;
  readonly amongThree: number;
  readonly amongFive: number;
  /** Share whose facts stand in what a model would be given, its statements and estimated tokens (medians). */
  readonly chosen: number;
  readonly statements: number;
  readonly tokens: number;
}

export interface ChoiceInput {
  readonly questions: readonly CoverageQuestion[];
  readonly index: PassageIndex;
  readonly embedder: Embedder | null;
  /** What the evidence may cost, in estimated tokens. */
  readonly budgetTokens: number;
}

interface Choice {
  readonly topic: string;
  readonly isThere: boolean;
  readonly held: readonly boolean[];
  readonly isChosen: boolean;
  readonly statements: number;
  readonly tokens: number;
}

/** Where the statements stand that hold the expected facts; no chat model is asked. */
export async function measureChoice(input: ChoiceInput): Promise<ChoiceRow[]> {
  const vectors = new SentenceVectors();
  const choices: Choice[] = [];
  for (const question of input.questions) {
    if (question.isAnswerable) choices.push(await choiceOf(question, input, vectors));
    if (choices.length % 50 === 49) process.stderr.write(`${choices.length} questions\n`);
  }
  const topics = [...new Set(choices.map(({ topic }) => topic))].sort();
  return topics.map((topic) => rowOf(topic, choices));
}

function rowOf(topic: string, choices: readonly Choice[]): ChoiceRow {
  const own = choices.filter((one) => one.topic === topic);
  const there = own.filter(({ isThere }) => isThere);
  const share = (held: (one: Choice) => boolean): number =>
    Math.round(mean(there.map((one) => Number(held(one)))) * 1_000) / 1_000;
  return {
    ...{ topic, questions: there.length, of: own.length },
    first: share(({ held }) => held[0] === true),
    amongThree: share(({ held }) => held[1] === true),
    amongFive: share(({ held }) => held[2] === true),
    chosen: share(({ isChosen }) => isChosen),
    statements: median(own.map(({ statements }) => statements)),
    tokens: median(own.map(({ tokens }) => tokens)),
  };
}

async function choiceOf(
  question: CoverageQuestion,
  { index, embedder, budgetTokens }: ChoiceInput,
  vectors: SentenceVectors,
): Promise<Choice> {
  const retrieval = await retrieve({
    ...{ question: question.q, index, embedder },
    limit: CUT_PASSAGES,
    perArticle: MAX_PASSAGES_PER_ARTICLE,
  });
  const { candidates } = await judgeQuestion({
    ...{ question: question.q, retrieval, index, vectors, embedder },
  });
  const byScore = candidates.statements.toSorted((a, b) => b.score - a.score);
  const parts = inLeadingLanguage(candidates, question.language);
  const chosen = chooseStatements(parts, budgetTokens);
  const holds = (statements: readonly Statement[]): boolean =>
    factsHeld(question, statements.map(({ text }) => text).join('\n')) === 1;
  return {
    topic: question.topic,
    isThere: holds(byScore),
    held: [1, 3, 5].map((most) => holds(byScore.slice(0, most))),
    isChosen: holds(chosen),
    statements: chosen.length,
    tokens: chosen.reduce((sum, { text }) => sum + estimateTokens(text), 0),
  };
}
