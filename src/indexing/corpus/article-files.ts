import { readdir, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { AppError } from '../../domain/errors.ts';
import type { CorpusFault } from '../../domain/index-store.ts';

/** Read as they are; front matter may say more about them. */
const TEXT_EXTENSIONS: readonly string[] = ['.md', '.mdx', '.markdown', '.txt'];
/** The article has to be taken out of them. */
const DOCUMENT_EXTENSIONS: readonly string[] = [
  '.html',
  '.htm',
  '.pdf',
  '.docx',
  '.epub',
  '.srt',
  '.vtt',
];
export const ARTICLE_EXTENSIONS: readonly string[] = [...TEXT_EXTENSIONS, ...DOCUMENT_EXTENSIONS];

/** Articles found below a corpus folder; paths are relative, `/`-separated and sorted. */
export interface ArticleFiles {
  /** The corpus folder with links resolved. */
  readonly root: string;
  readonly files: readonly string[];
  readonly faults: readonly CorpusFault[];
}

/** The extension of an article file in lower case, with its dot; null for any other file. */
export function articleExtension(file: string): string | null {
  const lower = file.toLowerCase();
  return ARTICLE_EXTENSIONS.find((extension) => lower.endsWith(extension)) ?? null;
}

/** Whether the article has to be taken out of the file: HTML, PDF, DOCX, EPUB, subtitles. */
export function isDocumentFile(file: string): boolean {
  return DOCUMENT_EXTENSIONS.includes(articleExtension(file) ?? '');
}

/**
 * Walks a corpus folder: articles by extension, hidden files and folders skipped. A link to a file
 * inside the folder is followed; a link that leaves it or leads to a folder becomes a fault.
 * @throws AppError `corpus-unreadable` when the folder is missing or unreadable
 */
export async function listArticleFiles(knowledgeDir: string): Promise<ArticleFiles> {
  let root: string;
  const files: string[] = [];
  const faults: CorpusFault[] = [];
  try {
    root = await realpath(knowledgeDir);
    await walk(root, root, { files, faults });
  } catch (error) {
    throw new AppError(
      'corpus-unreadable',
      `The corpus folder ${knowledgeDir} cannot be read: ${error instanceof Error ? error.message : String(error)}. Create it and put articles (${ARTICLE_EXTENSIONS.join(', ')}) into it.`,
      { cause: error, details: { folder: knowledgeDir } },
    );
  }
  return { root, files: files.sort(byCodeUnits), faults };
}

interface Found {
  readonly files: string[];
  readonly faults: CorpusFault[];
}

async function walk(root: string, folder: string, found: Found): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    const file = relative(root, path).split(sep).join('/');
    if (entry.isDirectory()) await walkBelow(root, path, { file, found });
    else if (articleExtension(entry.name) === null) continue;
    else if (entry.isFile()) found.files.push(file);
    else if (entry.isSymbolicLink()) await followLink(root, path, { file, found });
  }
}

interface Place {
  readonly file: string;
  readonly found: Found;
}

async function walkBelow(root: string, path: string, place: Place): Promise<void> {
  try {
    await walk(root, path, place.found);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    place.found.faults.push(fault(place.file, `The folder cannot be read: ${text}`));
  }
}

async function followLink(root: string, path: string, place: Place): Promise<void> {
  const target = await realpath(path).catch(() => null);
  if (target?.startsWith(root + sep) === true && articleExtension(target) !== null) {
    place.found.files.push(place.file);
    return;
  }
  place.found.faults.push(
    fault(place.file, 'The link does not lead to an article inside the corpus folder.'),
  );
}

function fault(file: string, message: string): CorpusFault {
  return { file, line: 1, message };
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
