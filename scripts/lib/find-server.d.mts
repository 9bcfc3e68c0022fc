import type { Environment } from './environment.mjs';
import type { ServerState } from './ollama.mjs';

export interface StartedServer {
  /** Why the process is not running; null while it is. */
  fault(): string | null;
  stop(): void;
  stopHint: string;
  logFile: string;
}
export interface ServerDeps {
  log(message: string): void;
  probe(base: string): Promise<ServerState>;
  findBinary(offline: boolean): string | null;
  startServer(binary: string, base: string, environment: Environment): Promise<StartedServer>;
  sleep(ms: number): Promise<void>;
}
export function findServer(
  request: { environment: Environment; offline: boolean },
  deps: ServerDeps,
): Promise<{ base: string; models: string[] } | null>;
