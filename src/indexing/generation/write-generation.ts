import { constants, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  GenerationArticle,
  GenerationContent,
  StoreNote,
} from '../../domain/generation-store.ts';
import { checksumFile, syncFile } from '../files/file-checksum.ts';
import {
  updateKeywordIndex,
  writeKeywordIndex,
  type LabelChanges,
} from '../keywords/keyword-index.ts';
import { writePairs } from './compared-pairs.ts';
import type { FileParts } from './manifest.ts';
import { PASSAGES_FILE, VECTORS_FILE } from './open-generation.ts';
import type { PassageVectors } from '../vectors/passage-vectors.ts';
import { openForBulkWrite, type SqliteDatabase } from '../files/sqlite-file.ts';
import { MatrixRows } from '../vectors/vector-rows.ts';
import { updateVectors, writeVectors } from '../vectors/write-vectors.ts';

/** What goes into the files of a generation. */
export interface FolderContent extends Omit<GenerationContent, 'target' | 'base'> {
  /** Folder to write into. */
  readonly folder: string;
}

/** What was written. */
export type WrittenFiles = FileParts & StoreNote;

/** A finished generation whose checksums have been verified. */
export interface GenerationBase {
  readonly folder: string;
  readonly slots: number;
  readonly ef: number;
  readonly hasVectors: boolean;
  /** As `VectorBase.isTried`. */
  readonly isTried: boolean;
}

/**
 * Writes and syncs the files of a whole generation. The vectors are still in memory afterwards.
 * Blocks: worker only. Throws the errors of Node and SQLite.
 */
export function writeGeneration(
  content: FolderContent,
): WrittenFiles & { readonly vectors: PassageVectors | null } {
  const { folder, articles, passages, report } = content;
  const rows = rowsOf(content);
  const db = openForBulkWrite(join(folder, PASSAGES_FILE));
  let vectors: PassageVectors | null = null;
  let ef = 0;
  try {
    writeKeywordIndex(db, { articles, passages });
    writePairs(db, () => report(0, passagesOf(articles)));
    if (rows !== null) {
      const target = { path: join(folder, VECTORS_FILE), db, report };
      ({ vectors, ef } = writeVectors({ rows, languages: languagesOf(articles) }, target));
    }
  } finally {
    db.close();
  }
  const checksums = seal(folder, vectors !== null);
  return { vectors, ef, slots: passagesOf(articles), checksums };
}

/**
 * Writes and syncs the files of a generation that differs from `base` in the dropped and the staged
 * articles only. Blocks: worker only. Throws the errors of Node and SQLite.
 */
export function updateGeneration(base: GenerationBase, content: FolderContent): WrittenFiles {
  const { folder, dropped, articles, passages } = content;
  const passagesFile = join(folder, PASSAGES_FILE);
  copyFileSync(join(base.folder, PASSAGES_FILE), passagesFile, constants.COPYFILE_FICLONE);
  const db = openForBulkWrite(passagesFile);
  try {
    const labels = updateKeywordIndex(db, {
      ...{ dropped, articles, passages },
      slots: base.slots,
    });
    writePairs(db, () => content.report(0, labels.labels.length));
    const ef = base.hasVectors ? updateRows(base, content, { db, labels }) : 0;
    db.close();
    return { ef, slots: labels.slots, checksums: seal(folder, base.hasVectors) };
  } finally {
    db.close();
  }
}

function updateRows(
  base: GenerationBase,
  content: FolderContent,
  { db, labels }: { readonly db: SqliteDatabase; readonly labels: LabelChanges },
): number {
  const { folder, articles, report } = content;
  const rows = rowsOf(content);
  const path = join(folder, VECTORS_FILE);
  const from = join(base.folder, VECTORS_FILE);
  if (rows === null || (labels.labels.length === 0 && labels.freed.length === 0)) {
    copyFileSync(from, path, constants.COPYFILE_FICLONE);
    return base.ef;
  }
  return updateVectors(
    { path: from, slots: base.slots, ef: base.ef, isTried: base.isTried },
    { rows, languages: languagesOf(articles), ...labels },
    { path, db, report },
  );
}

/** Waits until both files are on the disk. */
function seal(folder: string, hasVectors: boolean): FileParts['checksums'] {
  const files = hasVectors ? [PASSAGES_FILE, VECTORS_FILE] : [PASSAGES_FILE];
  for (const name of files) syncFile(join(folder, name));
  return {
    passages: checksumFile(join(folder, PASSAGES_FILE)),
    vectors: hasVectors ? checksumFile(join(folder, VECTORS_FILE)) : null,
  };
}

function rowsOf({ vectors, articles }: FolderContent): MatrixRows | null {
  if (vectors === null) return null;
  const { matrix, dimensions } = vectors;
  return new MatrixRows(matrix, { slots: passagesOf(articles), dimensions });
}

/** Passages of all articles together. */
export function passagesOf(articles: readonly Pick<GenerationArticle, 'passages'>[]): number {
  return articles.reduce((sum, { passages }) => sum + passages, 0);
}

function languagesOf(articles: FolderContent['articles']): string[] {
  return articles.flatMap(({ language, passages }) => new Array<string>(passages).fill(language));
}
