import type { Environment } from './environment.mjs';
import type { ServerDeps } from './find-server.mjs';

export interface QuickstartDeps extends ServerDeps {
  installCommand(): string[] | null;
  install(command: string[]): Promise<number>;
  setUpOffline(): Promise<number>;
  runApp(environment: Environment): Promise<number>;
}
export function runQuickstart(
  request: { offline: boolean; environment: Environment; platform: string },
  deps: QuickstartDeps,
): Promise<number>;
