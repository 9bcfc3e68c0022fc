import { createHash } from 'node:crypto';
import { listArticleFiles } from './article-files.ts';
import { readArticleFile } from './read-article-file.ts';

/** SHA-256 (hex) over `file hash` lines; the same files in any order give the same hash. */
export function hashCorpus(
  files: readonly { readonly file: string; readonly hash: string }[],
): string {
  const lines = files.map(({ file, hash }) => `${file} ${hash}\n`).sort();
  return createHash('sha256').update(lines.join('')).digest('hex');
}

/**
 * `hashCorpus` of a folder as it is now, faulty articles included: whatever changes there changes
 * the hash. Nothing is parsed.
 * @throws AppError `corpus-unreadable`; the signal's reason when it aborts
 */
export async function hashCorpusFolder(
  knowledgeDir: string,
  signal?: AbortSignal,
): Promise<string> {
  const { root, files } = await listArticleFiles(knowledgeDir);
  const hashes: { file: string; hash: string }[] = [];
  for (const file of files) {
    signal?.throwIfAborted();
    hashes.push({ file, hash: (await readArticleFile(root, file)).hash });
  }
  return hashCorpus(hashes);
}
