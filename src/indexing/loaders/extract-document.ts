import {
  MAX_DOCUMENT_BYTES,
  type DocumentSource,
  type ExtractDocument,
  type ExtractedDocument,
} from '../../domain/documents.ts';
import { AppError } from '../../domain/errors.ts';
import type { Clock, Logger } from '../../domain/ports.ts';
import {
  MAX_EXTRACTIONS,
  MAX_EXTRACTION_MS,
  MAX_HEAP_MB,
  MAX_PROCESS_BYTES,
  MAX_SERVER_SHARE,
  MAX_WAITING_EXTRACTIONS,
} from './document-limits.ts';
import { tooLarge } from './document-refusals.ts';
import { createPlaces } from './places.ts';
import { ExtractionProcess } from './reading/extraction-process.ts';
import { createSpareProcess } from './reading/spare-process.ts';

/** What extraction stands on; limits are those of `document-limits.ts` unless given. */
export interface ExtractDocumentOptions {
  readonly clock: Pick<Clock, 'sleep'>;
  readonly logger?: Logger;
  /** Default `MAX_EXTRACTION_MS`. */
  readonly timeoutMs?: number;
  /** Default `MAX_HEAP_MB`. */
  readonly heapMb?: number;
  /** Memory in all, in bytes. Default `MAX_PROCESS_BYTES`. */
  readonly maxBytes?: number;
}

/**
 * Reads each document in a process that reads nothing else meanwhile, and that ends with a
 * refusal, an abort, or when more time or memory is taken than the limits allow. After a success it
 * may read the next document, as starting one takes longer than most documents do. At most
 * `MAX_EXTRACTIONS` run at once, `MAX_WAITING_EXTRACTIONS` wait, and of
 * both a server has `MAX_SERVER_SHARE` at most.
 */
export function createExtractDocument(options: ExtractDocumentOptions): ExtractDocument {
  const places = createPlaces({
    count: MAX_EXTRACTIONS,
    maxWaiting: MAX_WAITING_EXTRACTIONS,
    maxShare: MAX_SERVER_SHARE,
  });
  const spare = createSpareProcess(options.clock);
  return async (source, signal, party = null) => {
    if (signal?.aborted === true) throw cancelled(signal);
    if (source.bytes.length > MAX_DOCUMENT_BYTES) {
      throw tooLarge(
        'bytes',
        `The document has ${source.bytes.length} bytes; at most ${MAX_DOCUMENT_BYTES} are read.`,
      );
    }
    const leave = await places.enter(party, signal).catch((error: unknown) => {
      throw signal?.aborted === true ? cancelled(signal) : error;
    });
    const { heapMb = MAX_HEAP_MB, maxBytes = MAX_PROCESS_BYTES } = options;
    const reader = spare.take() ?? new ExtractionProcess({ heapMb, maxBytes });
    try {
      const document = await readWithin(source, reader, { ...options, signal });
      spare.keep(reader);
      return document;
    } catch (error) {
      reader.end();
      if (error instanceof AppError && error.code !== 'cancelled') {
        options.logger?.warn(
          { code: error.code, reason: error.message, bytes: source.bytes.length },
          'a document was not read',
        );
      }
      throw error;
    } finally {
      leave();
    }
  };
}

/** Reads one document within the limits; the process rests afterwards, or ends when anything went wrong. */
async function readWithin(
  source: DocumentSource,
  reader: ExtractionProcess,
  options: ExtractDocumentOptions & { readonly signal: AbortSignal | undefined },
): Promise<ExtractedDocument> {
  const watch = new AbortController();
  try {
    return await Promise.race([
      reader.read(source),
      timeLimit(options, watch.signal),
      aborted(options.signal, watch.signal),
    ]);
  } finally {
    watch.abort();
  }
}

async function timeLimit(options: ExtractDocumentOptions, signal: AbortSignal): Promise<never> {
  const limitMs = options.timeoutMs ?? MAX_EXTRACTION_MS;
  await sleepUnlessOver(options.clock, limitMs, signal);
  throw tooLarge('time', `Reading the document took longer than ${limitMs} ms.`);
}

/** Never settles when the extraction is over: then nobody listens any more. */
async function sleepUnlessOver(
  clock: Pick<Clock, 'sleep'>,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    await new Promise(() => undefined);
  }
}

async function aborted(signal: AbortSignal | undefined, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = (): void => reject(cancelled(signal));
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true, signal: over });
  });
}

function cancelled(signal: AbortSignal | undefined): AppError {
  return new AppError('cancelled', 'Reading the document was cancelled.', {
    cause: signal?.reason,
  });
}
