import { join } from 'node:path';
import { AppError } from '../domain/errors.ts';
import { errorCode } from './storage-fault.ts';
import { checksumFile } from './file-checksum.ts';
import { KeywordSearch } from './keyword-search.ts';
import type { Manifest } from './manifest.ts';
import { openReadOnly, type SqliteDatabase } from './sqlite-file.ts';
import { PassageVectors } from './passage-vectors.ts';

export const PASSAGES_FILE = 'passages.sqlite';
export const VECTORS_FILE = 'vectors.hnsw';

/** The open files of one generation. */
export interface OpenGeneration {
  readonly db: SqliteDatabase;
  readonly keywords: KeywordSearch;
  /** Null for a generation without vectors. */
  readonly vectors: PassageVectors | null;
}

/** What of a manifest is needed to open its files. */
export type OpenableManifest = Pick<Manifest, 'passages' | 'embedder' | 'ef' | 'checksums'>;

/**
 * Opens a generation after comparing both files with their checksums and counts.
 * Blocks: worker only. The caller closes `db`.
 * @throws AppError `index-corrupt`
 */
export function openGeneration(folder: string, manifest: OpenableManifest): OpenGeneration {
  const passagesFile = join(folder, PASSAGES_FILE);
  requireChecksum(passagesFile, manifest.checksums.passages);
  const db = openReadOnly(passagesFile);
  try {
    const count = db.prepare<[], number>('SELECT count(*) FROM passages').pluck().get();
    if (count !== manifest.passages) {
      throw damaged(passagesFile, `it has ${count ?? 0} passages, not ${manifest.passages}`);
    }
    return { db, keywords: new KeywordSearch(db), vectors: openVectors(folder, db, manifest) };
  } catch (error) {
    db.close();
    throw errorCode(error).startsWith('SQLITE_')
      ? damaged(passagesFile, error instanceof Error ? error.message : '', error)
      : error;
  }
}

function openVectors(
  folder: string,
  db: SqliteDatabase,
  manifest: OpenableManifest,
): PassageVectors | null {
  const { embedder, checksums, passages, ef } = manifest;
  if (embedder === null || checksums.vectors === null) return null;
  const path = join(folder, VECTORS_FILE);
  requireChecksum(path, checksums.vectors);
  return PassageVectors.load(path, db, { count: passages, dimensions: embedder.dimensions }, ef);
}

function requireChecksum(path: string, expected: string): void {
  let actual: string;
  try {
    actual = checksumFile(path);
  } catch (error) {
    throw damaged(path, error instanceof Error ? error.message : String(error), error);
  }
  if (actual !== expected) throw damaged(path, 'its content has changed since it was written');
}

function damaged(file: string, reason: string, cause?: unknown): AppError {
  return new AppError(
    'index-corrupt',
    `The index file ${file} is damaged: ${reason}. Run "npm run reindex".`,
    { cause, details: { file } },
  );
}
