import { Worker } from 'node:worker_threads';
import type { DocumentSource, ExtractedDocument } from '../../../domain/documents.ts';
import { AppError, fromErrorData } from '../../../domain/errors.ts';
import { tooLarge, unreadable } from '../document-refusals.ts';
import type { ExtractionReply } from './extraction-protocol.ts';

const YOUNG_HEAP_MB = 64;
const STACK_MB = 4;

/** A worker thread that reads documents, one at a time; it ends with its process. */
export class ExtractionThread {
  readonly #worker: Worker;

  constructor(heapMb: number) {
    this.#worker = new Worker(new URL('./extract-worker.ts', import.meta.url), {
      resourceLimits: {
        maxOldGenerationSizeMb: heapMb,
        maxYoungGenerationSizeMb: YOUNG_HEAP_MB,
        stackSizeMb: STACK_MB,
      },
      stdout: true, // libraries that warn must not write to the bot's output
      stderr: true,
      env: {},
    });
    this.#worker.on('error', () => undefined); // whoever waits hears of it by a listener of his own
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
  }

  /** @throws AppError what the document is refused for; after that, end its process */
  async read(source: DocumentSource): Promise<ExtractedDocument> {
    const worker = this.#worker;
    let stopListening = (): void => undefined;
    try {
      const reply = await new Promise<ExtractionReply>((resolve, reject) => {
        const onError = (error: NodeJS.ErrnoException): void => reject(threadFault(error));
        const onExit = (): void => reject(unreadable('The thread that read the document ended.'));
        worker.once('message', resolve).once('error', onError).once('exit', onExit);
        stopListening = () => {
          worker.off('message', resolve).off('error', onError).off('exit', onExit);
        };
        worker.postMessage(source);
      });
      if (reply.ok) return reply.document;
      throw fromErrorData(reply.error);
    } finally {
      stopListening();
    }
  }
}

function threadFault(error: NodeJS.ErrnoException): AppError {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return tooLarge('memory', 'Reading the document took more memory than one may take.');
  }
  return new AppError('internal', `The thread that reads documents failed: ${error.message}`, {
    cause: error,
  });
}
