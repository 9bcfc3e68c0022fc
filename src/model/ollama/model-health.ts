import { toAppError } from '../../domain/errors.ts';
import type { Clock, Logger, ModelHealth, ModelState } from '../../domain/ports.ts';
import type { Circuit } from '../circuit.ts';
import { isSameModel } from '../model-names.ts';
import { askOllama } from './ollama-client.ts';
import { failedFault } from './ollama-errors.ts';
import { isOlder, MINIMUM_OLLAMA_VERSION } from './ollama-version.ts';

/** Both questions of one check together. */
export const HEALTH_TIMEOUT_MS = 3_000; // 3 seconds

export interface ModelHealthOptions {
  /** As `normaliseHost` returns it. */
  readonly host: string;
  readonly chatModel: string;
  /** Absent: answers come from keyword search alone. */
  readonly embedder?: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The chat model's. */
  readonly circuit: Circuit;
}

export interface OllamaHealth extends ModelHealth {
  /** Version the server named at the last check that reached it, e.g. `0.17.4`; null before. */
  version(): string | null;
}

/** Before the first `refresh` the state is `unreachable`. */
export function createModelHealth(options: ModelHealthOptions): OllamaHealth {
  const { circuit, logger } = options;
  let seen: ModelState = { status: 'unreachable' };
  let version: string | null = null;

  const current = (): ModelState => {
    if (seen.status !== 'ready') return seen;
    const retryInMs = circuit.retryInMs();
    return retryInMs === null ? seen : { status: 'resting', retryInMs };
  };

  const noteVersion = (named: string): void => {
    if (named !== version && isOlder(named, MINIMUM_OLLAMA_VERSION)) {
      logger.warn(
        { version: named, minimum: MINIMUM_OLLAMA_VERSION },
        'This Ollama is older than Cria was made for; please update it.',
      );
    }
    version = named;
  };

  return {
    current,
    version: () => version,
    async refresh(signal) {
      try {
        const answer = await askServer(options, signal);
        noteVersion(answer.version);
        seen = stateOf(answer.models, options);
      } catch (thrown) {
        const error = toAppError(thrown);
        if (error.code === 'cancelled') throw error;
        if (seen.status !== 'unreachable') logger.warn({ code: error.code }, error.message);
        seen = { status: 'unreachable' };
      }
      return current();
    },
  };
}

interface ServerAnswer {
  readonly version: string;
  readonly models: readonly string[];
}

async function askServer(
  { host, clock }: ModelHealthOptions,
  signal: AbortSignal | undefined,
): Promise<ServerAnswer> {
  const target = { host, model: '' };
  return askOllama({ target, clock, signal, timeoutMs: HEALTH_TIMEOUT_MS }, async (client) => {
    const [{ version }, { models }] = await Promise.all([client.version(), client.list()]);
    if (!Array.isArray(models)) throw failedFault('it lists no models', target);
    return { version, models: models.map((model) => model.name) };
  });
}

function stateOf(installed: readonly string[], options: ModelHealthOptions): ModelState {
  const has = (model: string): boolean => installed.some((name) => isSameModel(name, model));
  if (!has(options.chatModel)) return { status: 'chat-model-missing', model: options.chatModel };
  if (options.embedder !== undefined && !has(options.embedder)) {
    return { status: 'embedder-missing', model: options.embedder };
  }
  return { status: 'ready' };
}
