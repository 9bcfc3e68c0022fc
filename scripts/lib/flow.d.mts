import type { Environment } from './environment.mjs';
import type { ServerDeps } from './find-server.mjs';

export interface QuickstartDeps extends ServerDeps {
  installCommand(): string[] | null;
  install(command: string[]): Promise<number>;
  /** Compiles what runs, when that is not done yet. */
  build(): Promise<number>;
  setUpOffline(): Promise<number>;
  /** Whether models may be downloaded where there is no Ollama; may ask. */
  mayDownload(): Promise<boolean>;
  runApp(environment: Environment): Promise<number>;
}
export function runQuickstart(
  request: { offline: boolean; environment: Environment; platform: string },
  deps: QuickstartDeps,
): Promise<number>;
