import { AppError } from '../../domain/errors.ts';
import type { StoreNote } from '../../domain/generation-store.ts';

/** Which rows are those of a generation. */
export interface GenerationAt {
  readonly lineage: number;
  readonly ordinal: number;
}

/** Condition for the rows of a generation; binds `$1` its lineage and `$2` its ordinal. */
export const VISIBLE = 'lineage = $1 AND born <= $2 AND (died IS NULL OR died > $2)';

/** Reads what `noteOf` made. */
export function generationAt({ lineage, ordinal }: StoreNote): GenerationAt {
  if (typeof lineage === 'number' && typeof ordinal === 'number') return { lineage, ordinal };
  throw new AppError('internal', 'A note of another store was given to the one in PostgreSQL.');
}

export function noteOf({ lineage, ordinal }: GenerationAt): StoreNote {
  return { lineage, ordinal };
}

/** A vector as pgvector reads it. */
export function vectorText(vector: Float32Array): string {
  return `[${vector.join(',')}]`;
}

/** Reads `vector_send`: two 16-bit numbers, then the values, all big endian. */
export function readVector(bytes: Buffer, into: Float32Array): void {
  for (let at = 0; at < into.length; at += 1) into[at] = bytes.readFloatBE(4 + 4 * at);
}
