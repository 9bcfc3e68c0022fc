import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { GenerationRecord } from '../../domain/generation-store.ts';
import { ANALYSER_VERSION } from '../../text/text-analysis.ts';

/** Changes whenever older generations can no longer be read. */
export const FORMAT_VERSION = 4;

/** What the files of a generation are opened with. */
export interface FileParts {
  /** Labels given out: those of passages, and those that are free again. */
  readonly slots: number;
  /** hnswlib's search width; 0 without vectors. */
  readonly ef: number;
  /** Of each file, as `checksumFile` makes them. */
  readonly checksums: { readonly passages: string; readonly vectors: string | null };
}

/** `manifest.json` of a generation: all that is needed to judge it before opening its files. */
export interface Manifest extends GenerationRecord, FileParts {
  readonly formatVersion: number;
}

/** Shape of `FileParts`. */
export const FilePartsShape = z.object({
  slots: z.number(),
  ef: z.number(),
  checksums: z.object({ passages: z.string(), vectors: z.string().nullable() }),
});

const ManifestShape = FilePartsShape.extend({
  formatVersion: z.literal(FORMAT_VERSION),
  id: z.string(),
  builtAt: z.string(),
  chunkerVersion: z.number(),
  analyserVersion: z.number(),
  maxTokens: z.number(),
  corpusHash: z.string(),
  articles: z.array(
    z.object({
      ...{ id: z.string(), file: z.string(), hash: z.string(), language: z.string() },
      passages: z.number(),
    }),
  ),
  passages: z.number(),
  embedder: z
    .object({
      ...{ model: z.string(), digest: z.string(), dimensions: z.number() },
      maxTokens: z.number(),
    })
    .nullable(),
  calibration: z.object({ unrelated: z.number(), related: z.number() }).nullable(),
  whole: z.object({
    ...{ passages: z.number(), touched: z.number() },
    centred: z.array(z.string()),
  }),
  embedMsPerText: z.number().nullable(),
}).refine(({ embedder, checksums }) => (embedder === null) === (checksums.vectors === null));

/** Whether this version of Cria can search a generation: its words were taken apart in the same way. */
export function isReadable({ analyserVersion }: GenerationRecord): boolean {
  return analyserVersion === ANALYSER_VERSION;
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

/** Reads `manifest.json`; null when it is not one or not as it was written. */
export function parseManifest(text: string): Manifest | null {
  const body = text.slice(HEAD.length + SHA256_CHARS + MIDDLE.length, -TAIL.length);
  if (text !== `${HEAD}${sha256(body)}${MIDDLE}${body}${TAIL}`) return null;
  return ManifestShape.safeParse(JSON.parse(body)).data ?? null;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
