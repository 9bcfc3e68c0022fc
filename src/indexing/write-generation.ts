import { join } from 'node:path';
import type { Article, Passage } from '../domain/passage.ts';
import { checksumFile, syncFile } from './file-checksum.ts';
import { writeKeywordIndex } from './keyword-index.ts';
import type { Manifest } from './manifest.ts';
import { PASSAGES_FILE, VECTORS_FILE } from './open-generation.ts';
import { openForBulkWrite } from './sqlite-file.ts';
import { PassageVectors } from './passage-vectors.ts';
import { EXACT_SCAN_MAX_PASSAGES } from './vector-index.ts';

export interface GenerationContent {
  readonly articles: readonly Article[];
  readonly passages: readonly Passage[];
  /** One for each passage, in their order; null to build without vectors. */
  readonly vectors: readonly Float32Array[] | null;
}

/** What was written, and the vectors still in memory. */
export interface WrittenGeneration extends Pick<Manifest, 'ef' | 'checksums'> {
  readonly vectors: PassageVectors | null;
}

/**
 * Writes and syncs the files of a generation into an existing empty folder.
 * Blocks: worker only. Throws the errors of Node and SQLite.
 */
export function writeGeneration(folder: string, content: GenerationContent): WrittenGeneration {
  const passagesFile = join(folder, PASSAGES_FILE);
  const vectors =
    content.vectors === null
      ? null
      : PassageVectors.build(
          content.vectors,
          content.passages.map(({ language }) => language),
        );
  const db = openForBulkWrite(passagesFile);
  try {
    writeKeywordIndex(db, content);
    vectors?.writeScales(db);
  } finally {
    db.close();
  }
  syncFile(passagesFile);
  const vectorsFile = join(folder, VECTORS_FILE);
  let ef = 0;
  if (vectors !== null) {
    // Small indexes are scanned exactly, whatever the width.
    ef = vectors.count > EXACT_SCAN_MAX_PASSAGES ? vectors.tuneEf() : DEFAULT_EF;
    vectors.save(vectorsFile);
    syncFile(vectorsFile);
  }
  return {
    vectors,
    ef,
    checksums: {
      passages: checksumFile(passagesFile),
      vectors: vectors === null ? null : checksumFile(vectorsFile),
    },
  };
}

const DEFAULT_EF = 200;
