import { readMark, TOPICS } from './bench-corpus.ts';
import { createRandom, hashText, seedFrom } from './random.ts';

/** Length of all vectors of the benchmark, as multilingual-e5-small's. */
export const BENCH_DIMENSIONS = 384;

/** Directions shared by all topics in which passages differ; real embeddings use about as many. */
const ASPECTS = 48;
/** How much of a vector comes from where. All texts share `base`, as e5's do. */
const WEIGHTS = { base: 0.6, language: 0.35, topic: 0.5, aspects: 0.45, noise: 0.2 } as const;

/** In words, for the notes of a table. */
export const TOPIC_VECTORS_NOTE =
  `unit vectors of ${BENCH_DIMENSIONS} dimensions: a direction common to all (weight ${WEIGHTS.base}), one a language (${WEIGHTS.language}), ` +
  `one of ${TOPICS} topics (${WEIGHTS.topic}), normal noise in ${ASPECTS} shared directions (${WEIGHTS.aspects}) and in all (${WEIGHTS.noise}); queries are made the same way`;

const SEEDS = { base: 11, language: 12, topic: 13, aspect: 14, text: 15 } as const;

/** A bag of words as a unit vector: every word has its own four places. */
export function wordsVector(text: string): Float32Array {
  const vector = new Float32Array(BENCH_DIMENSIONS);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']) {
    let hash = hashText(word);
    for (let step = 0; step < 4; step += 1) {
      hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_519) + step;
      const at = (hash >>> 1) % BENCH_DIMENSIONS;
      vector[at] = (vector[at] ?? 0) + ((hash & 1) === 0 ? 1 : -1);
    }
  }
  return unit(vector);
}

/** A vector near those of the text's topic and language (see `readMark`); same text, same vector. */
export function topicVector(text: string): Float32Array {
  const mark = readMark(text);
  const hash = hashText(text);
  const random = createRandom(seedFrom(SEEDS.text, hash));
  const vector = new Float32Array(BENCH_DIMENSIONS);
  add(vector, direction(SEEDS.base, 0), WEIGHTS.base);
  add(vector, direction(SEEDS.language, mark?.language === 'en' ? 1 : 0), WEIGHTS.language);
  add(vector, direction(SEEDS.topic, mark?.topic ?? hash % TOPICS), WEIGHTS.topic);
  for (let aspect = 0; aspect < ASPECTS; aspect += 1) {
    const weight = (WEIGHTS.aspects * random.gaussian()) / Math.sqrt(ASPECTS);
    add(vector, direction(SEEDS.aspect, aspect), weight);
  }
  const noise = WEIGHTS.noise / Math.sqrt(BENCH_DIMENSIONS);
  for (let at = 0; at < vector.length; at += 1) {
    vector[at] = (vector[at] ?? 0) + noise * random.gaussian();
  }
  return unit(vector);
}

const directions = new Map<number, Float32Array>();

/** A fixed random unit vector. */
function direction(kind: number, n: number): Float32Array {
  const key = kind * 100_000 + n;
  const known = directions.get(key);
  if (known !== undefined) return known;
  const random = createRandom(seedFrom(kind, n));
  const made = unit(Float32Array.from({ length: BENCH_DIMENSIONS }, () => random.gaussian()));
  directions.set(key, made);
  return made;
}

function add(vector: Float32Array, other: Float32Array, weight: number): void {
  for (let at = 0; at < vector.length; at += 1) {
    vector[at] = (vector[at] ?? 0) + weight * (other[at] ?? 0);
  }
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
