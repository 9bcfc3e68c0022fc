import type { AppError } from '../domain/errors.ts';

export interface VectorExpectation {
  /** What is thrown when the vectors are not what was asked for. */
  readonly fault: (why: string) => AppError;
  /** How many vectors were asked for. */
  readonly count: number;
  /** Their length; null while unknown, then the first one decides. */
  readonly dimensions: number | null;
}

/**
 * Turns what a runtime sent into unit vectors.
 * @throws `expected.fault` for a wrong count or length, a value that is no number, or a zero vector
 */
export function unitVectors(embeddings: unknown, expected: VectorExpectation): Float32Array[] {
  const { fault, count } = expected;
  if (!Array.isArray(embeddings) || embeddings.length !== count) {
    const got = Array.isArray(embeddings) ? embeddings.length : 'no';
    throw fault(`it sent ${got} vectors for ${count} texts`);
  }
  let dimensions = expected.dimensions;
  return embeddings.map((numbers: unknown) => {
    const vector = unitVector(numbers, fault);
    dimensions ??= vector.length;
    if (vector.length !== dimensions) {
      throw fault(
        `it sent a vector of ${vector.length} dimensions where ${dimensions} were expected`,
      );
    }
    return vector;
  });
}

function unitVector(numbers: unknown, fault: VectorExpectation['fault']): Float32Array {
  if (!Array.isArray(numbers) || numbers.length === 0) {
    throw fault('it sent an empty vector');
  }
  let squares = 0;
  for (const value of numbers as unknown[]) {
    if (typeof value !== 'number') throw fault('a vector holds what is no number');
    squares += value * value;
  }
  const length = Math.sqrt(squares);
  if (!Number.isFinite(length) || length === 0) {
    throw fault('it sent a vector without direction');
  }
  return Float32Array.from(numbers as number[], (value) => value / length);
}
