import { isWithoutVector, type LanguageCentre } from '../../domain/ports.ts';
import { languageCentres, centreFor, takeOff } from './language-centre.ts';
import { PassageVectors } from './passage-vectors.ts';
import type { SqliteDatabase } from '../files/sqlite-file.ts';
import { keepOrWidenEf, tuneEf } from './tune-ef.ts';
import { EXACT_SCAN_MAX_PASSAGES, VectorIndex } from './vector-index.ts';
import type { MatrixRows } from './vector-rows.ts';
import { normalise } from './vector-rows.ts';
import {
  liveLabels,
  NO_PASSAGE,
  readScales,
  writeScales,
  type VectorScales,
} from './vector-scales.ts';
import { VectorsFile } from './vectors-file.ts';

/** For small indexes, which are compared vector by vector whatever the width. */
const DEFAULT_EF = 200;
/** hnswlib takes about a millisecond for each. */
const PROGRESS_EVERY = 100;

/** Told how many of how many vectors are in the graph. */
export type ReportVectors = (done: number, total: number) => void;

/** Vectors as the embedder made them, and the languages of their passages, in the same order. */
export interface NewVectors {
  /** Centred in place: not to be used afterwards. */
  readonly rows: MatrixRows;
  readonly languages: readonly string[];
}

/** Where vectors go. */
export interface VectorTarget {
  readonly path: string;
  /** Gets the scales. */
  readonly db: SqliteDatabase;
  readonly report: ReportVectors;
}

/** Writes the vectors of a whole generation; labels are their places. At least one. */
export function writeVectors(
  { rows, languages }: NewVectors,
  { path, db, report }: VectorTarget,
): { readonly ef: number; readonly vectors: PassageVectors } {
  const { shape } = rows;
  const lengths = new Float32Array(shape.slots);
  const centreOf = new Uint16Array(shape.slots);
  normaliseAll(rows);
  const views = languages.map((_, label) => rows.vectorOf(label));
  const centres = languageCentres(views, languages);
  const graph = VectorIndex.create(shape);
  for (const [label, language] of languages.entries()) {
    const row = rows.vectorOf(label);
    row.set(putVector({ label, row, language }, { centres, centreOf, lengths }, graph));
    if (label % PROGRESS_EVERY === 0) report(label, languages.length);
  }
  const scales = { centres, centreOf, lengths };
  writeScales(db, scales);
  const live = liveLabels(scales);
  const isScanned = live.length <= EXACT_SCAN_MAX_PASSAGES;
  const onStep = (): void => report(languages.length, languages.length);
  const ef = isScanned ? DEFAULT_EF : tuneEf({ graph, rows, live, onStep });
  graph.save(path);
  return { ef, vectors: PassageVectors.over(scales, rows, graph) };
}

/** What an update does to the labels. */
export interface VectorChanges extends NewVectors {
  /** Label of each new vector; those that are in use are replaced. */
  readonly labels: readonly number[];
  /** Labels that are not used any more. */
  readonly freed: readonly number[];
  /** Slots of the new generation. */
  readonly slots: number;
}

/** The generation an update starts from; the checksum of its file has been verified. */
export interface VectorBase {
  readonly path: string;
  readonly slots: number;
  readonly ef: number;
  /** Whether the search width is tried on the graph after the change; false: it is kept. */
  readonly isTried: boolean;
}

/**
 * Writes the vectors of a generation that differs a little from `base`: the centres stay, replaced
 * labels keep their places in the graph. `db` holds the scales of the base. Returns the search width.
 */
export function updateVectors(
  base: VectorBase,
  changes: VectorChanges,
  { path, db, report }: VectorTarget,
): number {
  const { dimensions } = changes.rows.shape;
  const graph = VectorIndex.load(base.path, { slots: base.slots, dimensions }, base.ef);
  const before = readScales(db, base.slots);
  const centreOf = new Uint16Array(changes.slots).fill(NO_PASSAGE);
  const lengths = new Float32Array(changes.slots);
  centreOf.set(before?.centreOf ?? []);
  lengths.set(before?.lengths ?? []);
  const centres = before?.centres ?? [];
  graph.grow(changes.slots);
  normaliseAll(changes.rows);
  for (const label of changes.freed) {
    graph.hide(label);
    centreOf[label] = NO_PASSAGE;
    lengths[label] = 0;
  }
  for (const [at, label] of changes.labels.entries()) {
    const row = changes.rows.vectorOf(at);
    const language = changes.languages[at] ?? '';
    putVector({ label, row, language }, { centres, centreOf, lengths }, graph);
    if (at % PROGRESS_EVERY === 0) report(at, changes.labels.length);
  }
  const scales = { centres, centreOf, lengths };
  writeScales(db, scales);
  graph.save(path);
  const live = liveLabels(scales);
  if (live.length <= EXACT_SCAN_MAX_PASSAGES) return DEFAULT_EF;
  const wasScanned = before === null || liveLabels(before).length <= EXACT_SCAN_MAX_PASSAGES;
  if (!base.isTried && !wasScanned) return base.ef;
  const onStep = (): void => report(changes.labels.length, changes.labels.length);
  return checkedEf({ path, graph, live, slots: changes.slots, ef: base.ef, onStep });
}

interface PassageVector {
  readonly label: number;
  readonly row: Float32Array;
  readonly language: string;
}

/** Puts a vector into scales and graph, centred; one of zeros is hidden, so that words alone find it. */
function putVector(
  { label, row, language }: PassageVector,
  { centres, centreOf, lengths }: VectorScales,
  graph: VectorIndex,
): Float32Array {
  const { unit, length, place } = centredVector(row, language, centres);
  centreOf[label] = place;
  lengths[label] = length;
  graph.set(label, unit);
  if (place === NO_PASSAGE) graph.hide(label);
  return unit;
}

/** A vector as it is kept; `place` is that of its centre, or `NO_PASSAGE` for one of zeros. */
export function centredVector(
  row: Float32Array,
  language: string,
  centres: readonly LanguageCentre[],
): { readonly unit: Float32Array; readonly length: number; readonly place: number } {
  if (isWithoutVector(row)) return { unit: row, length: 0, place: NO_PASSAGE };
  const place = centrePlace(language, centres);
  return { ...takeOff(row, centres[place] ?? NO_CENTRE), place };
}

interface Written {
  readonly path: string;
  readonly graph: VectorIndex;
  readonly live: readonly number[];
  readonly slots: number;
  readonly ef: number;
  readonly onStep: () => void;
}

function checkedEf({ path, graph, live, slots, ef, onStep }: Written): number {
  const rows = VectorsFile.open(path, { slots, dimensions: graph.dimensions });
  if (rows === null) return ef; // a full disk; the check of what was written will say so
  try {
    return keepOrWidenEf({ graph, rows, live, onStep }, ef);
  } finally {
    rows.close();
  }
}

const NO_CENTRE: LanguageCentre = { language: '', vector: new Float32Array(0) };

function centrePlace(language: string, centres: readonly LanguageCentre[]): number {
  return Math.max(centres.indexOf(centreFor(language, centres)), 0);
}

/** Brings every vector to length 1, in place. */
export function normaliseAll(rows: MatrixRows): void {
  for (let label = 0; label < rows.shape.slots; label += 1) {
    const row = rows.vectorOf(label);
    row.set(normalise(row));
  }
}
