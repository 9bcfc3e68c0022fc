import { constants, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { checksumFile, syncFile } from '../files/file-checksum.ts';
import {
  updateKeywordIndex,
  writeKeywordIndex,
  type LabelChanges,
} from '../keywords/keyword-index.ts';
import type { Manifest } from './manifest.ts';
import { PASSAGES_FILE, VECTORS_FILE } from './open-generation.ts';
import type { PassageVectors } from '../vectors/passage-vectors.ts';
import { openForBulkWrite, type SqliteDatabase } from '../files/sqlite-file.ts';
import type { StagedPassages } from './staged-passages.ts';
import type { MatrixRows } from '../vectors/vector-rows.ts';
import { updateVectors, writeVectors, type ReportVectors } from '../vectors/write-vectors.ts';

/** What goes into the files of a generation. */
export interface GenerationContent {
  /** Folder to write into. */
  readonly folder: string;
  readonly staged: StagedPassages;
  /** By place of the staged passages; null to build without vectors. */
  readonly rows: MatrixRows | null;
  readonly report: ReportVectors;
}

/** What was written. */
export type WrittenFiles = Pick<Manifest, 'ef' | 'checksums' | 'slots'>;

/** A finished generation whose checksums have been verified, and what of it goes. */
export interface GenerationBase {
  readonly folder: string;
  readonly slots: number;
  readonly ef: number;
  readonly hasVectors: boolean;
  /** Ids of articles. */
  readonly dropped: readonly string[];
}

/**
 * Writes and syncs the files of a whole generation. The vectors are still in memory afterwards.
 * Blocks: worker only. Throws the errors of Node and SQLite.
 */
export function writeGeneration(
  content: GenerationContent,
): WrittenFiles & { readonly vectors: PassageVectors | null } {
  const { folder, staged, rows, report } = content;
  const db = openForBulkWrite(join(folder, PASSAGES_FILE));
  let vectors: PassageVectors | null = null;
  let ef = 0;
  try {
    writeKeywordIndex(db, { articles: staged.articles, passages: staged });
    if (rows !== null) {
      const target = { path: join(folder, VECTORS_FILE), db, report };
      ({ vectors, ef } = writeVectors({ rows, languages: languagesOf(staged) }, target));
    }
  } finally {
    db.close();
  }
  const checksums = seal(folder, vectors !== null);
  return { vectors, ef, slots: staged.count, checksums };
}

/**
 * Writes and syncs the files of a generation that differs from `base` in the dropped and the staged
 * articles only. Blocks: worker only. Throws the errors of Node and SQLite.
 */
export function updateGeneration(base: GenerationBase, content: GenerationContent): WrittenFiles {
  const { folder, staged } = content;
  const passagesFile = join(folder, PASSAGES_FILE);
  copyFileSync(join(base.folder, PASSAGES_FILE), passagesFile, constants.COPYFILE_FICLONE);
  const db = openForBulkWrite(passagesFile);
  try {
    const labels = updateKeywordIndex(db, {
      dropped: base.dropped,
      articles: staged.articles,
      passages: staged,
      slots: base.slots,
    });
    const ef = base.hasVectors ? updateRows(base, content, { db, labels }) : 0;
    db.close();
    return { ef, slots: labels.slots, checksums: seal(folder, base.hasVectors) };
  } finally {
    db.close();
  }
}

function updateRows(
  base: GenerationBase,
  { folder, staged, rows, report }: GenerationContent,
  { db, labels }: { readonly db: SqliteDatabase; readonly labels: LabelChanges },
): number {
  const path = join(folder, VECTORS_FILE);
  const from = join(base.folder, VECTORS_FILE);
  if (rows === null || (labels.labels.length === 0 && labels.freed.length === 0)) {
    copyFileSync(from, path, constants.COPYFILE_FICLONE);
    return base.ef;
  }
  return updateVectors(
    { path: from, slots: base.slots, ef: base.ef },
    { rows, languages: languagesOf(staged), ...labels },
    { path, db, report },
  );
}

/** Waits until both files are on the disk. */
function seal(folder: string, hasVectors: boolean): Manifest['checksums'] {
  const files = hasVectors ? [PASSAGES_FILE, VECTORS_FILE] : [PASSAGES_FILE];
  for (const name of files) syncFile(join(folder, name));
  return {
    passages: checksumFile(join(folder, PASSAGES_FILE)),
    vectors: hasVectors ? checksumFile(join(folder, VECTORS_FILE)) : null,
  };
}

function languagesOf(staged: StagedPassages): string[] {
  return staged.articles.flatMap(({ language, passages }) =>
    new Array<string>(passages).fill(language),
  );
}
