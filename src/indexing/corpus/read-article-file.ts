import { createHash, webcrypto } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../files/storage-fault.ts';
import { byteOrderMark, decodeText, isUtf8 } from './decode-text.ts';
import { isDocumentFile } from './article-files.ts';
import { MAX_DOCUMENT_BYTES } from '../../domain/documents.ts';

export const MAX_ARTICLE_BYTES = 2_000_000; // 2 MB

/** A corpus file as it was read: text with `\n` line ends, a document's bytes, or what is wrong with it. */
export type ArticleRead =
  | {
      readonly ok: true;
      readonly kind: 'text';
      readonly text: string;
      readonly hash: string;
      /** The file's own line ends are not (all) `\n`. */
      readonly hasCarriageReturns: boolean;
      /** First line, from 1, that is not UTF-8; null in a file that is. Another encoding is read all the same. */
      readonly foreignLine: number | null;
    }
  | {
      readonly ok: true;
      readonly kind: 'document';
      readonly bytes: Uint8Array;
      readonly hash: string;
    }
  | {
      readonly ok: false;
      readonly line: number;
      readonly message: string;
      readonly hash: string;
      /** It was there when the folder was listed and is not any more. */
      readonly isGone: boolean;
    };

/**
 * Reads one article. Text of at most `MAX_ARTICLE_BYTES` in whatever encoding its bytes show;
 * a document as it is, at most `MAX_DOCUMENT_BYTES`. `hash` is the SHA-256 (hex) of the bytes, or a
 * stand-in for a file whose bytes were not read.
 */
export async function readArticleFile(root: string, file: string): Promise<ArticleRead> {
  const path = join(root, file);
  const isDocument = isDocumentFile(file);
  const maxBytes = isDocument ? MAX_DOCUMENT_BYTES : MAX_ARTICLE_BYTES;
  let bytes: Buffer;
  try {
    const { size } = await stat(path);
    if (size > maxBytes) {
      const message = `The file has ${size} bytes; at most ${maxBytes} are allowed. Split it.`;
      return { ok: false, line: 1, message, hash: `size:${size}`, isGone: false };
    }
    bytes = await readFile(path);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const isGone = errorCode(error) === 'ENOENT';
    return {
      ok: false,
      line: 1,
      message: `The file cannot be read: ${text}`,
      hash: 'unread',
      isGone,
    };
  }
  const hash = await hashOf(bytes);
  return isDocument ? { ok: true, kind: 'document', bytes, hash } : readText(bytes, hash);
}

/** Large files are hashed beside the main thread, which may be serving meanwhile. */
async function hashOf(bytes: Buffer): Promise<string> {
  if (bytes.length <= MAX_ARTICLE_BYTES) return createHash('sha256').update(bytes).digest('hex');
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex');
}

function readText(bytes: Buffer, hash: string): ArticleRead {
  const isForeign = !isUtf8(bytes) && byteOrderMark(bytes) === null;
  return {
    ok: true,
    kind: 'text',
    text: decodeText(bytes),
    hash,
    hasCarriageReturns: bytes.includes('\r'),
    foreignLine: isForeign ? firstBadLine(bytes) : null,
  };
}

function firstBadLine(bytes: Buffer): number {
  const lines = bytes.toString('utf8').split('\n');
  const index = lines.findIndex((line) => line.includes('\uFFFD'));
  return index === -1 ? 1 : index + 1;
}
