import { readdir, realpath, stat } from 'node:fs/promises';
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
  /** Files that are no articles by their extension. */
  readonly others: readonly string[];
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
 * Walks a corpus folder: articles by extension, hidden files and folders skipped. A link to a file or a
 * folder inside the corpus is followed; one that leaves it, or leads in a circle, becomes a fault.
 * @throws AppError `corpus-unreadable` when the folder is missing or unreadable
 */
export async function listArticleFiles(knowledgeDir: string): Promise<ArticleFiles> {
  let root: string;
  const found: Found = { files: [], others: [], faults: [] };
  try {
    root = await realpath(knowledgeDir);
    await walk({ root, path: root, above: [root] }, found);
  } catch (error) {
    throw new AppError(
      'corpus-unreadable',
      `The corpus folder ${knowledgeDir} cannot be read: ${error instanceof Error ? error.message : String(error)}. Create it and put articles (${ARTICLE_EXTENSIONS.join(', ')}) into it.`,
      { cause: error, details: { folder: knowledgeDir } },
    );
  }
  const { files, others, faults } = found;
  return { root, files: files.sort(byCodeUnits), others: others.sort(byCodeUnits), faults };
}

interface Found {
  readonly files: string[];
  readonly others: string[];
  readonly faults: CorpusFault[];
}

interface Folder {
  /** The corpus folder with links resolved. */
  readonly root: string;
  /** As it is reached, through links. */
  readonly path: string;
  /** Real paths of this folder and of all that were gone through to it. */
  readonly above: readonly string[];
}

async function walk(folder: Folder, found: Found): Promise<void> {
  for (const entry of await readdir(folder.path, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder.path, entry.name);
    const file = relative(folder.root, path).split(sep).join('/');
    if (entry.isDirectory()) await walkBelow({ ...folder, path }, { file, found });
    else if (entry.isSymbolicLink()) await followLink({ ...folder, path }, { file, found });
    else if (entry.isFile())
      (articleExtension(file) === null ? found.others : found.files).push(file);
  }
}

interface Place {
  readonly file: string;
  readonly found: Found;
}

async function walkBelow({ root, path, above }: Folder, { file, found }: Place): Promise<void> {
  try {
    await walk({ root, path, above: [...above, await realpath(path)] }, found);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    found.faults.push(fault(file, `The folder cannot be read: ${text}`));
  }
}

async function followLink(folder: Folder, { file, found }: Place): Promise<void> {
  const target = await realpath(folder.path).catch(() => null);
  const isInside = target?.startsWith(folder.root + sep) === true;
  const kind = target === null || !isInside ? null : await stat(target).catch(() => null);
  if (target === null || kind === null || folder.above.includes(target)) {
    found.faults.push(
      fault(
        file,
        'The link is left aside: it does not lead to something inside the corpus folder.',
      ),
    );
  } else if (kind.isDirectory()) await walkBelow(folder, { file, found });
  else
    (articleExtension(file) === null || articleExtension(target) === null
      ? found.others
      : found.files
    ).push(file);
}

function fault(file: string, message: string): CorpusFault {
  return { file, line: 1, message };
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
