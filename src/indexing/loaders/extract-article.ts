import type { DocumentFormat, DocumentSource, ExtractedDocument } from '../../domain/documents.ts';
import { AppError } from '../../domain/errors.ts';
import { chunkArticle, MAX_PASSAGE_TOKENS } from '../chunking/chunk-article.ts';
import { parseArticle } from '../corpus/parse-article.ts';
import { detectFormat } from './detect-format.ts';
import { isStackOverflow, tooLarge, unreadable } from './document-refusals.ts';
import { finishDocument, type Draft } from './finish-document.ts';
import { readHtml } from './page/html.ts';
import { readPlain } from './plain.ts';
import { readSrt } from './srt.ts';

/**
 * Takes the article out of a document, in the thread it is called in and without limits of time and
 * memory: `createExtractDocument` adds those.
 * @throws AppError `document-unsupported` | `document-unreadable` | `document-too-large`
 */
export async function extractArticle(source: DocumentSource): Promise<ExtractedDocument> {
  try {
    const document = finishDocument(await read(source, detectFormat(source)), source);
    tryChunking(document.markdown);
    return document;
  } catch (error) {
    if (error instanceof AppError) throw error;
    // Recursion in a library ran out of stack.
    if (isStackOverflow(error)) throw tooLarge('nesting', 'The document is nested too deep.');
    throw unreadable('The document is damaged.', error);
  }
}

/** What cannot be cut into passages within the limits of the caller is found out here, not in a build. */
function tryChunking(markdown: string): void {
  const article = parseArticle('tried.md', markdown, '');
  if (!('message' in article)) chunkArticle(article, { maxTokens: MAX_PASSAGE_TOKENS });
}

/** The larger libraries are loaded when a document needs them. */
async function read(source: DocumentSource, format: DocumentFormat): Promise<Draft> {
  switch (format) {
    case 'html':
      return readHtml(source);
    case 'pdf':
      return (await import('./pdf/pdf.ts')).readPdf(source);
    case 'docx':
      return (await import('./office/docx.ts')).readDocx(source);
    case 'epub':
      return (await import('./office/epub.ts')).readEpub(source);
    case 'srt':
      return readSrt(source);
    case 'markdown':
    case 'text':
      return readPlain(source, format);
  }
}
