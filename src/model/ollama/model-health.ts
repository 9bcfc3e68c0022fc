import { toAppError, type AppError } from '../../domain/errors.ts';
import type { Clock, Logger, ModelHealth, ModelState } from '../../domain/ports.ts';
import type { Circuit } from '../circuit.ts';
import { isSameModel } from '../model-names.ts';
import { troubleOf } from '../model-trouble.ts';
import { LIST_TIMEOUT_MS, listModels, type ListedModel } from './list-models.ts';
import { askOllama, LIFE_SIGN_TIMEOUT_MS } from './ollama-client.ts';
import { failedFault, timeoutFault } from './ollama-errors.ts';
import { isOlder, MINIMUM_OLLAMA_VERSION } from './ollama-version.ts';

/** For the list of models while an earlier one is known. */
const KNOWN_LIST_TIMEOUT_MS = 3_000; // 3 seconds

export interface ModelHealthOptions {
  /** As `normaliseHost` returns it. */
  readonly host: string;
  /** Value of the `authorization` header; a secret. */
  readonly authorization?: string | undefined;
  readonly chatModel: string;
  /** Absent: answers come from keyword search alone. */
  readonly embedder?: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The chat model's. */
  readonly circuit: Circuit;
  /** The embedder's; whatever troubles it is told as well. */
  readonly embedderCircuit?: Circuit | undefined;
}

export interface OllamaHealth extends ModelHealth {
  /** Version the server named at the last check that reached it, e.g. `0.17.4`; null before. */
  version(): string | null;
  /** Digests of the weights both models had in the last list; null before the first. */
  weights(): ModelWeights | null;
}

/** By model; null for one that the server lacks. */
export interface ModelWeights {
  readonly chat: string | null;
  readonly embedder: string | null;
}

/** Before the first `refresh` the state is `unreachable`. */
export function createModelHealth(options: ModelHealthOptions): OllamaHealth {
  const { circuit, embedderCircuit, logger } = options;
  let seen: ModelState = { status: 'unreachable' };
  let version: string | null = null;
  let list: readonly ListedModel[] | null = null;
  /** The fault that was logged last; each is logged once until the server answers. */
  let logged = '';

  const current = (): ModelState => {
    if (seen.status !== 'ready') return seen;
    const trouble = circuit.trouble() ?? embedderCircuit?.trouble() ?? undefined;
    const retryInMs = circuit.retryInMs();
    return retryInMs === null ? { ...seen, trouble } : { status: 'resting', retryInMs, trouble };
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

  const noteFault = (error: AppError): ModelState => {
    const trouble = troubleOf(error);
    const fault = `${error.code} ${trouble ?? ''}`;
    if (fault !== logged) logger.warn({ code: error.code, trouble }, error.message);
    logged = fault;
    return { status: 'unreachable', trouble: trouble ?? undefined };
  };

  return {
    current,
    version: () => version,
    weights: () => (list === null ? null : weightsOf(list, options)),
    async refresh(signal) {
      try {
        noteVersion(await askVersion(options, signal));
        list = await latestList(list, options, signal);
        seen = stateOf(list, options);
        logged = '';
      } catch (thrown) {
        const error = toAppError(thrown);
        if (error.code === 'cancelled') throw error;
        seen = noteFault(error);
      }
      return current();
    },
  };
}

async function askVersion(
  { host, authorization, clock }: ModelHealthOptions,
  signal: AbortSignal | undefined,
): Promise<string> {
  const target = { host, model: '', authorization };
  const { version } = await askOllama(
    { target, clock, signal, timeoutMs: LIFE_SIGN_TIMEOUT_MS },
    (client) => client.version() as Promise<{ version: unknown }>,
  );
  if (typeof version === 'string') return version;
  throw failedFault('it names no version', target, { trouble: 'other-program' });
}

/** The list as it is now; as it was when a server that lives takes too long. */
async function latestList(
  known: readonly ListedModel[] | null,
  { host, authorization, clock }: ModelHealthOptions,
  signal: AbortSignal | undefined,
): Promise<readonly ListedModel[]> {
  const target = { host, model: '', authorization };
  const timeoutMs = known === null ? LIST_TIMEOUT_MS : KNOWN_LIST_TIMEOUT_MS;
  try {
    return await listModels({ target, clock, signal, timeoutMs });
  } catch (thrown) {
    if (toAppError(thrown).code !== 'model-timeout') throw thrown;
    if (known !== null) return known;
    throw timeoutFault('list of its models', target, 'slow');
  }
}

function weightsOf(
  installed: readonly ListedModel[],
  { chatModel, embedder }: ModelHealthOptions,
): ModelWeights {
  const digest = (model: string): string | null =>
    installed.find(({ name }) => isSameModel(name, model))?.digest ?? null;
  return {
    chat: digest(chatModel),
    embedder: embedder === undefined ? null : digest(embedder),
  };
}

function stateOf(installed: readonly ListedModel[], options: ModelHealthOptions): ModelState {
  const has = (model: string): boolean => installed.some(({ name }) => isSameModel(name, model));
  if (!has(options.chatModel)) return { status: 'chat-model-missing', model: options.chatModel };
  if (options.embedder !== undefined && !has(options.embedder)) {
    return { status: 'embedder-missing', model: options.embedder };
  }
  return { status: 'ready' };
}
