import { z } from 'zod';
import { AppError } from '../../domain/errors.ts';
import type {
  GenerationArticle,
  GenerationContent,
  GenerationRecord,
  GenerationWriter,
} from '../../domain/generation-store.ts';
import { toStorageError } from '../files/storage-fault.ts';
import { FilePartsShape } from './manifest.ts';
import { requireIntact } from './open-generation.ts';
import { verifyGeneration } from './verify-generation.ts';
import { passagesOf, updateGeneration, writeGeneration } from './write-generation.ts';

/**
 * The width of the search is tried each time another such share of the passages has been touched: a
 * trial compares some fifty vectors with all others, and takes longer than everything else about one
 * changed article.
 */
const TRIED_EVERY_SHARE = 0.01;

const Target = z.object({ folder: z.string() });
const Stored = FilePartsShape.extend({ folder: z.string() });

/** Writes each generation into a folder of its own: SQLite for passages and words, hnswlib for vectors. */
export const folderWriter: GenerationWriter = {
  isWhole({ note }) {
    const { folder, checksums } = Stored.parse(note);
    try {
      requireIntact(folder, { checksums });
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'index-corrupt') return false;
      throw error;
    }
  },
  write({ target, base, ...content }) {
    const { folder } = Target.parse(target);
    try {
      if (base === null) {
        const { vectors, ...note } = writeGeneration({ ...content, folder });
        const bestSimilarity = vectors === null ? null : vectors.bestSimilarity.bind(vectors);
        return { note, bestSimilarity };
      }
      const hasVectors = base.record.embedder !== null;
      const isTried = isTrialDue(base.record, content);
      const note = updateGeneration(
        { ...Stored.parse(base.note), hasVectors, isTried },
        { ...content, folder },
      );
      return { note, bestSimilarity: null };
    } catch (error) {
      throw toStorageError(error, folder);
    }
  },
  verify(target, { record, note }) {
    const { passages, embedder } = record;
    const manifest = { passages, embedder, ...FilePartsShape.parse(note) };
    verifyGeneration(Target.parse(target).folder, manifest);
  },
};

interface TrialChanges extends Pick<GenerationContent, 'dropped'> {
  readonly articles: readonly Pick<GenerationArticle, 'passages'>[];
}

/** Whether a build that starts from a generation tries the width; see `TRIED_EVERY_SHARE`. */
export function isTrialDue(
  { whole, articles }: Pick<GenerationRecord, 'whole' | 'articles'>,
  { dropped, articles: staged }: TrialChanges,
): boolean {
  const isDropped = new Set(dropped);
  const gone = articles.filter(({ id }) => isDropped.has(id));
  const touched = whole.touched + Math.max(passagesOf(gone), passagesOf(staged));
  const share = Math.max(1, whole.passages * TRIED_EVERY_SHARE);
  return Math.floor(touched / share) > Math.floor(whole.touched / share);
}
