import type { SpawnOptions } from 'node:child_process';
import type { Environment } from './environment.mjs';
import type { StartedServer } from './find-server.mjs';

export function exitCodeOf(code: number | null, signal: NodeJS.Signals | null): number;
export function run(
  program: string,
  programArguments: readonly string[],
  options?: SpawnOptions,
): Promise<number>;
export function runHeld(
  program: string,
  programArguments: readonly string[],
  options?: SpawnOptions,
): Promise<{ code: number; output: string }>;
export function npmProgram(
  environment: Environment,
  platform: string,
  node?: string,
): { program: string; leading: string[]; options: SpawnOptions };
export function startServer(
  binary: string,
  base: string,
  options: { environment: Environment; logFile: string; platform: string },
): Promise<StartedServer>;
