import type { PassageMatrix } from '../../domain/ports.ts';
import { spread } from '../vectors/spread.ts';
import type { OpenGeneration } from './open-generation.ts';

/** Vectors of at most `limit` passages, every so-manieth of those that have one; null without any. */
export function readVectors(
  { db, vectors }: Pick<OpenGeneration, 'db' | 'vectors'>,
  limit: number,
): PassageMatrix | null {
  if (vectors === null) return null;
  const all = db
    .prepare<[], { id: string; label: number }>('SELECT id, label FROM passages ORDER BY label')
    .all()
    .filter(({ label }) => !vectors.isBare(label));
  const rows = spread(all, limit);
  const { dimensions } = vectors;
  const matrix = new Float32Array(rows.length * dimensions);
  rows.forEach(({ label }, at) => matrix.set(vectors.unitOf(label), at * dimensions));
  return { ids: rows.map(({ id }) => id), dimensions, matrix };
}
