import type { DocumentSource } from '../../domain/documents.ts';
import { decodeText } from '../corpus/decode-text.ts';
import { parseArticle } from '../corpus/parse-article.ts';
import { unreadable } from './document-refusals.ts';
import type { Draft } from './finish-document.ts';

/** Reads Markdown or text, with its front matter, as the knowledge folder does. @throws AppError `document-unreadable` */
export function readPlain(source: DocumentSource, format: 'markdown' | 'text'): Draft {
  const text = decodeText(source.bytes, { contentType: source.contentType });
  const stem = source.name.replace(/\.[a-z0-9]+$/iu, '') || 'Untitled';
  const isMdx = source.name.toLowerCase().endsWith('.mdx');
  const extension = format === 'text' ? '.txt' : isMdx ? '.mdx' : '.md';
  const article = parseArticle(stem + extension, text, '');
  if ('message' in article) throw unreadable(`Line ${article.line}: ${article.message}`);
  const { title, language, published, author, url, body } = article;
  return { format, title, language, published, author, url, markdown: body };
}
