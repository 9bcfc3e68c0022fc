import type { DocumentSource } from '../../../domain/documents.ts';
import { decodeText } from '../../corpus/decode-text.ts';
import { parsePage, type DomDocument } from './dom.ts';
import { dropTeasers } from './drop-teasers.ts';
import { findArticle } from './find-article.ts';
import type { Draft } from '../finish-document.ts';
import { dropTitleParagraph, levelHeadings, markBoldHeadings } from './level-headings.ts';
import { readPageMetadata } from './page-metadata.ts';
import { prunePage } from './prune-page.ts';
import { readRoles } from './said-roles.ts';
import { listTypedItems } from './text-lists.ts';
import { toMarkdown } from './to-markdown.ts';

/** Takes the article out of a web page, without what stands around it. @throws AppError `document-too-large` */
export function readHtml(source: DocumentSource): Draft {
  const { contentType } = source;
  const document = parsePage(decodeText(source.bytes, { contentType, isMarkup: true }));
  const metadata = readPageMetadata(document);
  const baseUrl = baseOf(document, source.url);
  readRoles(document);
  prunePage(document);
  dropTeasers(document);
  const { element, byline } = findArticle(document);
  listTypedItems(element);
  markBoldHeadings(element, metadata.title);
  dropTitleParagraph(element, metadata.title);
  levelHeadings(element, metadata.title);
  return {
    format: 'html',
    title: metadata.title,
    language: metadata.language,
    published: metadata.published,
    author: metadata.author ?? byline,
    markdown: toMarkdown(element, { baseUrl }),
  };
}

function baseOf(document: DomDocument, url: string | null): string | null {
  const base = document.querySelector('base')?.getAttribute('href') ?? null;
  if (base === null) return url;
  return URL.canParse(base, url ?? undefined) ? new URL(base, url ?? undefined).href : url;
}
