import type { ExtractedDocument } from '../../../domain/documents.ts';
import type { ErrorData } from '../../../domain/errors.ts';

/** What the thread answers to each `DocumentSource` it is sent, one after the other. */
export type ExtractionReply =
  | { readonly ok: true; readonly document: ExtractedDocument }
  | { readonly ok: false; readonly error: ErrorData };
