import { join } from 'node:path';
import { AppError } from '../../domain/errors.ts';
import { readPassages } from '../keywords/keyword-index.ts';
import {
  closeGeneration,
  openGeneration,
  VECTORS_FILE,
  type OpenableManifest,
} from './open-generation.ts';
import type { PassageVectors } from '../vectors/passage-vectors.ts';
import { searchGeneration } from './search-generation.ts';
import type { SqliteDatabase } from '../files/sqlite-file.ts';
import { VectorsFile } from '../vectors/vectors-file.ts';

const MIN_SELF_COSINE = 0.999;

/**
 * Opens a freshly written generation as a reader would (checksums, counts, dimension) and asks it for
 * its own first passage by words and by vector. Blocks: worker only.
 * @throws AppError `storage-failed` when it does not hold what was written
 */
export function verifyGeneration(folder: string, manifest: OpenableManifest): void {
  const generation = openForCheck(folder, manifest);
  try {
    const labels = labelsOf(generation.db);
    const [label = 0] = labels;
    const first = readPassages(generation.db, [label]).get(label);
    const text = first === undefined ? '' : `${first.title} ${first.section} ${first.text}`;
    const matches = searchGeneration(generation, { text, limit: 10, embedding: null });
    if (matches.query.unknown.length > 0)
      throw unusable(folder, 'words of a passage are not found');
    if (matches.query.words.length > 0 && matches.keywordOrder.length === 0) {
      throw unusable(folder, 'the keyword search finds nothing');
    }
    if (generation.vectors !== null) checkVectors(folder, generation.vectors, { manifest, labels });
  } finally {
    closeGeneration(generation);
  }
}

function labelsOf(db: SqliteDatabase): readonly number[] {
  return db.prepare<[], number>('SELECT label FROM passages ORDER BY label').pluck().all();
}

interface Expected {
  readonly manifest: OpenableManifest;
  /** Of all passages, rising. */
  readonly labels: readonly number[];
}

function checkVectors(
  folder: string,
  vectors: PassageVectors,
  { manifest, labels }: Expected,
): void {
  const own = labels.filter((label) => !vectors.isBare(label));
  if (vectors.count !== own.length) {
    throw unusable(folder, `it has ${vectors.count} vectors for ${own.length} passages`);
  }
  const shape = { slots: manifest.slots, dimensions: vectors.dimensions };
  const file = VectorsFile.open(join(folder, VECTORS_FILE), shape);
  const isInOrder = file?.isInOrder() ?? false;
  file?.close();
  if (!isInOrder) throw unusable(folder, 'its vectors are not in the order of their labels');
  if (vectors.selfCosine(own[0] ?? 0) < MIN_SELF_COSINE) {
    throw unusable(folder, 'a vector does not find itself');
  }
}

function openForCheck(
  folder: string,
  manifest: OpenableManifest,
): ReturnType<typeof openGeneration> {
  try {
    return openGeneration(folder, manifest);
  } catch (error) {
    if (error instanceof AppError) throw unusable(folder, error.message, error);
    throw error;
  }
}

function unusable(folder: string, reason: string, cause?: unknown): AppError {
  return new AppError(
    'storage-failed',
    `The index just written to ${folder} failed its check: ${reason}. The disk may be full or faulty; the index served before is untouched.`,
    { cause, details: { folder } },
  );
}
