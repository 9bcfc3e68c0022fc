import type { RankedPassage } from '../../domain/passage.ts';
import type { Embedder, Retrieval } from '../../domain/ports.ts';
import { questionParts, type QuestionPart } from './question-parts.ts';
import {
  headingOf,
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
  const several = questionParts(question);
  const asked = [{ text: question, asks: question }, ...(several.length > 1 ? several : [])];
  const scoreBy = (part: QuestionPart, vectors: QuestionVectors | null): Statement[] =>
    scoreStatements({ question: part.text, asks: part.asks, passages, vectors });
  const known = await vectorsOf(asked, passages, input);
  const byWords = asked.map((part, at) => scoreBy(part, known?.[at] ?? null));
  const vectors = known === null ? null : await withStatements(known, byWords, passages, input);
  const [statements = [], ...parts] =
    vectors === null ? byWords : asked.map((part, at) => scoreBy(part, vectors[at] ?? null));
  return { passages, statements, parts: parts.length === 0 ? [statements] : parts };
}

/** Vectors of each part of a question, in their order, and of the headings; null without an embedder. */
async function vectorsOf(
  asked: readonly QuestionPart[],
  passages: readonly CutPassage[],
  { question, retrieval, embedder, digest, vectors, signal }: CandidatesInput,
): Promise<QuestionVectors[] | null> {
  const { embedding, calibration } = retrieval;
  if (embedding === null || calibration === null || embedder === null || digest === null)
    return null;
  const names = [...new Set(passages.map(({ ranked }) => headingOf(ranked.passage)))];
  const made = await vectors.of(names, embedder, digest, signal);
  const headings = new Map(names.map((name, at) => [name, made[at] ?? new Float32Array()]));
  const result: QuestionVectors[] = [];
  for (const { text } of asked) {
    const own = text === question ? embedding : await embedder.embedQuery(text, signal);
    result.push({ question: own, statements: new Map(), headings, calibration });
  }
  return result;
}

/** The same with vectors of the statements that do best so far, of the whole question and of each part. */
async function withStatements(
  known: readonly QuestionVectors[],
  byWords: readonly (readonly Statement[])[],
  passages: readonly CutPassage[],
  { embedder, digest, vectors, signal }: CandidatesInput,
): Promise<QuestionVectors[]> {
  if (embedder === null || digest === null) return [...known];
  const best = byWords.flatMap((statements, at) =>
    [...statements]
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
  return known.map((one) => ({ ...one, statements }));
}
