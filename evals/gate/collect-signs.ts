import { appendFile, writeFile } from 'node:fs/promises';
import { MAX_PASSAGES_PER_ARTICLE } from '../../src/answering/chain.ts';
import { CUT_PASSAGES } from '../../src/answering/choosing/find-candidates.ts';
import { SentenceVectors } from '../../src/answering/choosing/sentence-vectors.ts';
import { judgeQuestion } from '../../src/answering/gate/judge-question.ts';
import type { Signs, SignsFound } from '../../src/answering/gate/signs.ts';
import { retrieve } from '../../src/answering/retrieve.ts';
import type { RankedPassage } from '../../src/domain/passage.ts';
import type { Embedder, PassageIndex, Retrieval } from '../../src/domain/ports.ts';
import type { CoverageQuestion } from '../coverage/coverage-question.ts';
import { factsHeld } from '../scorers.ts';

/** What the gate sees of one question, and whether it should let it through. */
export interface SignsRecord {
  readonly id: string;
  /** `near`: what answers it was taken away before. */
  readonly kind: 'answerable' | 'near' | 'far';
  readonly hasVectors: boolean;
  readonly isForeign: boolean;
  readonly signs: Signs;
}

export interface CollectInput {
  readonly questions: readonly CoverageQuestion[];
  readonly index: PassageIndex;
  readonly embedder: Embedder | null;
  /** JSON lines. */
  readonly file: string;
}

/**
 * Writes down the signs of every question: as it is, and as a near miss, without the passages of its
 * articles that hold a fact of its answer. Answerable ones whose answer was not retrieved are left out.
 */
export async function collectSigns(input: CollectInput): Promise<void> {
  const vectors = new SentenceVectors();
  await writeFile(input.file, '');
  for (const [at, question] of input.questions.entries()) {
    const records = await recordsOf(question, input, vectors);
    await appendFile(input.file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    if ((at + 1) % 20 === 0) process.stderr.write(`${at + 1} of ${input.questions.length}\n`);
  }
}

async function recordsOf(
  question: CoverageQuestion,
  { index, embedder }: CollectInput,
  vectors: SentenceVectors,
): Promise<SignsRecord[]> {
  const retrieval = await retrieve({
    ...{ question: question.q, index, embedder },
    limit: CUT_PASSAGES,
    perArticle: MAX_PASSAGES_PER_ARTICLE,
  });
  const signs = async (given: Retrieval): Promise<SignsFound | null> =>
    (await judgeQuestion({ question: question.q, retrieval: given, index, embedder, vectors }))
      .found;
  const record = (kind: SignsRecord['kind'], found: SignsFound | null): SignsRecord[] =>
    found === null ? [] : [{ id: question.id, kind, ...found }];
  if (!question.isAnswerable) return record('far', await signs(retrieval));
  const gold = retrieval.considered.filter((ranked) => holdsAnswer(question, ranked));
  const isFound = retrieval.considered.slice(0, CUT_PASSAGES).some((one) => gold.includes(one));
  const without = retrieval.considered.filter((one) => !gold.includes(one));
  return [
    ...(isFound ? record('answerable', await signs(retrieval)) : []),
    ...record('near', await signs({ ...retrieval, considered: without })),
  ];
}

/** Any fact will do: a passage with half of the answer would be no near miss. */
function holdsAnswer(question: CoverageQuestion, { passage }: RankedPassage): boolean {
  if (question.articles.length > 0 && !question.articles.includes(passage.articleId)) return false;
  return question.facts.some((fact) => factsHeld({ facts: [fact] }, passage.text) === 1);
}
