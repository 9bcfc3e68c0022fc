import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

export const MAX_ARTICLE_BYTES = 2_000_000; // 2 MB

/** A file's bytes as text with `\n` line ends, or what is wrong with it. */
export type ArticleText =
  | {
      readonly ok: true;
      readonly text: string;
      readonly hash: string;
      /** The file's own line ends are not (all) `\n`. */
      readonly hasCarriageReturns: boolean;
    }
  | { readonly ok: false; readonly line: number; readonly message: string; readonly hash: string };

/**
 * Reads one article strictly: at most `MAX_ARTICLE_BYTES`, UTF-8 only, byte order mark removed.
 * `hash` is the SHA-256 (hex) of the bytes, or a stand-in for a file whose bytes were not read.
 */
export async function readArticleFile(root: string, file: string): Promise<ArticleText> {
  const path = join(root, file);
  let bytes: Buffer;
  try {
    const { size } = await stat(path);
    if (size > MAX_ARTICLE_BYTES) {
      const message = `The file has ${size} bytes; at most ${MAX_ARTICLE_BYTES} are allowed. Split it.`;
      return { ok: false, line: 1, message, hash: `size:${size}` };
    }
    bytes = await readFile(path);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { ok: false, line: 1, message: `The file cannot be read: ${text}`, hash: 'unread' };
  }
  const hash = createHash('sha256').update(bytes).digest('hex');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const hasCarriageReturns = text.includes('\r');
    return { ok: true, text: text.replace(/\r\n?/gu, '\n'), hash, hasCarriageReturns };
  } catch {
    const message = 'The file is not UTF-8 text. Save it with the encoding UTF-8.';
    return { ok: false, line: firstBadLine(bytes), message, hash };
  }
}

function firstBadLine(bytes: Buffer): number {
  const lines = bytes.toString('utf8').split('\n');
  const index = lines.findIndex((line) => line.includes('\uFFFD'));
  return index === -1 ? 1 : index + 1;
}
