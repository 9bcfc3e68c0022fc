import { fuse } from '../src/answering/fuse.ts';
import { SentenceVectors } from '../src/answering/choosing/sentence-vectors.ts';
import { LEAST_CHANCE } from '../src/answering/gate/answerability.ts';
import { judgeQuestion, type Judgement } from '../src/answering/gate/judge-question.ts';
import { MAX_PASSAGES_PER_ARTICLE } from '../src/answering/chain.ts';
import type { RankedPassage } from '../src/domain/passage.ts';
import type { Embedder, PassageIndex, PassageMatches } from '../src/domain/ports.ts';
import type { GoldenQuestion } from './golden.ts';
import { abstention, findGold, meanReciprocalRank, recallAt, type Abstention } from './scorers.ts';

/** Candidates a list, as in answering. */
const CANDIDATES = 50;

/** One question with what both indexes said to it. */
export interface Sample<Q extends Asked = GoldenQuestion> {
  readonly question: Q;
  readonly matches: PassageMatches;
  /** Unit vector of the question; null without an embedder. */
  readonly embedding: Float32Array | null;
}

/** What is asked, whatever else is known about it. */
export type Asked = Pick<GoldenQuestion, 'q'>;

export async function collectSamples<Q extends Asked>(
  questions: readonly Q[],
  index: PassageIndex,
  embedder: Embedder | null,
): Promise<Sample<Q>[]> {
  const samples: Sample<Q>[] = [];
  for (const question of questions) {
    const embedding = embedder === null ? undefined : await embedder.embedQuery(question.q);
    const matches = await index.search({
      text: question.q,
      limit: CANDIDATES,
      // A copy: the index may hand it on to another thread for good.
      ...(embedding === undefined ? {} : { embedding: embedding.slice() }),
    });
    samples.push({ question, matches, embedding: embedding ?? null });
  }
  return samples;
}

/** A way of ranking candidates, by name. */
export interface Ranker {
  readonly name: string;
  rank(matches: PassageMatches): RankedPassage[];
}

/** What Cria does, and what it is compared with. */
export function rankers(): Ranker[] {
  const perArticle = MAX_PASSAGES_PER_ARTICLE;
  return [
    { name: 'Cria', rank: (matches) => fuse(matches, { perArticle }) },
    {
      name: 'dense alone',
      rank: (matches) => fuse(matches, { perArticle, keywordWeight: 0 }),
    },
    { name: 'keyword alone', rank: (matches) => byOrder(matches, [matches.keywordOrder]) },
    {
      name: 'reciprocal rank fusion (k=60)',
      rank: (matches) => byOrder(matches, [matches.denseOrder, matches.keywordOrder]),
    },
  ];
}

/** Reciprocal rank fusion over any number of lists (Cormack et al. 2009, k = 60). */
function byOrder(matches: PassageMatches, orders: readonly (readonly string[])[]): RankedPassage[] {
  const score = new Map<string, number>();
  for (const order of orders) {
    order.forEach((id, at) => score.set(id, (score.get(id) ?? 0) + 1 / (60 + at + 1)));
  }
  return matches.candidates
    .filter(({ passage }) => score.has(passage.id))
    .map((candidate) => ({ candidate, fused: score.get(candidate.passage.id) ?? 0 }))
    .sort((a, b) => b.fused - a.fused)
    .map(({ candidate, fused }, at) => ({
      rank: at + 1,
      passage: candidate.passage,
      scores: {
        dense: candidate.dense,
        similarity: candidate.similarity,
        keyword: candidate.keyword,
        fused,
      },
    }));
}

export interface RetrievalRow {
  readonly ranker: string;
  readonly group: string;
  readonly questions: number;
  readonly recall5: number;
  readonly mrr: number;
  /** Recall@5 of the very section. */
  readonly section5: number;
}

const GROUPS: readonly (readonly [string, (question: GoldenQuestion) => boolean])[] = [
  ['de → de', ({ kind, language }) => kind === 'same' && language === 'de'],
  ['en → en', ({ kind, language }) => kind === 'same' && language === 'en'],
  ['de → en', ({ kind, language }) => kind === 'cross' && language === 'de'],
  ['en → de', ({ kind, language }) => kind === 'cross' && language === 'en'],
];

export function retrievalRows(samples: readonly Sample[]): RetrievalRow[] {
  return rankers().flatMap((ranker) =>
    GROUPS.map(([group, belongs]) => {
      const found = samples
        .filter(({ question }) => belongs(question))
        .map(({ question, matches }) => findGold(question, ranker.rank(matches)));
      return {
        ranker: ranker.name,
        group,
        questions: found.length,
        recall5: recallAt(
          found.map((one) => one.articleRank),
          5,
        ),
        mrr: meanReciprocalRank(found.map((one) => one.articleRank)),
        section5: recallAt(
          found.map((one) => one.sectionRank),
          5,
        ),
      };
    }),
  );
}

export interface JudgedSample<Q extends Asked = GoldenQuestion> {
  readonly question: Q;
  readonly ranked: readonly RankedPassage[];
  readonly judgement: Judgement;
  /** Whether a model would be asked. */
  readonly isLetThrough: boolean;
}

/** Judges as answering does, sentence by sentence. */
export async function judgeSamples<Q extends Asked>(
  samples: readonly Sample<Q>[],
  index: Pick<PassageIndex, 'describe'>,
  embedder: Embedder | null,
): Promise<JudgedSample<Q>[]> {
  const vectors = new SentenceVectors();
  const judged: JudgedSample<Q>[] = [];
  for (const { question, matches, embedding } of samples) {
    const ranked = fuse(matches, { perArticle: MAX_PASSAGES_PER_ARTICLE });
    const calibration = embedding === null ? null : index.describe().calibration;
    const retrieval = { ranked, considered: ranked, words: matches.query, calibration, embedding };
    const judgement = await judgeQuestion({
      ...{ question: question.q, retrieval, index, embedder, vectors },
    });
    const isLetThrough = judgement.chance >= LEAST_CHANCE;
    judged.push({ question, ranked, judgement, isLetThrough });
  }
  return judged;
}

export function gateAbstention(judged: readonly JudgedSample[]): Abstention {
  return abstention(
    judged.map(({ question, isLetThrough }) => ({
      isAnswerable: question.kind !== 'unanswerable',
      isAnswered: isLetThrough,
    })),
  );
}
