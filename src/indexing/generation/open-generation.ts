import type { LanguageCentre } from '../../domain/ports.ts';
import { join } from 'node:path';
import { AppError } from '../../domain/errors.ts';
import { errorCode } from '../files/storage-fault.ts';
import { checksumFile } from '../files/file-checksum.ts';
import { KeywordSearch } from '../keywords/keyword-search.ts';
import type { Manifest } from './manifest.ts';
import { openReadOnly, type SqliteDatabase } from '../files/sqlite-file.ts';
import { PassageVectors } from '../vectors/passage-vectors.ts';

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
export type OpenableManifest = Pick<
  Manifest,
  'passages' | 'slots' | 'embedder' | 'ef' | 'checksums'
>;

/** The part of a manifest that a worker needs. */
export function openable(manifest: Manifest): OpenableManifest {
  const { passages, slots, embedder, ef, checksums } = manifest;
  return { passages, slots, embedder, ef, checksums };
}

/**
 * Compares both files with their checksums. Blocks: worker only.
 * @throws AppError `index-corrupt`
 */
export function requireIntact(
  folder: string,
  { checksums }: Pick<OpenableManifest, 'checksums'>,
): void {
  requireChecksum(join(folder, PASSAGES_FILE), checksums.passages);
  if (checksums.vectors !== null) requireChecksum(join(folder, VECTORS_FILE), checksums.vectors);
}

/**
 * Opens a generation after comparing both files with their checksums and counts; with `alignTo`, its
 * vectors are put on the scale of the index these centres are from.
 * Blocks: worker only. Close it with `closeGeneration`.
 * @throws AppError `index-corrupt`
 */
export function openGeneration(
  folder: string,
  manifest: OpenableManifest,
  alignTo?: readonly LanguageCentre[],
): OpenGeneration {
  requireIntact(folder, manifest);
  const passagesFile = join(folder, PASSAGES_FILE);
  const db = openReadOnly(passagesFile);
  try {
    const count = db.prepare<[], number>('SELECT count(*) FROM passages').pluck().get();
    if (count !== manifest.passages) {
      throw damaged(passagesFile, `it has ${count ?? 0} passages, not ${manifest.passages}`);
    }
    const vectors = openVectors(folder, { db, manifest, alignTo });
    return { db, keywords: new KeywordSearch(db), vectors };
  } catch (error) {
    db.close();
    throw errorCode(error).startsWith('SQLITE_')
      ? damaged(passagesFile, error instanceof Error ? error.message : '', error)
      : error;
  }
}

/** Closes its files. */
export function closeGeneration({ db, vectors }: OpenGeneration): void {
  vectors?.close();
  db.close();
}

interface VectorOpening {
  readonly db: SqliteDatabase;
  readonly manifest: OpenableManifest;
  readonly alignTo: readonly LanguageCentre[] | undefined;
}

function openVectors(
  folder: string,
  { db, manifest, alignTo }: VectorOpening,
): PassageVectors | null {
  const { embedder, checksums, slots, ef } = manifest;
  if (embedder === null || checksums.vectors === null) return null;
  const path = join(folder, VECTORS_FILE);
  const shape = { slots, dimensions: embedder.dimensions };
  return PassageVectors.load({
    path,
    db,
    shape,
    ef,
    ...(alignTo === undefined ? {} : { alignTo }),
  });
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
