import type { Environment } from './environment.mjs';

export const DEFAULT_HOST: string;
export const SECOND_HOST: string;
export const OFFLINE_MODELS: Record<
  'CHAT_MODEL' | 'EMBED_MODEL',
  { name: string; insteadOf: string }
>;
export type ServerState =
  { state: 'none' } | { state: 'foreign' } | { state: 'ollama'; version: string; models: string[] };
export type Fetcher = (url: string, init: { signal: AbortSignal }) => Promise<Response>;

export function baseUrl(host: string): string;
export function isLocal(base: string): boolean;
export function probe(base: string, fetcher?: Fetcher): Promise<ServerState>;
export function hasModel(models: readonly string[], name: string): boolean;
export function modelSettings(
  models: readonly string[],
  environment: Environment,
): Record<string, string>;
export function offlineHome(environment: Environment): string;
export function findBinary(
  environment: Environment,
  platform: string,
  isProgram?: (path: string) => boolean,
): string | null;
export function serverEnvironment(
  binary: string,
  base: string,
  environment: Environment,
): Environment;
export function installHint(platform: string): string;
export function stopHint(pid: number, platform: string): string;
