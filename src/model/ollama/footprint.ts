import { toAppError } from '../../domain/errors.ts';
import type { ModelFootprint, ModelSize } from '../../domain/model-footprint.ts';
import type { Clock } from '../../domain/ports.ts';
import { hostName, isLoopbackName } from '../../domain/host-header.ts';
import { isSameModel } from '../model-names.ts';
import { askOllama, LIFE_SIGN_TIMEOUT_MS } from './ollama-client.ts';
import type { OllamaTarget } from './ollama-errors.ts';

export interface FootprintOptions {
  readonly target: OllamaTarget;
  /** Models that are used. */
  readonly models: readonly string[];
  /** Of the server, as far as it is known. */
  readonly version: string | null;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/** A model of a list; what a server leaves out or gets wrong counts as nothing. */
interface Sized {
  readonly name: string;
  readonly size?: unknown;
  readonly size_vram?: unknown;
}

/**
 * Sizes of the models, as the server lists them, and what those that are loaded take. Empty when it
 * does not answer. @throws AppError `cancelled`
 */
export async function ollamaFootprint(
  options: FootprintOptions,
): Promise<readonly ModelFootprint[]> {
  const { target, version } = options;
  const { host } = target;
  try {
    const [installed, loaded] = await Promise.all([list(options, 'list'), list(options, 'ps')]);
    const models = options.models.flatMap((model): ModelSize[] => {
      const named = ({ name }: Sized): boolean => isSameModel(name, model);
      const found = installed.find(named);
      return found === undefined ? [] : [sizeOf(found, loaded.find(named))];
    });
    return [{ host, isHere: isLoopbackName(hostName(new URL(host).host)), version, models }];
  } catch (thrown) {
    const fault = toAppError(thrown);
    if (fault.code === 'cancelled') throw fault;
    return [];
  }
}

async function list(options: FootprintOptions, what: 'list' | 'ps'): Promise<readonly Sized[]> {
  const { models } = await askOllama(
    { ...options, timeoutMs: LIFE_SIGN_TIMEOUT_MS },
    (client): Promise<{ readonly models: readonly Sized[] }> => client[what](),
  );
  return Array.isArray(models) ? (models as readonly Sized[]) : [];
}

function sizeOf({ name, size }: Sized, loaded: Sized | undefined): ModelSize {
  const onCard = bytesOf(loaded?.size_vram);
  return {
    name,
    bytes: bytesOf(size),
    loadedBytes: Math.max(0, bytesOf(loaded?.size) - onCard),
    isOnCard: onCard > 0,
  };
}

function bytesOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}
