import type { VectorIndex } from './vector-index.ts';
import { BestNeighbours, dotAt, normalise, type VectorRows } from './vector-rows.ts';

const EF_STEPS = [50, 100, 200, 400, 800] as const;
/** Share of the true nearest ten that the graph has to find. */
export const MIN_RECALL = 0.99;
const RECALL_AT = 10;
const RECALL_SAMPLE = 100;
/** Comparisons the check after a small change may take: a second or less. */
const MAX_CHECK_COMPARISONS = 1_000_000;
const MIN_CHECK_SAMPLE = 5;
/** Vectors between two calls of `onStep`. */
const STEP_VECTORS = 256;
const COSINE_TOLERANCE = 1e-5; // hnswlib sums in another order

/** A graph with the vectors it is over. */
export interface TunedIndex {
  readonly graph: VectorIndex;
  readonly rows: VectorRows;
  /** Labels that are in use, rising. */
  readonly live: readonly number[];
  /** Called every few milliseconds; ends the work by throwing. */
  readonly onStep: () => void;
}

/**
 * Finds the smallest search width whose recall against an exact scan is good, on a sample of the
 * index's own vectors, and sets it. Returns it; the widest when none is good enough. Blocks for a few
 * seconds at 100,000 vectors: worker only.
 */
export function tuneEf(index: TunedIndex): number {
  const sample = sampleWithFloors(index, RECALL_SAMPLE);
  const good = EF_STEPS.find((ef) => recallOf(index, sample, ef) >= MIN_RECALL);
  const chosen = good ?? EF_STEPS[EF_STEPS.length - 1] ?? 0;
  index.graph.setEf(chosen);
  return chosen;
}

/**
 * Keeps a width whose recall is still good on a sample that is bounded by work; when it is not, takes
 * the next one that is. Returns the width that was set.
 */
export function keepOrWidenEf(index: TunedIndex, ef: number): number {
  const wider = EF_STEPS.filter((step) => step > ef);
  const affordable = Math.floor(MAX_CHECK_COMPARISONS / Math.max(index.live.length, 1));
  const size = Math.min(Math.max(affordable, MIN_CHECK_SAMPLE), RECALL_SAMPLE);
  const sample = wider.length === 0 ? [] : sampleWithFloors(index, size);
  const good = [ef, ...wider].find((step) => recallOf(index, sample, step) >= MIN_RECALL);
  const chosen = good ?? wider[wider.length - 1] ?? ef;
  index.graph.setEf(chosen);
  return chosen;
}

interface SampleQuery {
  readonly unit: Float32Array;
  /** Cosine of its last true neighbour. */
  readonly floor: number;
}

function recallOf(index: TunedIndex, sample: readonly SampleQuery[], ef: number): number {
  if (sample.length === 0) return 1;
  index.graph.setEf(ef);
  let hits = 0;
  for (const { unit, floor } of sample) {
    index.onStep();
    const found = index.graph.search(unit, RECALL_AT);
    hits += found.filter(({ cosine }) => cosine >= floor - COSINE_TOLERANCE).length;
  }
  return hits / (sample.length * Math.min(RECALL_AT, index.live.length));
}

/** Midpoints of two live vectors, near the data yet not of it, compared with all in one pass. */
function sampleWithFloors({ rows, live, onStep }: TunedIndex, size: number): SampleQuery[] {
  const step = Math.max(Math.floor(live.length / size), 1);
  const units: Float32Array[] = [];
  for (let at = 0; at < live.length && units.length < size; at += step) {
    const a = rows.vectorOf(live[at] ?? 0);
    const b = rows.vectorOf(live[(at + Math.ceil(step / 2)) % live.length] ?? 0);
    units.push(normalise(a.map((value, place) => value + (b[place] ?? 0))));
  }
  const best = units.map(() => new BestNeighbours(RECALL_AT));
  const isLive = new Uint8Array(rows.shape.slots);
  for (const label of live) isLive[label] = 1;
  rows.forEach((label, vector) => {
    if (isLive[label] !== 1) return;
    if (label % STEP_VECTORS === 0) onStep();
    for (const [at, unit] of units.entries()) best[at]?.offer(label, dotAt(unit, vector, 0));
  });
  return units.map((unit, at) => ({ unit, floor: best[at]?.list().at(-1)?.cosine ?? 1 }));
}
