import type { DocumentSource } from '../../../src/domain/documents.ts';
import { extractArticle } from '../../../src/indexing/loaders/extract-article.ts';
import { sourceOf } from './make-documents.ts';

/** Extracts in the test's own thread. */
export async function extract(
  content: string | Uint8Array,
  name: string,
  rest: Partial<DocumentSource> = {},
) {
  return extractArticle(sourceOf(content, name, rest));
}
