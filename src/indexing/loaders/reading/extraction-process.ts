import { fork, type ChildProcess } from 'node:child_process';
import type { DocumentSource, ExtractedDocument } from '../../../domain/documents.ts';
import { AppError, fromErrorData } from '../../../domain/errors.ts';
import { tooLarge, unreadable } from '../document-refusals.ts';
import {
  OVER_LIMIT_EXIT,
  type ExtractionLimits,
  type ExtractionReply,
} from './extraction-protocol.ts';

/** A process that reads documents, one at a time: what it takes, or breaks, is its own. */
export class ExtractionProcess {
  readonly #child: ChildProcess;
  /** Documents it has read. */
  reads = 0;
  isAlive = true;

  constructor(limits: ExtractionLimits) {
    this.#child = fork(new URL('./extract-child.ts', import.meta.url), {
      ...{ env: {}, execArgv: [], serialization: 'advanced' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'], // libraries that warn must not write to the bot's output
    });
    this.#child.send(limits, () => undefined);
    // Whoever waits hears of these by listeners of his own.
    this.#child.on('error', () => (this.isAlive = false));
    this.#child.once('exit', () => (this.isAlive = false));
  }

  /** @throws AppError what the document is refused for; after that, or when nobody waits any more, call `end` */
  async read(source: DocumentSource): Promise<ExtractedDocument> {
    const child = this.#child;
    child.ref();
    child.channel?.ref();
    let stopListening = (): void => undefined;
    try {
      const reply = await new Promise<ExtractionReply>((resolve, reject) => {
        const onError = (error: Error): void => reject(processFault(error));
        const onExit = (code: number | null, signal: string | null): void =>
          reject(endedFault(code, signal));
        child.once('message', resolve).once('error', onError).once('exit', onExit);
        stopListening = () => {
          child.off('message', resolve).off('error', onError).off('exit', onExit);
        };
        if (child.connected) child.send(source, (error) => error !== null && onError(error));
        else onExit(child.exitCode, child.signalCode);
      });
      this.reads += 1;
      if (reply.ok) return reply.document;
      throw fromErrorData(reply.error);
    } finally {
      stopListening();
    }
  }

  /** Without a document to read, it keeps no process alive. */
  rest(): void {
    this.#child.unref();
    this.#child.channel?.unref();
  }

  /** Ends it, whatever it is doing. */
  end(): void {
    this.#child.kill('SIGKILL');
  }
}

/** Why is known of what the process ended itself for, and of nothing else: the system's own killer says no word. */
function endedFault(code: number | null, signal: string | null): AppError {
  if (code === OVER_LIMIT_EXIT) {
    return tooLarge('memory', 'Reading the document took more memory than one may take.');
  }
  return signal === 'SIGKILL'
    ? tooLarge(
        'ended',
        'The process that read the document was ended from outside (SIGKILL), as systems do when memory runs out; their log says whether it was that.',
      )
    : unreadable(`The process that read the document ended (${code ?? signal ?? 'unknown'}).`);
}

function processFault(error: Error): AppError {
  return new AppError('internal', `The process that reads documents failed: ${error.message}`, {
    cause: error,
  });
}
