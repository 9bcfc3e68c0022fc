import { AppError } from '../../domain/errors.ts';
import type { Candidate, PassageMatches } from '../../domain/ports.ts';
import { readPassages } from '../keywords/keyword-index.ts';
import type { OpenGeneration } from './open-generation.ts';
import type { PassageVectors, VectorScores } from '../vectors/passage-vectors.ts';

/** One search inside a worker. */
export interface GenerationQuery {
  readonly text: string;
  /** Most candidates per list. */
  readonly limit: number;
  /** Null: keyword search only. */
  readonly embedding: Float32Array | null;
}

export const MAX_CANDIDATES_PER_LIST = 500;

/**
 * Searches both ways and scores the union of both lists both ways. Blocks: worker only.
 * @throws AppError `internal` for a query vector of the wrong length
 */
export function searchGeneration(
  generation: OpenGeneration,
  query: GenerationQuery,
): PassageMatches {
  const limit = Math.min(Math.max(Math.floor(query.limit), 0), MAX_CANDIDATES_PER_LIST);
  const nearest = searchVectors(generation.vectors, query.embedding, limit);
  const denseLabels = nearest ?? [];
  const found = generation.keywords.search(query.text, limit, nearest);
  const labels = [...new Set([...denseLabels, ...found.order])];
  const passages = readPassages(generation.db, labels);
  const keyword = found.score(labels);
  const scores = vectorScores(generation.vectors, query.embedding, labels);
  const candidates = labels.flatMap((label): Candidate[] => {
    const passage = passages.get(label);
    if (passage === undefined) return [];
    return [
      {
        passage,
        dense: scores.get(label)?.dense ?? null,
        similarity: scores.get(label)?.similarity ?? null,
        keyword: keyword.get(label)?.coverage ?? 0,
      },
    ];
  });
  const idOf = (label: number): string[] => {
    const id = passages.get(label)?.id;
    return id === undefined ? [] : [id];
  };
  return {
    denseOrder: denseLabels.flatMap(idOf),
    keywordOrder: found.order.flatMap(idOf),
    candidates,
    query: found.query,
  };
}

/** Nearest labels; null without vectors. */
function searchVectors(
  vectors: PassageVectors | null,
  embedding: Float32Array | null,
  limit: number,
): number[] | null {
  if (vectors === null || embedding === null || limit === 0) return null;
  if (embedding.length !== vectors.dimensions) {
    throw new AppError(
      'internal',
      `The query vector has ${embedding.length} numbers, the index ${vectors.dimensions}: another embedder made it.`,
    );
  }
  return vectors.search(embedding, limit).map(({ label }) => label);
}

/** Both scores of all candidates; empty without vectors. */
function vectorScores(
  vectors: PassageVectors | null,
  embedding: Float32Array | null,
  labels: readonly number[],
): Map<number, VectorScores> {
  if (vectors === null || embedding === null) return new Map();
  const scores = vectors.scores(embedding, labels);
  return new Map(
    labels.flatMap((label, at) => {
      const both = scores[at];
      return both === undefined ? [] : [[label, both] as const];
    }),
  );
}
