import type { RankedPassage } from '../../domain/passage.ts';
import type { Embedder, Retrieval } from '../../domain/ports.ts';
import {
  inPlace,
  scoreStatements,
  type CutPassage,
  type QuestionVectors,
  type Statement,
} from './score-statements.ts';
import type { SentenceVectors } from './sentence-vectors.ts';
import { statementsOf } from './statements.ts';

/** Best passages whose statements are looked at: in a large corpus several are about the same. */
export const CUT_PASSAGES = 12;
/** Statements that are compared by meaning as well: some half a second of embedding on two old cores. */
const EMBEDDED_STATEMENTS = 16;

/** What a question may be answered from. */
export interface Candidates {
  readonly passages: readonly CutPassage[];
  readonly statements: readonly Statement[];
}

export interface CandidatesInput {
  readonly question: string;
  readonly retrieval: Retrieval;
  /** Best first; their statements are scored. */
  readonly passages: readonly RankedPassage[];
  /** Null: by words alone. */
  readonly embedder: Embedder | null;
  readonly digest: string | null;
  readonly vectors: SentenceVectors;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Cuts the best passages into statements and scores each for the question: all by words, those that do
 * best so by meaning as well.
 * @throws what the embedder throws
 */
export async function findCandidates(input: CandidatesInput): Promise<Candidates> {
  const passages = input.passages.slice(0, CUT_PASSAGES).map((ranked) => ({
    ranked,
    statements: statementsOf(ranked.passage.text),
  }));
  const { question } = input;
  const byWords = scoreStatements({ question, passages, vectors: null });
  const vectors = await vectorsOf(byWords, passages, input);
  if (vectors === null) return { passages, statements: byWords };
  return { passages, statements: scoreStatements({ question, passages, vectors }) };
}

async function vectorsOf(
  statements: readonly Statement[],
  passages: readonly CutPassage[],
  { retrieval, embedder, digest, vectors, signal }: CandidatesInput,
): Promise<QuestionVectors | null> {
  const { embedding, calibration } = retrieval;
  if (embedding === null || calibration === null || embedder === null || digest === null)
    return null;
  const best = [...statements].sort((a, b) => b.score - a.score).slice(0, EMBEDDED_STATEMENTS);
  const texts = best.flatMap(({ source, text }) => {
    const cut = passages[source];
    return cut === undefined ? [] : [inPlace(cut.ranked.passage, text)];
  });
  const made = await vectors.of(texts, embedder, digest, signal);
  const byText = new Map(texts.map((text, at) => [text, made[at] ?? new Float32Array()]));
  return { question: embedding, statements: byText, calibration };
}
