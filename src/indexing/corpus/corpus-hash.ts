import { createHash } from 'node:crypto';
import { listArticleFiles } from './article-files.ts';
import { FileStates, type FileStatesPlace } from './file-states.ts';
import { readArticleFile, type ArticleRead } from './read-article-file.ts';

/** Files read at once; more would only wait for each other, and hold more in memory. */
const MAX_READ_AHEAD = 8;

/** SHA-256 (hex) over `file hash` lines; the same files in any order give the same hash. */
export function hashCorpus(
  files: readonly { readonly file: string; readonly hash: string }[],
): string {
  const lines = files.map(({ file, hash }) => `${file} ${hash}\n`).sort();
  return createHash('sha256').update(lines.join('')).digest('hex');
}

/**
 * `hashCorpus` of a folder as it is now, faulty articles included: whatever changes there changes
 * the hash. Nothing is parsed, and nothing is read that is what it was at the last build.
 * @throws AppError `corpus-unreadable`; the signal's reason when it aborts
 */
export async function hashCorpusFolder(
  knowledgeDir: string,
  {
    states: place,
    signal,
  }: { readonly states?: FileStatesPlace; readonly signal?: AbortSignal } = {},
): Promise<string> {
  const { root, files } = await listArticleFiles(knowledgeDir);
  const hashes: { file: string; hash: string }[] = [];
  signal?.throwIfAborted();
  const states = place === undefined ? null : await FileStates.open(root, place);
  const known = (file: string): Promise<string | null> | null => states?.lookBeside(file) ?? null;
  for await (const { file, hash, read } of readAhead(root, files, known)) {
    signal?.throwIfAborted();
    if (read === null || read.ok || !read.isGone) hashes.push({ file, hash });
  }
  return hashCorpus(hashes);
}

/** A file of the corpus with what was read of it; null for one whose hash was known without. */
export interface ReadFile {
  readonly file: string;
  readonly hash: string;
  readonly read: ArticleRead | null;
}

/** Reads files in their order, a few ahead of the one that is handed out, but for those whose hash is `known`. */
export async function* readAhead(
  root: string,
  files: readonly string[],
  known: (file: string) => Promise<string | null> | string | null,
): AsyncGenerator<ReadFile> {
  const reading: Promise<ReadFile>[] = [];
  const start = async (file: string): Promise<ReadFile> => {
    const hash = await known(file);
    if (hash !== null) return { file, hash, read: null };
    const read = await readArticleFile(root, file);
    return { file, hash: read.hash, read };
  };
  for (const file of files) {
    reading.push(start(file));
    if (reading.length < MAX_READ_AHEAD) continue;
    const next = reading.shift();
    if (next !== undefined) yield await next;
  }
  for (const next of reading) yield await next;
}
