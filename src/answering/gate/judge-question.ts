import type { PassageIndex, Retrieval } from '../../domain/ports.ts';
import {
  CUT_PASSAGES,
  findCandidates,
  type Candidates,
  type CandidatesInput,
} from '../choosing/find-candidates.ts';
import { chanceOfAnswer } from './answerability.ts';
import { signsOf, type SignsFound } from './signs.ts';

/** Best passages that the gate looks at: its weights were fitted on as many. */
const JUDGED_PASSAGES = 8;

export interface JudgeInput extends Pick<CandidatesInput, 'embedder' | 'vectors' | 'signal'> {
  readonly question: string;
  readonly retrieval: Retrieval;
  readonly index: Pick<PassageIndex, 'describe'>;
}

/** What a question may be answered from, and how likely that is. */
export interface Judgement {
  readonly candidates: Candidates;
  /** Null where no statement was found. */
  readonly found: SignsFound | null;
  /** That the candidates hold an answer, [0, 1]. */
  readonly chance: number;
}

/** Cuts and scores the best passages of a retrieval, and judges them. Throws what the embedder throws. */
export async function judgeQuestion({ index, ...input }: JudgeInput): Promise<Judgement> {
  const { question, retrieval } = input;
  const candidates = await findCandidates({
    ...input,
    passages: retrieval.considered.slice(0, CUT_PASSAGES),
    digest: index.describe().embedder?.digest ?? null,
  });
  const judged = candidates.statements.filter(({ source }) => source < JUDGED_PASSAGES);
  const found = signsOf(question, retrieval, { ...candidates, statements: judged });
  return { candidates, found, chance: found === null ? 0 : chanceOfAnswer(found) };
}
