import { passageTrail, type Passage } from '../../src/domain/passage.ts';
import {
  centreFor,
  languageCentres,
  nearestCentre,
  takeOff,
} from '../../src/indexing/vectors/language-centre.ts';
import { AppError } from '../../src/domain/errors.ts';
import { readMark } from './bench-corpus.ts';
import type { BenchIndex } from './bench-indexes.ts';
import { vectorAt, type VectorRow } from './exact-search.ts';

/**
 * The vectors an index should hold, made from the embedder's own in this process: at length 1, the
 * mean of their language taken off, at length 1 again.
 */
export interface CentredTruth {
  readonly vectors: VectorRow;
  /** A question's vector, centred likewise. */
  centre(query: Float32Array): Float32Array;
  /** Place of a found passage in `vectors`. */
  placeOf(passage: Passage): number;
}

/** Blocks for a second or two at 100,000 vectors. */
export function centredTruth(index: BenchIndex): CentredTruth {
  const { vectors, texts } = index;
  const rows = texts.map((_, at) => vectorAt(vectors, at));
  const languages = texts.map((text) => readMark(text)?.language ?? '');
  const centres = languageCentres(rows, languages);
  const values = new Float32Array(vectors.values.length);
  for (const [at, row] of rows.entries()) {
    const { unit } = takeOff(row, centreFor(languages[at] ?? '', centres));
    values.set(unit, at * vectors.dimensions);
  }
  const places = new Map(texts.map((text, at) => [text, at]));
  return {
    vectors: { dimensions: vectors.dimensions, values },
    centre: (query) => takeOff(query, nearestCentre(query, centres)).unit,
    placeOf: (passage) => {
      const place = places.get(`${passageTrail(passage)}\n${passage.text}`);
      if (place !== undefined) return place;
      throw new AppError('internal', `Passage ${passage.id} was never embedded.`);
    },
  };
}
