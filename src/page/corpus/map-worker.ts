import { parentPort } from 'node:worker_threads';
import { UMAP } from 'umap-js';
import type { PassageMatrix } from '../../domain/ports.ts';

/*
 * Lays passages out on a plane, in a thread of its own: takes a `PassageMatrix`, answers with two
 * numbers a passage, and ends.
 */

/** Passages whose likeness is looked at around each; UMAP's own default. */
const NEIGHBOURS = 15;
const EPOCHS = 300;
/** Fewer are set side by side. */
const FEWEST = 5;
const SEED = 20_230_718;

/** Mulberry32: the same map for the same passages. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function layOut({ ids, dimensions, matrix }: PassageMatrix): Float32Array {
  const count = ids.length;
  if (count < FEWEST)
    return Float32Array.from({ length: 2 * count }, (_unused, at) => (at % 2 === 0 ? at : 0));
  const rows = ids.map((_id, row) => [
    ...matrix.subarray(row * dimensions, (row + 1) * dimensions),
  ]);
  const umap = new UMAP({
    nComponents: 2,
    nEpochs: EPOCHS,
    nNeighbors: Math.min(NEIGHBOURS, count - 1),
    random: seeded(SEED),
  });
  return Float32Array.from(umap.fit(rows).flat());
}

parentPort?.once('message', (passages: PassageMatrix) => {
  parentPort?.postMessage(layOut(passages));
});
