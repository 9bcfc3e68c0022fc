import { createHash } from 'node:crypto';
import type { Options } from 'ollama';
import { AppError } from '../../domain/errors.ts';
import type { Clock, Embedder, EmbedderInfo, Logger } from '../../domain/ports.ts';
import { DEFAULT_KEEP_ALIVE } from './chat-model.ts';
import type { Circuit } from '../circuit.ts';
import { embeddingProfile, PROFILE_VERSION, type EmbeddingProfile } from '../embedding-profiles.ts';
import { isSameModel } from '../model-names.ts';
import { askOllama } from './ollama-client.ts';
import { failedFault, isInputTooLong, missingFault, type OllamaTarget } from './ollama-errors.ts';
import { shortened } from '../shortened.ts';
import { unitVectors } from './vectors.ts';

/** Texts a request; between batches a build can stop. */
export const EMBED_BATCH_TEXTS = 32;
/** One batch, from sending to the whole answer; covers loading the model. */
export const EMBED_TIMEOUT_MS = 180_000; // 3 minutes
/** Listing the models. */
const TAGS_TIMEOUT_MS = 10_000; // 10 seconds
/** Longest input promised of any model: every server's default window has room for it. */
export const MAX_EMBED_TOKENS = 2_048;
/** How often one text may be halved; 12 halvings make 2,000,000 characters fit 512. */
const MAX_HALVINGS = 12;
const PROBE_TEXT = 'dimensions';

export interface EmbedderOptions {
  /** As `normaliseHost` returns it. */
  readonly host: string;
  readonly model: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The embedder's own; not the chat model's. */
  readonly circuit: Circuit;
  /** Ollama duration. Default `DEFAULT_KEEP_ALIVE`. */
  readonly keepAlive?: string | undefined;
  /** Threads of the server for this model; absent leaves it to the server. */
  readonly threads?: number | undefined;
  /** Default `EMBED_TIMEOUT_MS`; above 300,000 Node's fetch gives up first. */
  readonly timeoutMs?: number | undefined;
}

/**
 * An embedder behind `/api/embed`. Every call sends the same options, so the server never reloads.
 * They hold no `num_ctx`: other programs on the same server send none for an embedder, and a server
 * asked for two windows makes one caller wait until the other's `keep_alive` is over.
 */
export function createEmbedder(options: EmbedderOptions): Embedder {
  return new OllamaEmbedder(options);
}

class OllamaEmbedder implements Embedder {
  readonly #options: EmbedderOptions;
  readonly #target: OllamaTarget;
  readonly #profile: EmbeddingProfile;
  readonly #maxTokens: number;
  readonly #modelOptions: Readonly<Partial<Options>>;
  #dimensions: number | null = null;
  #info: { readonly weights: string; readonly info: EmbedderInfo } | null = null;

  constructor(options: EmbedderOptions) {
    this.#options = options;
    this.#target = { host: options.host, model: options.model };
    this.#profile = embeddingProfile(options.model);
    this.#maxTokens = Math.min(this.#profile.maxTokens, MAX_EMBED_TOKENS);
    this.#modelOptions = Object.freeze(
      options.threads === undefined ? {} : { num_thread: options.threads },
    );
  }

  async describe(signal?: AbortSignal): Promise<EmbedderInfo> {
    const weights = await this.#weightsDigest(signal);
    if (this.#info?.weights === weights) return this.#info.info;
    this.#dimensions = null; // the model was replaced, or is seen for the first time
    const [probe] = await this.#embed([PROBE_TEXT], '', signal);
    const info: EmbedderInfo = Object.freeze({
      model: this.#options.model,
      digest: this.#digest(weights),
      dimensions: probe?.length ?? 0,
      maxTokens: this.#maxTokens,
    });
    this.#info = { weights, info };
    return info;
  }

  async embedQuery(text: string, signal?: AbortSignal): Promise<Float32Array> {
    const [vector] = await this.#embed([text], this.#profile.queryPrefix, signal);
    if (vector === undefined) throw failedFault('it sent no vector', this.#target);
    return vector;
  }

  async embedPassages(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (let start = 0; start < texts.length; start += EMBED_BATCH_TEXTS) {
      const batch = texts.slice(start, start + EMBED_BATCH_TEXTS);
      vectors.push(...(await this.#embed(batch, this.#profile.passagePrefix, signal)));
    }
    return vectors;
  }

  /** Halves the batch until the text that is too long is alone, then that text until it fits. */
  async #embed(
    texts: readonly string[],
    prefix: string,
    signal: AbortSignal | undefined,
  ): Promise<Float32Array[]> {
    try {
      return await this.#send(
        texts.map((text) => prefix + text),
        signal,
      );
    } catch (thrown) {
      if (!(thrown instanceof AppError) || !isInputTooLong(thrown)) throw thrown;
      const [text] = texts;
      if (text !== undefined && texts.length === 1) {
        return [await this.#embedShortened(text, prefix, signal)];
      }
    }
    const middle = Math.ceil(texts.length / 2);
    return [
      ...(await this.#embed(texts.slice(0, middle), prefix, signal)),
      ...(await this.#embed(texts.slice(middle), prefix, signal)),
    ];
  }

  async #embedShortened(
    text: string,
    prefix: string,
    signal: AbortSignal | undefined,
  ): Promise<Float32Array> {
    let part = text;
    for (let halvings = 1; halvings <= MAX_HALVINGS; halvings += 1) {
      part = shortened(part);
      try {
        const [vector] = await this.#send([prefix + part], signal);
        this.#options.logger.warn(
          { model: this.#options.model, chars: text.length, keptChars: part.length },
          'A text is longer than the embedding model takes; only its beginning is embedded.',
        );
        if (vector !== undefined) return vector;
      } catch (thrown) {
        if (!(thrown instanceof AppError) || !isInputTooLong(thrown)) throw thrown;
      }
    }
    throw failedFault('even a small part of one text is too long for it', this.#target, {
      isRetryable: false,
    });
  }

  async #send(input: string[], signal: AbortSignal | undefined): Promise<Float32Array[]> {
    const { circuit, clock, keepAlive, model } = this.#options;
    const timeoutMs = this.#options.timeoutMs ?? EMBED_TIMEOUT_MS;
    return circuit.run(async () => {
      const answer = await askOllama({ target: this.#target, clock, signal, timeoutMs }, (client) =>
        client.embed({
          model,
          input,
          truncate: false,
          keep_alive: keepAlive ?? DEFAULT_KEEP_ALIVE,
          options: this.#modelOptions,
        }),
      );
      const vectors = unitVectors(answer.embeddings, {
        target: this.#target,
        count: input.length,
        dimensions: this.#dimensions,
      });
      this.#dimensions ??= vectors[0]?.length ?? null;
      return vectors;
    });
  }

  /** Digest of the weights as the server lists them. */
  async #weightsDigest(signal: AbortSignal | undefined): Promise<string> {
    const { clock, model } = this.#options;
    const { models } = await askOllama(
      { target: this.#target, clock, signal, timeoutMs: TAGS_TIMEOUT_MS },
      (client) => client.list(),
    );
    if (!Array.isArray(models)) throw failedFault('it lists no models', this.#target);
    const found = models.find((listed) => isSameModel(listed.name, model));
    if (found === undefined) throw missingFault(this.#target);
    return found.digest;
  }

  #digest(weights: string): string {
    const { queryPrefix, passagePrefix } = this.#profile;
    return createHash('sha256')
      .update(JSON.stringify([PROFILE_VERSION, weights, queryPrefix, passagePrefix]))
      .digest('hex');
  }
}
