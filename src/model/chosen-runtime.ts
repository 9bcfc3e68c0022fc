import { AppError } from '../domain/errors.ts';
import type { Embedder, Logger, ModelHealth, ModelState } from '../domain/ports.ts';
import type { ModelRuntime, WarmChatModel } from './model-runtime.ts';

export interface ChosenRuntimeOptions {
  /** Taken wherever its server answers. */
  readonly ollama: ModelRuntime;
  /** Stands in for it. */
  readonly embedded: ModelRuntime;
  /** Whether what the stand-in lacks may be downloaded. */
  readonly mayDownload: boolean;
  readonly logger: Logger;
}

/**
 * Ollama where it answers, else the stand-in where that has its weights or may get them. Every look
 * at the health chooses anew; what is under way stays where it began.
 */
export function createChosenRuntime(options: ChosenRuntimeOptions): ModelRuntime {
  const { ollama, embedded, logger } = options;
  let chosen: ModelRuntime = ollama;
  /** Whose vectors the index was last compared with. */
  let described: ModelRuntime | null = null;

  const health: ModelHealth = {
    current: () => chosen.health.current(),
    async refresh(signal) {
      const { next, state } = await choose(options, signal);
      if (next !== chosen) {
        logger.info({ runtime: next.name }, 'Another runtime serves the models from now on.');
      }
      chosen = next;
      return state;
    },
  };
  return {
    get name() {
      return chosen.name;
    },
    serving: () => chosen.serving(),
    servers: () => chosen.servers(),
    footprints: (signal) => chosen.footprints(signal),
    chat: chosenChat(() => chosen.chat),
    embedder: chosenEmbedder({
      current: () => chosen,
      described: () => described,
      onDescribed: (runtime) => (described = runtime),
    }),
    health,
    ensureModels: (signal, onProgress) => chosen.ensureModels(signal, onProgress),
    async close() {
      await Promise.all([ollama.close(), embedded.close()]);
    },
  };
}

async function choose(
  { ollama, embedded, mayDownload }: ChosenRuntimeOptions,
  signal: AbortSignal | undefined,
): Promise<{ readonly next: ModelRuntime; readonly state: ModelState }> {
  const state = await ollama.health.refresh(signal);
  if (state.status !== 'unreachable') return { next: ollama, state };
  const standIn = await embedded.health.refresh(signal);
  const isUsable = standIn.status === 'ready' || standIn.status === 'resting';
  return isUsable || mayDownload ? { next: embedded, state: standIn } : { next: ollama, state };
}

function chosenChat(current: () => WarmChatModel): WarmChatModel {
  return {
    get model() {
      return current().model;
    },
    digest: () => current().digest?.() ?? null,
    get contextTokens() {
      return current().contextTokens;
    },
    get maxAnswerTokens() {
      return current().maxAnswerTokens;
    },
    stream: (request) => current().stream(request),
    warmUp: (signal) => current().warmUp(signal),
  };
}

interface Describing {
  readonly current: () => ModelRuntime;
  readonly described: () => ModelRuntime | null;
  readonly onDescribed: (runtime: ModelRuntime) => void;
}

/** Vectors of two models cannot be compared: after a change the embedder waits to be asked who it is. */
function chosenEmbedder({ current, described, onDescribed }: Describing): Embedder {
  const known = (): Embedder => {
    const runtime = current();
    if (runtime === described()) return runtime.embedder;
    throw new AppError(
      'model-unreachable',
      `The embedding model is another one now (${runtime.name}); the index is compared with it first.`,
      { isRetryable: true },
    );
  };
  return {
    async describe(signal) {
      const runtime = current();
      const info = await runtime.embedder.describe(signal);
      onDescribed(runtime);
      return info;
    },
    embedQuery: async (text, signal) => known().embedQuery(text, signal),
    embedPassages: async (texts, signal) => known().embedPassages(texts, signal),
  };
}
