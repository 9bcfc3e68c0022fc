import type { ExtractedDocument } from '../../src/domain/documents.ts';

/** A document as an extraction returns it. */
export function documentOf(fields: Partial<ExtractedDocument> = {}): ExtractedDocument {
  return {
    format: 'html',
    title: 'A page about llamas',
    language: 'en',
    published: '2023-03-01',
    author: 'Ada',
    url: 'https://articles.example/llamas',
    markdown: 'Llamas are used as pack animals.\n\n## History\n\nThe Inca kept them.',
    ...fields,
  };
}
