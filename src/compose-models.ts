import type { Config } from './config.ts';
import type { Clock, Logger } from './domain/ports.ts';
import { createChosenRuntime } from './model/chosen-runtime.ts';
import { createEmbeddedRuntime } from './model/embedded/embedded-runtime.ts';
import type { ModelRuntime } from './model/model-runtime.ts';
import { createFleetRuntime } from './model/fleet/fleet-runtime.ts';
import { createOllamaRuntime } from './model/ollama/ollama-runtime.ts';

const MS_PER_SECOND = 1_000;

export interface ModelParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Environment of other programs that are started, without secrets. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What runs the models: the one place that chooses. Opens nothing. */
export function composeModels(parts: ModelParts): ModelRuntime {
  const { config, logger } = parts;
  const { modelRuntime } = config;
  if (modelRuntime === 'ollama') return ollama(parts);
  if (modelRuntime === 'embedded') return embedded(parts);
  const { mayDownload } = config.embedded;
  return createChosenRuntime({
    ollama: ollama(parts),
    embedded: embedded(parts),
    mayDownload,
    logger,
  });
}

function shared({ config, clock, logger }: ModelParts) {
  const { maxAnswerTokens, threads, chatContextTokens: contextTokens } = config;
  const patience = {
    askAfterMs: config.firstWordSeconds * MS_PER_SECOND,
    longestMs: config.answerDeadlineSeconds * MS_PER_SECOND,
  };
  return { maxAnswerTokens, threads, contextTokens, patience, clock, logger };
}

function ollama(parts: ModelParts): ModelRuntime {
  const { chatModel, embedModel, keepAlive, ollamaServers } = parts.config;
  const runtimes = ollamaServers.map((server) =>
    createOllamaRuntime({ ...shared(parts), chatModel, embedModel, keepAlive, ...server }),
  );
  const [only] = runtimes;
  if (only !== undefined && runtimes.length === 1) return only;
  const members = runtimes.map((runtime) => ({
    name: runtime.host,
    runtime,
    weights: () => runtime.weights(),
  }));
  return createFleetRuntime({ members, logger: parts.logger });
}

function embedded(parts: ModelParts): ModelRuntime {
  const { embedded: own } = parts.config;
  const { hub, mayDownload, maxBytes } = own;
  return createEmbeddedRuntime({
    ...shared(parts),
    ...{ hub, mayDownload, maxBytes, environment: parts.environment },
    chat: { model: own.chatModel, file: own.chatFile },
    embedder: { model: own.embedModel, file: own.embedFile },
    cacheFolder: own.cacheDir,
  });
}
