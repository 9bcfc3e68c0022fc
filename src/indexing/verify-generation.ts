import { AppError } from '../domain/errors.ts';
import { readPassages } from './keyword-index.ts';
import { openGeneration, type OpenableManifest } from './open-generation.ts';
import { searchGeneration } from './search-generation.ts';

const MIN_SELF_COSINE = 0.999;

/**
 * Opens a freshly written generation as a reader would (checksums, counts, dimension) and asks it for
 * its own first passage by words and by vector. Blocks: worker only.
 * @throws AppError `storage-failed` when it does not hold what was written
 */
export function verifyGeneration(folder: string, manifest: OpenableManifest): void {
  const generation = openForCheck(folder, manifest);
  try {
    const first = readPassages(generation.db, [0]).get(0);
    const text = first === undefined ? '' : `${first.title} ${first.section} ${first.text}`;
    const matches = searchGeneration(generation, { text, limit: 10, embedding: null });
    if (matches.query.unknown.length > 0)
      throw unusable(folder, 'words of a passage are not found');
    if (matches.query.words.length > 0 && matches.keywordOrder.length === 0) {
      throw unusable(folder, 'the keyword search finds nothing');
    }
    if (generation.vectors !== null && generation.vectors.selfCosine(0) < MIN_SELF_COSINE) {
      throw unusable(folder, 'a vector does not find itself');
    }
  } finally {
    generation.db.close();
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
