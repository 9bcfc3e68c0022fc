import { z } from 'zod';
import { AppError } from '../../domain/errors.ts';
import type { GenerationWriter } from '../../domain/generation-store.ts';
import { toStorageError } from '../files/storage-fault.ts';
import { FilePartsShape } from './manifest.ts';
import { requireIntact } from './open-generation.ts';
import { verifyGeneration } from './verify-generation.ts';
import { updateGeneration, writeGeneration } from './write-generation.ts';

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
      const note = updateGeneration(
        { ...Stored.parse(base.note), hasVectors },
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
