import type { Calibration, EmbedderInfo, GenerationInfo } from '../domain/ports.ts';

/** Changes whenever older generations can no longer be read. */
export const FORMAT_VERSION = 2;

export interface ManifestArticle {
  readonly id: string;
  readonly hash: string;
}

/** `manifest.json` of a generation: all that is needed to judge it before opening its files. */
export interface Manifest {
  readonly formatVersion: number;
  readonly id: string;
  /** ISO timestamp. */
  readonly builtAt: string;
  readonly chunkerVersion: number;
  readonly analyserVersion: number;
  readonly corpusHash: string;
  readonly articles: readonly ManifestArticle[];
  readonly passages: number;
  readonly embedder: EmbedderInfo | null;
  readonly calibration: Calibration | null;
  /** hnswlib's search width; 0 without vectors. */
  readonly ef: number;
  /** SHA-256 (hex) of each file. */
  readonly checksums: { readonly passages: string; readonly vectors: string | null };
}

/** What a generation says about itself to the rest of the bot. */
export function generationInfo(manifest: Manifest): GenerationInfo {
  const { id, builtAt, articles, passages, embedder, calibration, corpusHash } = manifest;
  return { id, builtAt, articles: articles.length, passages, embedder, calibration, corpusHash };
}

/** Reads `manifest.json`; null when it is not one, whatever is wrong with it. */
export function parseManifest(text: string): Manifest | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return isManifest(value) ? value : null;
}

type Fields = Record<string, unknown>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasAll(value: Fields, type: 'string' | 'number', names: readonly string[]): boolean {
  return names.every((name) => {
    const field = value[name];
    return typeof field === type && (type === 'string' || Number.isFinite(field));
  });
}

function isManifest(value: unknown): value is Manifest {
  if (!isObject(value)) return false;
  const numbers = ['formatVersion', 'chunkerVersion', 'analyserVersion', 'passages', 'ef'];
  return (
    hasAll(value, 'string', ['id', 'builtAt', 'corpusHash']) &&
    hasAll(value, 'number', numbers) &&
    Array.isArray(value['articles']) &&
    value['articles'].every((item) => isObject(item) && hasAll(item, 'string', ['id', 'hash'])) &&
    isEmbedder(value['embedder']) &&
    isCalibration(value['calibration']) &&
    isChecksums(value['checksums'], value['embedder'] !== null)
  );
}

function isEmbedder(value: unknown): boolean {
  if (value === null) return true;
  return (
    isObject(value) &&
    hasAll(value, 'string', ['model', 'digest']) &&
    hasAll(value, 'number', ['dimensions', 'maxTokens'])
  );
}

function isCalibration(value: unknown): boolean {
  if (value === null) return true;
  const names = ['unrelated', 'unrelatedSpread', 'related'];
  return isObject(value) && hasAll(value, 'number', names);
}

function isChecksums(value: unknown, hasVectors: boolean): boolean {
  if (!isObject(value) || typeof value['passages'] !== 'string') return false;
  return hasVectors ? typeof value['vectors'] === 'string' : value['vectors'] === null;
}
