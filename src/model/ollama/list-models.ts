import type { Clock } from '../../domain/ports.ts';
import { askOllama } from './ollama-client.ts';
import { failedFault, type OllamaTarget } from './ollama-errors.ts';

/** Slow disks and network folders take some seconds. */
export const LIST_TIMEOUT_MS = 10_000; // 10 seconds

/** One model of the server's list. */
export interface ListedModel {
  readonly name: string;
  /** Of its weights. */
  readonly digest: string;
}

export interface ListModelsOptions {
  readonly target: OllamaTarget;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** Default `LIST_TIMEOUT_MS`. */
  readonly timeoutMs?: number | undefined;
}

/** What is installed on the server. Throws as `askOllama`. */
export async function listModels(options: ListModelsOptions): Promise<readonly ListedModel[]> {
  const { timeoutMs = LIST_TIMEOUT_MS, target } = options;
  const { models } = await askOllama({ ...options, timeoutMs }, (client) => client.list());
  if (!Array.isArray(models)) throw failedFault('it lists no models', target);
  return models;
}
