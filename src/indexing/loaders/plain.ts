import type { DocumentSource } from '../../domain/documents.ts';
import { parseArticle } from '../corpus/parse-article.ts';
import { splitByFences } from '../chunking/markdown-fences.ts';
import { decodeText } from './decode-text.ts';
import { unreadable } from './document-refusals.ts';
import type { Draft } from './finish-document.ts';

const TITLE_HEADING = /^ {0,3}#\s+\S/u;

/** Reads Markdown or text, with its front matter, as the knowledge folder does. @throws AppError `document-unreadable` */
export function readPlain(source: DocumentSource, format: 'markdown' | 'text'): Draft {
  const text = decodeText(source.bytes, { contentType: source.contentType });
  const stem = source.name.replace(/\.[a-z0-9]+$/iu, '') || 'Untitled';
  const isMdx = source.name.toLowerCase().endsWith('.mdx');
  const extension = format === 'text' ? '.txt' : isMdx ? '.mdx' : '.md';
  const article = parseArticle(stem + extension, text, '');
  if ('message' in article) throw unreadable(`Line ${article.line}: ${article.message}`);
  const { language, published, author, url, body } = article;
  return {
    format,
    title: article.title === stem.split('/').pop() ? null : article.title,
    language,
    published,
    author,
    url,
    markdown: format === 'text' ? body : withoutTitle(body, article.title),
  };
}

/** Takes the heading off that became the title. */
function withoutTitle(body: string, title: string): string {
  const runs = splitByFences(body.split('\n'));
  const [first] = runs;
  if (first === undefined || first.isCode) return body;
  const at = first.lines.findIndex((line) => line.trim() !== '');
  const heading = first.lines[at] ?? '';
  if (!TITLE_HEADING.test(heading) || !isSame(heading, title)) return body;
  return body
    .split('\n')
    .slice(at + 1)
    .join('\n');
}

function isSame(one: string, other: string): boolean {
  const key = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  return key(one) === key(other);
}
