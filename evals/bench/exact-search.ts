/** Vectors of equal length in one row. */
export interface VectorRow {
  readonly dimensions: number;
  readonly values: Float32Array;
}

export function vectorAt({ dimensions, values }: VectorRow, at: number): Float32Array {
  return values.subarray(at * dimensions, (at + 1) * dimensions);
}

/** Dot product of a vector with one of a row. */
export function dotAt(row: VectorRow, at: number, vector: Float32Array): number {
  const start = at * row.dimensions;
  let sum = 0;
  for (let index = 0; index < row.dimensions; index += 1) {
    sum += (row.values[start + index] ?? 0) * (vector[index] ?? 0);
  }
  return sum;
}

/** Places of the vectors with the greatest dot products, best first; every vector is compared. */
export function exactNearest(row: VectorRow, query: Float32Array, limit: number): number[] {
  const count = row.values.length / row.dimensions;
  const best: { at: number; score: number }[] = [];
  let floor = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < count; at += 1) {
    const score = dotAt(row, at, query);
    if (best.length === limit && score <= floor) continue;
    best.push({ at, score });
    best.sort((a, b) => b.score - a.score);
    best.length = Math.min(best.length, limit);
    floor = best[best.length - 1]?.score ?? floor;
  }
  return best.map(({ at }) => at);
}

/** Two vectors this close in score are the same neighbour: sums differ in their last digits. */
const SCORE_TOLERANCE = 1e-5;

/** Share of the true nearest that was found; one that is as near as the last true one counts. */
export function recallOf(
  row: VectorRow,
  query: Float32Array,
  lists: { readonly found: readonly number[]; readonly exact: readonly number[] },
): number {
  const { found, exact } = lists;
  const last = exact[exact.length - 1];
  if (last === undefined) return 1;
  const floor = dotAt(row, last, query) - SCORE_TOLERANCE;
  const hits = [...new Set(found)].filter((at) => dotAt(row, at, query) >= floor).length;
  return Math.min(hits / exact.length, 1);
}
