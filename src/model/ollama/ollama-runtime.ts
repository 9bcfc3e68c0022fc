import { boundedChat } from '../bounded-chat.ts';
import { createCircuit } from '../circuit.ts';
import type { ModelRuntime, ModelRuntimeOptions } from '../model-runtime.ts';
import { createChatModel } from './chat-model.ts';
import { createEmbedder } from './embedder.ts';
import { ensureModels } from './ensure-models.ts';
import { ollamaFootprint } from './footprint.ts';
import { normaliseHost } from './host.ts';
import { createModelHealth, type OllamaHealth } from './model-health.ts';

export interface OllamaRuntimeOptions extends ModelRuntimeOptions {
  /** As `OLLAMA_HOST`, without user and password. */
  readonly host: string;
  /** Value of the `authorization` header; a secret. Null: none is sent. */
  readonly authorization: string | null;
  /** How long the server keeps a model loaded, e.g. `30m`; `-1`: for ever. */
  readonly keepAlive: string;
}

export interface OllamaRuntime extends ModelRuntime, Pick<OllamaHealth, 'weights'> {
  /** Its address. */
  readonly host: string;
}

/**
 * The models of an Ollama server. Nothing is asked before a method is called.
 * @throws AppError `config-invalid` for an unusable address
 */
export function createOllamaRuntime(options: OllamaRuntimeOptions): OllamaRuntime {
  const { chatModel, embedModel, clock, logger, patience } = options;
  const host = normaliseHost(options.host);
  const server = { host, authorization: options.authorization ?? undefined, clock, logger };
  const circuit = createCircuit({ clock, logger, name: 'chat' });
  const embedderCircuit = createCircuit({ clock, logger, name: 'embedder' });
  const { keepAlive, threads, contextTokens, maxAnswerTokens } = options;
  const models = { ...server, keepAlive, threads, patience };
  const chat = createChatModel({
    ...models,
    model: chatModel,
    contextTokens,
    maxAnswerTokens,
    circuit,
  });
  const health = createModelHealth({
    ...server,
    ...{ chatModel, embedder: embedModel, circuit, embedderCircuit },
  });
  const digest = (): string | null => health.weights()?.chat ?? null;
  return {
    host,
    name: 'ollama',
    serving: () => 'ollama',
    servers: () => [],
    footprints: (signal) => {
      const target = { host, model: '', authorization: server.authorization };
      return ollamaFootprint({
        target,
        models: [chatModel, embedModel],
        version: health.version(),
        clock,
        signal,
      });
    },
    weights: () => health.weights(),
    chat: boundedChat({ ...chat, digest }, { clock, logger, longestMs: patience.longestMs }),
    embedder: createEmbedder({ ...models, model: embedModel, circuit: embedderCircuit }),
    health,
    ensureModels: (signal, onProgress) =>
      ensureModels({ ...server, models: [embedModel, chatModel], signal, onProgress }),
    close: () => Promise.resolve(), // the server is not ours
  };
}
