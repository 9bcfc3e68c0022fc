import type { DocumentFormat, DocumentSource, ExtractedDocument } from '../../domain/documents.ts';
import { AppError } from '../../domain/errors.ts';
import { detectFormat } from './detect-format.ts';
import { tooLarge, unreadable } from './document-refusals.ts';
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
    return finishDocument(await read(source, detectFormat(source)), source);
  } catch (error) {
    if (error instanceof AppError) throw error;
    // Recursion in a library ran out of stack.
    if (error instanceof RangeError) throw tooLarge('nesting', 'The document is nested too deep.');
    throw unreadable('The document is damaged.', error);
  }
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
