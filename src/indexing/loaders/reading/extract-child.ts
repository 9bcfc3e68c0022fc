import type { DocumentSource } from '../../../domain/documents.ts';
import { toErrorData } from '../../../domain/errors.ts';
import { MEMORY_CHECK_MS } from '../document-limits.ts';
import {
  OVER_LIMIT_EXIT,
  type ExtractionLimits,
  type ExtractionReply,
} from './extraction-protocol.ts';
import { ExtractionThread } from './extraction-thread.ts';

/*
 * Entry of a process that reads documents. The first message says what it may take, every other one
 * is a document. It reads in a thread, so that it can look at itself meanwhile: buffers and what
 * libraries take count to no heap.
 */
process.once('message', ({ heapMb, maxBytes }: ExtractionLimits) => {
  setInterval(() => {
    if (process.memoryUsage.rss() > maxBytes) process.exit(OVER_LIMIT_EXIT);
  }, MEMORY_CHECK_MS).unref();
  const thread = new ExtractionThread(heapMb);
  process.on('message', (source: DocumentSource) => {
    void answer(thread, source).then((reply) => process.send?.(reply));
  });
});
process.once('disconnect', () => process.exit());

async function answer(thread: ExtractionThread, source: DocumentSource): Promise<ExtractionReply> {
  try {
    return { ok: true, document: await thread.read(source) };
  } catch (error) {
    return { ok: false, error: toErrorData(error) };
  }
}
