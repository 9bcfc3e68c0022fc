import { parentPort } from 'node:worker_threads';
import type { DocumentSource } from '../../../domain/documents.ts';
import { toErrorData } from '../../../domain/errors.ts';
import { extractArticle } from '../extract-article.ts';
import type { ExtractionReply } from './extraction-protocol.ts';

/* Entry of a thread that reads documents: one answer for each document it is sent. */
async function answer(source: DocumentSource): Promise<ExtractionReply> {
  try {
    return { ok: true, document: await extractArticle(source) };
  } catch (error) {
    return { ok: false, error: toErrorData(error) };
  }
}

parentPort?.on('message', (source: DocumentSource) => {
  void answer(source).then((reply) => parentPort?.postMessage(reply));
});
