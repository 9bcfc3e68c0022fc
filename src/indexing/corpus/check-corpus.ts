import type { CorpusFault } from '../../domain/index-store.ts';
import { articleExtension, listArticleFiles } from './article-files.ts';
import { splitFrontMatter, type FrontMatter } from './front-matter.ts';
import { checkFields } from './check-fields.ts';
import { splitByFences } from '../chunking/markdown-fences.ts';
import { parseArticle } from './parse-article.ts';
import { readArticleFile } from './read-article-file.ts';
import { readArticleText, type ArticleText, type CorpusWarning } from './warnings/article-text.ts';
import { corpusWarnings } from './warnings/corpus-warnings.ts';

export const MIN_ARTICLE_WORDS = 400;
export const MAX_ARTICLE_WORDS = 900;
export const MIN_SECTIONS = 2;
/** Where the operator's additions are, with front matter of their own and no licence. */
const ADDED = 'added/';

/** What was found, each list by file and line. */
export interface CorpusFindings {
  /** What has to be mended; none means all is well. */
  readonly faults: readonly CorpusFault[];
  /** What deserves a look: overdue reviews, numbers that differ, dead ends, near copies, loose openings. */
  readonly warnings: readonly CorpusWarning[];
}

/**
 * The strict check of the articles shipped with Cria: exact front matter, length, headings, clean
 * text, no title twice. What the operator added by command is not among them. `today` is an ISO date
 * `YYYY-MM-DD`, for overdue reviews.
 * @throws AppError `corpus-unreadable`
 */
export async function checkCorpus(knowledgeDir: string, today: string): Promise<CorpusFindings> {
  const { root, files, faults: linkFaults } = await listArticleFiles(knowledgeDir);
  const faults: CorpusFault[] = [...linkFaults];
  const texts: ArticleText[] = [];
  const titles = new Map<string, string>();
  if (files.length === 0) {
    faults.push({ file: '.', line: 1, message: 'There is no article in this folder.' });
  }
  for (const file of files.filter((path) => !path.startsWith(ADDED))) {
    const read = await readArticleFile(root, file);
    if (!read.ok) {
      faults.push({ file, line: read.line, message: read.message });
      continue;
    }
    const report = (line: number, message: string): void => {
      faults.push({ file, line, message });
    };
    if (articleExtension(file) !== '.md') report(1, 'A shipped article ends in .md.');
    if (read.kind === 'document') continue;
    if (read.foreignLine !== null) {
      report(read.foreignLine, 'The file is not UTF-8 text. Save it with the encoding UTF-8.');
    }
    if (read.hasCarriageReturns) report(1, 'Lines end in CRLF; save the file with LF.');
    checkCharacters(read.text, report);
    const split = splitFrontMatter(read.text);
    if (!split.ok) {
      report(split.fault.line, split.fault.message);
      continue;
    }
    checkFields(split.value, report);
    checkTitle(split.value, { file, titles, report });
    checkBody(split.value, report);
    const article = parseArticle(file, read.text, read.hash);
    if (!('message' in article)) texts.push(readArticleText(file, article, split.value));
  }
  return { faults: inOrder(faults), warnings: inOrder(corpusWarnings(texts, today)) };
}

function inOrder<T extends { readonly file: string; readonly line: number }>(
  found: readonly T[],
): readonly T[] {
  return [...found].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
}

/** Takes one fault of the file being checked. */
export type ReportFault = (line: number, message: string) => void;

function checkCharacters(text: string, report: ReportFault): void {
  for (const [index, line] of text.split('\n').entries()) {
    if (line.includes('\t')) report(index + 1, 'The line holds a tab; use spaces.');
    if (/[^\S\n]$/u.test(line)) report(index + 1, 'The line ends in white space.');
    if (line.includes('\uFFFD')) report(index + 1, 'The line holds a replacement character (�).');
  }
  if (!text.endsWith('\n')) report(text.split('\n').length, 'The last line has no line end.');
}

interface TitleCheck {
  readonly file: string;
  /** Files by title, filled on the way. */
  readonly titles: Map<string, string>;
  readonly report: ReportFault;
}

function checkTitle(matter: FrontMatter, { file, titles, report }: TitleCheck): void {
  const title = matter.fields['title'];
  if (typeof title !== 'string') return;
  const key = title.trim().toLowerCase();
  const other = titles.get(key);
  if (other === undefined) titles.set(key, file);
  else report(matter.fieldLines.get('title') ?? 1, `The title is that of ${other} too.`);
}

function checkBody(matter: FrontMatter, report: ReportFault): void {
  let words = 0;
  let sections = 0;
  let line = matter.bodyLine;
  for (const run of splitByFences(matter.body.split('\n'))) {
    for (const text of run.lines) {
      words += text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
      if (!run.isCode && /^ {0,3}#\s/u.test(text)) {
        report(line, 'The body has a heading of level 1; the title is in the front matter.');
      }
      if (!run.isCode && text.startsWith('## ')) sections += 1;
      line += 1;
    }
  }
  if (words < MIN_ARTICLE_WORDS || words > MAX_ARTICLE_WORDS) {
    report(
      matter.bodyLine,
      `The body has ${words} words; ${MIN_ARTICLE_WORDS} to ${MAX_ARTICLE_WORDS} are wanted.`,
    );
  }
  if (sections < MIN_SECTIONS) {
    report(
      matter.bodyLine,
      `The body has ${sections} sections (## ...), at least ${MIN_SECTIONS} are wanted.`,
    );
  }
}
