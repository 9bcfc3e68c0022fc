import type { RankedPassage } from '../../domain/passage.ts';
import type { Embedder, Retrieval } from '../../domain/ports.ts';
import { questionParts, type QuestionPart } from './question-parts.ts';
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
/** The same for each of several things that a question asks for. */
const EMBEDDED_OF_PART = 8;

/** What a question may be answered from. */
export interface Candidates {
  readonly passages: readonly CutPassage[];
  /** Scored for the whole question. */
  readonly statements: readonly Statement[];
  /** The same in the same order, scored for each thing it asks for; one list where it asks for one. */
  readonly parts: readonly (readonly Statement[])[];
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
  const asked = questionParts(question);
  const scoreBy = (part: QuestionPart, vectors: QuestionVectors | null): Statement[] =>
    scoreStatements({ question: part.text, asks: part.asks, passages, vectors });
  const whole = { text: question, asks: question };
  const found = [whole, ...(asked.length > 1 ? asked : [])].map((part) => ({
    part,
    byWords: scoreBy(part, null),
  }));
  const vectors = await vectorsOf(found, passages, input);
  const [statements = [], ...parts] = found.map(({ part, byWords }, at) =>
    vectors === null ? byWords : scoreBy(part, vectors[at] ?? null),
  );
  return { passages, statements, parts: parts.length === 0 ? [statements] : parts };
}

interface ByWords {
  readonly part: QuestionPart;
  readonly byWords: readonly Statement[];
}

/** Vectors for each part, in their order; null without any. */
async function vectorsOf(
  found: readonly ByWords[],
  passages: readonly CutPassage[],
  { question, retrieval, embedder, digest, vectors, signal }: CandidatesInput,
): Promise<QuestionVectors[] | null> {
  const { embedding, calibration } = retrieval;
  if (embedding === null || calibration === null || embedder === null || digest === null)
    return null;
  const best = found.flatMap(({ byWords }, at) =>
    [...byWords]
      .sort((a, b) => b.score - a.score)
      .slice(0, at === 0 ? EMBEDDED_STATEMENTS : EMBEDDED_OF_PART),
  );
  const texts = new Set(
    best.flatMap(({ source, text }) => {
      const cut = passages[source];
      return cut === undefined ? [] : [inPlace(cut.ranked.passage, text)];
    }),
  );
  const made = await vectors.of([...texts], embedder, digest, signal);
  const statements = new Map([...texts].map((text, at) => [text, made[at] ?? new Float32Array()]));
  const result: QuestionVectors[] = [];
  for (const { part } of found) {
    const asked = part.text === question ? embedding : await embedder.embedQuery(part.text, signal);
    result.push({ question: asked, statements, calibration });
  }
  return result;
}
