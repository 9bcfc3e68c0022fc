import type { ExtractedDocument } from '../../../domain/documents.ts';
import type { ErrorData } from '../../../domain/errors.ts';

/** What process and thread answer to each `DocumentSource` it is sent, one after the other. */
export type ExtractionReply =
  | { readonly ok: true; readonly document: ExtractedDocument }
  | { readonly ok: false; readonly error: ErrorData };

/** What the process that reads documents ends with when it takes more memory than it may. */
export const OVER_LIMIT_EXIT = 86;

/** What the process that reads documents may take. */
export interface ExtractionLimits {
  /** JavaScript heap, in MB. */
  readonly heapMb: number;
  /** Memory in all, in bytes. */
  readonly maxBytes: number;
}
