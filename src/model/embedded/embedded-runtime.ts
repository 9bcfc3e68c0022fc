import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../domain/errors.ts';
import type { ModelFootprint, ModelSize } from '../../domain/model-footprint.ts';
import type { PullProgress } from '../../domain/ports.ts';
import { boundedChat } from '../bounded-chat.ts';
import { createCircuit } from '../circuit.ts';
import { machineMemory } from '../machine-memory.ts';
import type { ModelRuntime, ModelRuntimeOptions } from '../model-runtime.ts';
import { createEmbeddedChat } from './embedded-chat.ts';
import { createEmbeddedEmbedder } from './embedded-embedder.ts';
import { createEmbeddedHealth } from './embedded-health.ts';
import { ModelProcess } from './model-process.ts';
import { ModelInUse, type ModelChoice } from './models-in-use.ts';
import { startChild, type ChildHandle } from './start-child.ts';
import { installPackage, packageUrl } from './weights/install-package.ts';
import { createWeightsShelf } from './weights/weights-shelf.ts';

/** What the process of the models is started with. */
export type StartModelsOptions = Pick<
  EmbeddedRuntimeOptions,
  'cacheFolder' | 'contextTokens' | 'threads' | 'environment' | 'maxBytes'
>;

export interface EmbeddedRuntimeOptions extends Omit<
  ModelRuntimeOptions,
  'chatModel' | 'embedModel'
> {
  readonly chat: ModelChoice;
  readonly embedder: ModelChoice;
  /** Receives the weights and what runs them. */
  readonly cacheFolder: string;
  /** Base address of the model hub. */
  readonly hub: string;
  /** Whether `ensureModels` may download. */
  readonly mayDownload: boolean;
  /** Most memory of the process of the models; absent: what is free when it starts. */
  readonly maxBytes?: number | undefined;
  /** Environment of other programs that are started, without secrets. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Models that run in a process of their own, without any server. Nothing is started before it is needed. */
export function createEmbeddedRuntime(options: EmbeddedRuntimeOptions): ModelRuntime {
  const { clock, logger, patience, contextTokens, maxAnswerTokens } = options;
  const shelf = createWeightsShelf({ ...options, folder: join(options.cacheFolder, 'weights') });
  const machine = { shelf, memoryBytes: machineMemory() };
  const chatModel = new ModelInUse({ ...machine, role: 'chat', choice: options.chat });
  const embedModel = new ModelInUse({ ...machine, role: 'embed', choice: options.embedder });
  const circuit = createCircuit({ clock, logger, name: 'chat' });
  const embedderCircuit = createCircuit({ clock, logger, name: 'embedder' });
  const models = new ModelProcess({ start: () => startModels(options), clock, logger });
  const chat = createEmbeddedChat({
    ...{ process: models, patience, circuit, logger, contextTokens, maxAnswerTokens },
    weights: () => chatModel.weights(),
    model: () => chatModel.name(),
  });
  return {
    name: 'embedded',
    serving: () => 'embedded',
    servers: () => [],
    footprints: () => footprints([chatModel, embedModel]),
    chat: boundedChat(chat, { clock, logger, longestMs: patience.longestMs }),
    embedder: createEmbeddedEmbedder({
      ...{ process: models, patience, logger },
      circuit: embedderCircuit,
      weights: () => embedModel.weights(),
    }),
    health: createEmbeddedHealth({
      ...{ chatModel, embedModel, circuit, embedderCircuit, logger },
      isInstalled: () => packageUrl(options.cacheFolder) !== null,
    }),
    ensureModels: (signal, onProgress) =>
      ensure(options, [embedModel, chatModel], { signal, onProgress }),
    close: () => Promise.resolve(models.close()),
  };
}

async function footprints(models: readonly ModelInUse[]): Promise<readonly ModelFootprint[]> {
  const sizes = models.map(async (model): Promise<readonly ModelSize[]> => {
    const found = await model.find().catch(() => null);
    const bytes = found === null ? null : await stat(found.path).catch(() => null);
    if (bytes === null) return [];
    return [{ name: model.name(), bytes: bytes.size, loadedBytes: null, isOnCard: false }];
  });
  return [{ host: null, isHere: true, version: null, models: (await Promise.all(sizes)).flat() }];
}

interface Ensuring {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: PullProgress) => void;
}

async function ensure(
  options: EmbeddedRuntimeOptions,
  models: readonly ModelInUse[],
  { signal, onProgress }: Ensuring,
): Promise<readonly string[]> {
  const missing: ModelInUse[] = [];
  for (const model of models) if ((await model.find()) === null) missing.push(model);
  const isInstalled = packageUrl(options.cacheFolder) !== null;
  if (missing.length === 0 && isInstalled) return [];
  if (!options.mayDownload) throw notAllowed(missing);
  if (!isInstalled) {
    onProgress({ model: 'runtime', status: 'installing', completedBytes: null, totalBytes: null });
  }
  await installPackage({ ...options, signal });
  for (const model of missing) await model.get({ signal, onProgress });
  return missing.map((model) => model.name());
}

/** @throws AppError `model-unreachable` when what runs the models is not installed */
export function startModels(options: StartModelsOptions): ChildHandle {
  const url = packageUrl(options.cacheFolder);
  if (url === null) {
    throw new AppError(
      'model-unreachable',
      'What runs the models is not installed. Start with MODEL_DOWNLOAD=yes to install it.',
      { isRetryable: true, cause: options.cacheFolder },
    );
  }
  const { contextTokens, threads, environment, maxBytes = process.availableMemory() } = options;
  const settings = { packageUrl: url, contextTokens, threads, maxBytes };
  return startChild({ settings, environment });
}

function notAllowed(missing: readonly ModelInUse[]): AppError {
  const names = missing.map((model) => model.name()).join(' and ') || 'what runs the models';
  return new AppError(
    'model-missing',
    `No Ollama answers, and ${names} may not be downloaded. Start Ollama, or start with MODEL_DOWNLOAD=yes.`,
    { details: { model: names } },
  );
}
