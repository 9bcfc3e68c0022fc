import type { Cria } from '../compose.ts';
import type { Config } from '../config.ts';
import type { Clock, Logger, NewId } from '../domain/ports.ts';

/** What every way of starting Cria has in hand. */
export interface Runtime {
  readonly config: Config;
  readonly cria: Cria;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly logger: Logger;
  /** Aborts at SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** Results only: JSON, or the text that was asked for. */
  readonly stdout: NodeJS.WriteStream;
  /** Everything else. */
  readonly stderr: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  /** Whether an X or Wayland display is named. */
  readonly hasDisplay: boolean;
}
