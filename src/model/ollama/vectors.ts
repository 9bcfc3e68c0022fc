import { failedFault, type OllamaTarget } from './ollama-errors.ts';

export interface VectorExpectation {
  readonly target: OllamaTarget;
  /** How many vectors were asked for. */
  readonly count: number;
  /** Their length; null while unknown, then the first one decides. */
  readonly dimensions: number | null;
}

/**
 * Turns what `/api/embed` sent into unit vectors.
 * @throws AppError `model-failed` for a wrong count or length, a value that is no number, or a zero vector
 */
export function unitVectors(embeddings: unknown, expected: VectorExpectation): Float32Array[] {
  const { target, count } = expected;
  if (!Array.isArray(embeddings) || embeddings.length !== count) {
    const got = Array.isArray(embeddings) ? embeddings.length : 'no';
    throw failedFault(`it sent ${got} vectors for ${count} texts`, target);
  }
  let dimensions = expected.dimensions;
  return embeddings.map((numbers: unknown) => {
    const vector = unitVector(numbers, target);
    dimensions ??= vector.length;
    if (vector.length !== dimensions) {
      throw failedFault(
        `it sent a vector of ${vector.length} dimensions where ${dimensions} were expected`,
        target,
      );
    }
    return vector;
  });
}

function unitVector(numbers: unknown, target: OllamaTarget): Float32Array {
  if (!Array.isArray(numbers) || numbers.length === 0) {
    throw failedFault('it sent an empty vector', target);
  }
  let squares = 0;
  for (const value of numbers as unknown[]) {
    if (typeof value !== 'number') throw failedFault('a vector holds what is no number', target);
    squares += value * value;
  }
  const length = Math.sqrt(squares);
  if (!Number.isFinite(length) || length === 0) {
    throw failedFault('it sent a vector without direction', target);
  }
  return Float32Array.from(numbers as number[], (value) => value / length);
}
