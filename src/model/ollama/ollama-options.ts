import type { Clock, Logger } from '../../domain/ports.ts';
import type { Circuit } from '../circuit.ts';
import type { Patience } from '../model-runtime.ts';

/** What every model behind an Ollama server is called with. */
export interface OllamaOptions {
  /** As `normaliseHost` returns it. */
  readonly host: string;
  /** Value of the `authorization` header; a secret. */
  readonly authorization?: string | undefined;
  readonly model: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Shared by everything that talks to this model, and by no other. */
  readonly circuit: Circuit;
  /** Ollama duration, e.g. `30m`, `-1` for ever. Default `DEFAULT_KEEP_ALIVE`. */
  readonly keepAlive?: string | undefined;
  /** Threads of the server for this model; absent leaves it to the server. */
  readonly threads?: number | undefined;
  /** From sending to the first sign of an answer, loading the model included. Default `DEFAULT_PATIENCE`. */
  readonly patience?: Patience | undefined;
}
