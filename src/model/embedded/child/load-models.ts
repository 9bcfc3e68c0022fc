import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../../domain/errors.ts';
import type { ChildSettings, WeightsFile } from '../protocol.ts';
import type { ChatWrapper, EmbeddingContext, Llama, LlamaApi, LlamaModel } from './llama-api.ts';
import { SequencePool } from './sequence-pool.ts';
import { threadsFor, type Threads } from './threads.ts';

/** Prompts that are kept in memory at once: that of the last answer, and that of a side job. */
export const CHAT_SEQUENCES = 2;
const CONTEXT_OPTIONS = { batchSize: 512, ignoreMemorySafetyChecks: true as const };
const BYTES_PER_MB = 1_000_000;

export interface LoadedChat {
  readonly api: LlamaApi;
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly wrapper: ChatWrapper;
  readonly sequences: SequencePool;
  readonly contextTokens: number;
  readonly threads: Threads;
}

export interface LoadedEmbedder {
  readonly model: LlamaModel;
  readonly context: EmbeddingContext;
}

interface Package {
  readonly api: LlamaApi;
  readonly llama: Llama;
}

/** Loads what an order needs, once. */
export class Models {
  readonly #settings: ChildSettings;
  #package: Promise<Package> | null = null;
  /** Each model is loaded once; one that failed is tried again. By role and file. */
  readonly #loaded = new Map<string, Promise<unknown>>();
  #loading: Promise<unknown> = Promise.resolve();

  constructor(settings: ChildSettings) {
    this.#settings = settings;
  }

  /** @throws AppError `model-failed` for a wrong file, too little memory or a fault of the package */
  chat(weights: WeightsFile): Promise<LoadedChat> {
    return this.#once(`chat ${weights.sha256}`, () => this.#loadChat(weights));
  }

  /** Throws as `chat`. */
  embedder(weights: WeightsFile, maxTokens: number): Promise<LoadedEmbedder> {
    return this.#once(`embed ${weights.sha256} ${maxTokens}`, () =>
      this.#loadEmbedder(weights, maxTokens),
    );
  }

  /** One after another, so that each sees the memory the one before has taken. */
  #once<T>(key: string, load: () => Promise<T>): Promise<T> {
    const known = this.#loaded.get(key);
    if (known !== undefined) return known as Promise<T>;
    const loading = this.#loading.catch(() => undefined).then(load);
    this.#loading = loading;
    this.#loaded.set(key, loading);
    loading.catch(() => this.#loaded.delete(key));
    return loading;
  }

  async #loadChat(weights: WeightsFile): Promise<LoadedChat> {
    const { api, llama } = await this.#open();
    const { contextTokens } = this.#settings;
    const size = { contextSize: contextTokens, sequences: CHAT_SEQUENCES };
    await requireRightFile(weights);
    await this.#requireMemory(weights, size);
    const model = await llama.loadModel(fileOf(weights));
    const threads = this.#threads(llama);
    const options = { ...size, ...CONTEXT_OPTIONS, threads: threads.reading };
    const context = await model.createContext(options);
    const sequences = Array.from({ length: CHAT_SEQUENCES }, () => context.getSequence());
    const wrapper = api.resolveChatWrapper(model, { warningLogs: false });
    const pool = new SequencePool(sequences);
    return { api, llama, model, wrapper, sequences: pool, contextTokens, threads };
  }

  async #loadEmbedder(weights: WeightsFile, maxTokens: number): Promise<LoadedEmbedder> {
    const { llama } = await this.#open();
    await requireRightFile(weights);
    await this.#requireMemory(weights, { contextSize: maxTokens, isEmbeddingContext: true });
    const model = await llama.loadModel(fileOf(weights));
    const context = await model.createEmbeddingContext({
      ...CONTEXT_OPTIONS,
      threads: this.#threads(llama).writing,
      contextSize: maxTokens,
      batchSize: maxTokens, // such a model reads a text as a whole
    });
    return { model, context };
  }

  #threads({ cpuMathCores }: Llama): Threads {
    return threadsFor(this.#settings.threads, cpuMathCores);
  }

  async #open(): Promise<Package> {
    this.#package ??= openPackage(this.#settings.packageUrl);
    return this.#package;
  }

  /** Weights on a processor of its own need little of this memory: there the package checks. */
  async #requireMemory(
    { model, path }: WeightsFile,
    size: { contextSize: number; sequences?: number; isEmbeddingContext?: boolean },
  ): Promise<void> {
    const { api, llama } = await this.#open();
    if (llama.gpu !== false) return;
    const info = await api.readGgufFileInfo(path, { logWarnings: false, sourceType: 'filesystem' });
    const insights = await api.GgufInsights.from(info, llama);
    const needed =
      insights.estimateModelResourceRequirements({ gpuLayers: 0 }).cpuRam +
      insights.estimateContextResourceRequirements({ ...size, modelGpuLayers: 0 }).cpuRam;
    const left = this.#settings.maxBytes - process.memoryUsage.rss();
    const free = Math.min(left, process.availableMemory());
    if (needed > free) throw tooLittleMemory(model, needed, free);
  }
}

/** Read, not mapped: what is rearranged for the processor would be in memory twice. */
const fileOf = ({ path }: WeightsFile) => ({
  modelPath: path,
  useMmap: false as const,
  ignoreMemorySafetyChecks: true as const,
});

async function openPackage(url: string): Promise<Package> {
  const api = (await import(url)) as LlamaApi;
  const llama = await api.getLlama({
    gpu: 'auto',
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    logLevel: 'error',
    logger: (_, message) => void process.stderr.write(`${message.trimEnd()}\n`),
    maxThreads: 0,
  });
  return { api, llama };
}

async function requireRightFile({ model, path, sha256 }: WeightsFile): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  const found = hash.digest('hex');
  if (found === sha256) return;
  throw new AppError(
    'model-failed',
    `The weights of ${model} are damaged or another file: ${path} has the SHA-256 ${found}, ` +
      `expected ${sha256}. Delete the file; the next start gets it anew.`,
    { details: { model } },
  );
}

function tooLittleMemory(model: string, needed: number, free: number): AppError {
  const megabytes = (bytes: number): number => Math.max(0, Math.round(bytes / BYTES_PER_MB));
  return new AppError(
    'model-failed',
    `${model} needs about ${megabytes(needed)} MB of memory, and ${megabytes(free)} MB are free. ` +
      'Take a smaller model (CHAT_MODEL), lower CHAT_CONTEXT_TOKENS or close programs.',
    { isRetryable: true, details: { model, trouble: 'memory-short' } },
  );
}
