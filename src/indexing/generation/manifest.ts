import { createHash } from 'node:crypto';
import type { Calibration, EmbedderInfo, GenerationInfo } from '../../domain/ports.ts';

/** Changes whenever older generations can no longer be read. */
export const FORMAT_VERSION = 3;

/** An article of a generation. */
export interface ManifestArticle {
  readonly id: string;
  /** Path of its file below the corpus folder. */
  readonly file: string;
  /** SHA-256 (hex) over the file's bytes. */
  readonly hash: string;
  readonly language: string;
  readonly passages: number;
}

/** What a generation has of the last one that was written as a whole, itself or one before. */
export interface WholeBuild {
  readonly passages: number;
  /** Passages that have been replaced, added or deleted since. */
  readonly touched: number;
  /** Languages with a centre of their own. */
  readonly centred: readonly string[];
}

/** `manifest.json` of a generation: all that is needed to judge it before opening its files. */
export interface Manifest {
  readonly formatVersion: number;
  readonly id: string;
  /** ISO timestamp. */
  readonly builtAt: string;
  readonly chunkerVersion: number;
  readonly analyserVersion: number;
  /** Longest passage with its trail, in estimated tokens. */
  readonly maxTokens: number;
  readonly corpusHash: string;
  readonly articles: readonly ManifestArticle[];
  readonly passages: number;
  /** Labels given out: those of passages, and those that are free again. */
  readonly slots: number;
  readonly embedder: EmbedderInfo | null;
  readonly calibration: Calibration | null;
  /** hnswlib's search width; 0 without vectors. */
  readonly ef: number;
  readonly whole: WholeBuild;
  /** Pace of the last build that embedded anything; null before there was one. */
  readonly embedMsPerText: number | null;
  /** Of each file, as `checksumFile` makes them. */
  readonly checksums: { readonly passages: string; readonly vectors: string | null };
}

/** What a generation says about itself to the rest of the bot. */
export function generationInfo(manifest: Manifest): GenerationInfo {
  const { id, builtAt, articles, passages, embedder, calibration, corpusHash } = manifest;
  return { id, builtAt, articles: articles.length, passages, embedder, calibration, corpusHash };
}

const HEAD = '{"sha256":"';
const MIDDLE = '","manifest":';
const TAIL = '}\n';
const SHA256_CHARS = 64;

/** The text of `manifest.json`: JSON that begins with the checksum of the rest. */
export function formatManifest(manifest: Manifest): string {
  const text = JSON.stringify(manifest);
  return `${HEAD}${sha256(text)}${MIDDLE}${text}${TAIL}`;
}

/**
 * Reads `manifest.json`; null when it is not one or not as it was written. Manifests of formats that
 * had no checksum are read as far as they go: their generations cannot be opened anyway.
 */
export function parseManifest(text: string): Manifest | null {
  const start = HEAD.length + SHA256_CHARS + MIDDLE.length;
  const body = text.slice(start, -TAIL.length);
  const isSealed = text === `${HEAD}${sha256(body)}${MIDDLE}${body}${TAIL}`;
  const value = parseJson(isSealed ? body : text);
  if (isManifest(value)) return isSealed ? value : null;
  return isSealed ? null : readOldManifest(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const LAST_UNSEALED_FORMAT = 2;

/** Enough of an old manifest to say that it is old, and what has changed since. */
function readOldManifest(value: unknown): Manifest | null {
  if (!isObject(value) || !hasAll(value, 'string', ['id', 'builtAt', 'corpusHash'])) return null;
  const { formatVersion, articles } = value;
  if (typeof formatVersion !== 'number' || formatVersion > LAST_UNSEALED_FORMAT) return null;
  if (!Array.isArray(articles)) return null;
  const list: unknown[] = articles;
  if (
    !list.every((item): item is Fields => isObject(item) && hasAll(item, 'string', ['id', 'hash']))
  ) {
    return null;
  }
  return {
    formatVersion,
    id: String(value['id']),
    builtAt: String(value['builtAt']),
    corpusHash: String(value['corpusHash']),
    articles: list.map(({ id, hash }) => ({
      id: String(id),
      file: '',
      hash: String(hash),
      language: '',
      passages: 0,
    })),
    chunkerVersion: 0,
    analyserVersion: 0,
    maxTokens: 0,
    passages: Number(value['passages'] ?? 0),
    slots: 0,
    embedder: null,
    calibration: null,
    ef: 0,
    whole: { passages: 0, touched: 0, centred: [] },
    embedMsPerText: null,
    checksums: { passages: '', vectors: null },
  };
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

const NUMBERS = [
  'formatVersion',
  'chunkerVersion',
  'analyserVersion',
  'maxTokens',
  'passages',
  'slots',
  'ef',
] as const;

function isManifest(value: unknown): value is Manifest {
  if (!isObject(value)) return false;
  const { articles, embedder, whole, embedMsPerText } = value;
  return (
    hasAll(value, 'string', ['id', 'builtAt', 'corpusHash']) &&
    hasAll(value, 'number', NUMBERS) &&
    Array.isArray(articles) &&
    articles.every(isArticle) &&
    isEmbedder(embedder) &&
    isCalibration(value['calibration']) &&
    isObject(whole) &&
    hasAll(whole, 'number', ['passages', 'touched']) &&
    Array.isArray(whole['centred']) &&
    (embedMsPerText === null || typeof embedMsPerText === 'number') &&
    isChecksums(value['checksums'], embedder !== null)
  );
}

function isArticle(value: unknown): boolean {
  return (
    isObject(value) &&
    hasAll(value, 'string', ['id', 'file', 'hash', 'language']) &&
    hasAll(value, 'number', ['passages'])
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
  const names = ['unrelated', 'related'];
  return isObject(value) && hasAll(value, 'number', names);
}

function isChecksums(value: unknown, hasVectors: boolean): boolean {
  if (!isObject(value) || typeof value['passages'] !== 'string') return false;
  return hasVectors ? typeof value['vectors'] === 'string' : value['vectors'] === null;
}
