import {
  MAX_DOCUMENT_BYTES,
  type DocumentSource,
  type ExtractDocument,
  type ExtractedDocument,
} from '../../domain/documents.ts';
import { AppError } from '../../domain/errors.ts';
import type { Clock, Logger } from '../../domain/ports.ts';
import {
  GROWTH_CHECK_MS,
  MAX_EXTRACTIONS,
  MAX_EXTRACTION_MS,
  MAX_GROWTH_BYTES,
  MAX_HEAP_MB,
  MAX_SERVER_SHARE,
  MAX_WAITING_EXTRACTIONS,
} from './document-limits.ts';
import { tooLarge } from './document-refusals.ts';
import { ExtractionThread } from './thread/extraction-thread.ts';
import { createPlaces } from './places.ts';
import { createSpareThread } from './thread/spare-thread.ts';

/** What extraction stands on; limits are those of `document-limits.ts` unless given. */
export interface ExtractDocumentOptions {
  readonly clock: Pick<Clock, 'sleep'>;
  readonly logger?: Logger;
  /** Default `MAX_EXTRACTION_MS`. */
  readonly timeoutMs?: number;
  /** Default `MAX_HEAP_MB`. */
  readonly heapMb?: number;
  /** Default `MAX_GROWTH_BYTES`. */
  readonly growthBytes?: number;
  /** Memory of the process in bytes. Default: what the system says. */
  readonly residentBytes?: () => number;
}

/**
 * Reads each document in a worker thread that reads nothing else meanwhile, and that ends with a
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
  const spare = createSpareThread(options.clock);
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
    const thread = spare.take() ?? new ExtractionThread(options.heapMb ?? MAX_HEAP_MB);
    try {
      const document = await readWithin(source, thread, { ...options, signal });
      spare.keep(thread);
      return document;
    } catch (error) {
      await thread.end();
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

/** Reads one document within the limits; the thread rests afterwards, or ends when anything went wrong. */
async function readWithin(
  source: DocumentSource,
  thread: ExtractionThread,
  options: ExtractDocumentOptions & { readonly signal: AbortSignal | undefined },
): Promise<ExtractedDocument> {
  const watch = new AbortController();
  try {
    return await Promise.race([
      thread.read(source),
      timeLimit(options, watch.signal),
      memoryLimit(options, watch.signal),
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

/**
 * Buffers of a thread count to no heap and are seen from here in the memory of the process alone. So
 * other work that grows at the same time may cost a document its turn: the refusal can be retried.
 */
async function memoryLimit(options: ExtractDocumentOptions, signal: AbortSignal): Promise<never> {
  const resident = options.residentBytes ?? (() => process.memoryUsage.rss());
  const limit = options.growthBytes ?? MAX_GROWTH_BYTES;
  const before = resident();
  while (resident() - before <= limit) {
    await sleepUnlessOver(options.clock, GROWTH_CHECK_MS, signal);
  }
  throw tooLarge('memory', `Reading the document took more than ${limit} bytes of memory.`);
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
