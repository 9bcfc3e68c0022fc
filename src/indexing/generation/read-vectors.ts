import type { PassageMatrix } from '../../domain/ports.ts';
import type { OpenGeneration } from './open-generation.ts';

/** Vectors of at most `limit` passages, every so-manieth of those that have one; null without any. */
export function readVectors(
  { db, vectors }: Pick<OpenGeneration, 'db' | 'vectors'>,
  limit: number,
): PassageMatrix | null {
  if (vectors === null) return null;
  const rows = db
    .prepare<[], { id: string; label: number }>('SELECT id, label FROM passages ORDER BY label')
    .all()
    .filter(({ label }) => !vectors.isBare(label));
  const count = Math.min(limit, rows.length);
  const { dimensions } = vectors;
  const ids: string[] = [];
  const matrix = new Float32Array(count * dimensions);
  for (let at = 0; at < count; at += 1) {
    const row = rows[Math.floor((at * rows.length) / count)];
    if (row === undefined) break;
    ids.push(row.id);
    matrix.set(vectors.unitOf(row.label), at * dimensions);
  }
  return { ids, dimensions, matrix };
}
