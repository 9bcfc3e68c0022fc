import { AppError } from '../domain/errors.ts';
import type { Candidate, PassageMatches } from '../domain/ports.ts';
import { readPassages } from './keyword-index.ts';
import type { OpenGeneration } from './open-generation.ts';
import type { Neighbour, VectorIndex } from './vector-index.ts';

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
  const found = generation.keywords.search(query.text, limit);
  const denseLabels = nearest.map(({ label }) => label);
  const labels = [...new Set([...denseLabels, ...found.order])];
  const passages = readPassages(generation.db, labels);
  const keyword = found.score(labels);
  const dense = denseScores(generation.vectors, query.embedding, { nearest, labels });
  const candidates = labels.flatMap((label): Candidate[] => {
    const passage = passages.get(label);
    if (passage === undefined) return [];
    return [
      {
        passage,
        dense: dense.get(label) ?? null,
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

function searchVectors(
  vectors: VectorIndex | null,
  embedding: Float32Array | null,
  limit: number,
): Neighbour[] {
  if (vectors === null || embedding === null || limit === 0) return [];
  if (embedding.length !== vectors.dimensions) {
    throw new AppError(
      'internal',
      `The query vector has ${embedding.length} numbers, the index ${vectors.dimensions}: another embedder made it.`,
    );
  }
  return vectors.search(embedding, limit);
}

interface DenseInput {
  readonly nearest: readonly Neighbour[];
  readonly labels: readonly number[];
}

/** Cosines of all candidates: those of the dense list, and the rest computed for them. */
function denseScores(
  vectors: VectorIndex | null,
  embedding: Float32Array | null,
  { nearest, labels }: DenseInput,
): Map<number, number> {
  const scores = new Map(nearest.map(({ label, cosine }) => [label, cosine]));
  if (vectors === null || embedding === null) return scores;
  const rest = labels.filter((label) => !scores.has(label));
  const cosines = vectors.cosines(embedding, rest);
  for (const [index, label] of rest.entries()) scores.set(label, cosines[index] ?? 0);
  return scores;
}
