import { createHash } from 'node:crypto';
import type { Options } from 'ollama';
import { toAppError, type AppError } from '../../domain/errors.ts';
import type { Embedder, EmbedderInfo } from '../../domain/ports.ts';
import { DEFAULT_PATIENCE, type Patience } from '../model-runtime.ts';
import { keepAliveOf } from './keep-alive.ts';
import { embeddingProfile, PROFILE_VERSION, type EmbeddingProfile } from '../embedding-profiles.ts';
import { isSameModel } from '../model-names.ts';
import { listModels } from './list-models.ts';
import { askOllama } from './ollama-client.ts';
import {
  failedFault,
  isInputTooLong,
  isInputWithoutVector,
  missingFault,
  type OllamaTarget,
} from './ollama-errors.ts';
import type { OllamaOptions } from './ollama-options.ts';
import { shortened } from '../shortened.ts';
import { troubleOf } from '../model-trouble.ts';
import { unitVectors } from '../vectors.ts';

/** Most texts a request; between batches a build can stop. A slow server gets fewer. */
export const EMBED_BATCH_TEXTS = 32;
/** Longest input promised of any model: every server's default window has room for it. */
export const MAX_EMBED_TOKENS = 2_048;
/** How often one text may be halved; 12 halvings make 2,000,000 characters fit 512. */
const MAX_HALVINGS = 12;
const PROBE_TEXT = 'dimensions';

/**
 * An embedder behind `/api/embed`. Every call sends the same options, so the server never reloads.
 * They hold no `num_ctx`: other programs on the same server send none for an embedder, and a server
 * asked for two windows makes one caller wait until the other's `keep_alive` is over.
 */
export function createEmbedder(options: OllamaOptions): Embedder {
  return new OllamaEmbedder(options);
}

class OllamaEmbedder implements Embedder {
  readonly #options: OllamaOptions;
  readonly #target: OllamaTarget;
  readonly #profile: EmbeddingProfile;
  readonly #maxTokens: number;
  readonly #modelOptions: Readonly<Partial<Options>>;
  readonly #patience: Patience;
  /** What the server was seen to do in time. */
  #batchTexts = EMBED_BATCH_TEXTS;
  #dimensions: number | null = null;
  #info: { readonly weights: string; readonly info: EmbedderInfo } | null = null;

  constructor(options: OllamaOptions) {
    this.#options = options;
    const { host, model, authorization, threads, patience = DEFAULT_PATIENCE } = options;
    this.#target = { host, model, authorization };
    this.#patience = patience;
    this.#profile = embeddingProfile(options.model);
    this.#maxTokens = Math.min(this.#profile.maxTokens, MAX_EMBED_TOKENS);
    this.#modelOptions = Object.freeze({ num_thread: threads as number }); // undefined: left out
  }

  async describe(signal?: AbortSignal): Promise<EmbedderInfo> {
    const weights = await this.#weightsDigest(signal);
    if (this.#info?.weights === weights) return this.#info.info;
    this.#dimensions = null; // the model was replaced, or is seen for the first time
    const [probe] = await this.#split([PROBE_TEXT], '', { signal, patience: this.#patience });
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
    const { askAfterMs } = this.#patience; // somebody waits, and words find passages, too
    const [vector] = await this.#split([text], this.#profile.queryPrefix, {
      signal,
      patience: { askAfterMs, longestMs: askAfterMs },
    });
    if (vector === undefined) throw failedFault('it sent no vector', this.#target);
    return vector;
  }

  async embedPassages(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    while (vectors.length < texts.length) {
      const batch = texts.slice(vectors.length, vectors.length + this.#batchTexts);
      vectors.push(...(await this.#embed(batch, this.#profile.passagePrefix, signal)));
    }
    return vectors;
  }

  /** Zeros for what the model has no vector for. */
  async #embed(
    texts: readonly string[],
    prefix: string,
    signal: AbortSignal | undefined,
  ): Promise<Float32Array[]> {
    const { askAfterMs } = this.#patience;
    // A single text is waited for as long as may be; several are tried as fewer before that.
    const patience = texts.length === 1 ? this.#patience : { askAfterMs, longestMs: askAfterMs };
    try {
      return await this.#split(texts, prefix, { signal, patience });
    } catch (thrown) {
      const error = toAppError(thrown);
      if (texts.length === 1 && isInputWithoutVector(error) && this.#dimensions !== null) {
        return [new Float32Array(this.#dimensions)];
      }
      throw error;
    }
  }

  /** Halves a batch with a text that the server cannot take until that text is alone. */
  async #split(
    texts: readonly string[],
    prefix: string,
    { signal, patience }: Waiting,
  ): Promise<Float32Array[]> {
    try {
      return await this.#send(
        texts.map((text) => prefix + text),
        { signal, patience },
      );
    } catch (thrown) {
      const error = toAppError(thrown);
      const [text] = texts;
      if (text !== undefined && texts.length === 1 && isInputTooLong(error)) {
        return [await this.#embedShortened(text, prefix, { signal, patience })];
      }
      if (texts.length === 1 || !isTooMuch(error)) throw error;
      if (troubleOf(error) === 'slow') this.#batchTexts = Math.ceil(texts.length / 2);
    }
    const middle = Math.ceil(texts.length / 2);
    return [
      ...(await this.#embed(texts.slice(0, middle), prefix, signal)),
      ...(await this.#embed(texts.slice(middle), prefix, signal)),
    ];
  }

  async #embedShortened(text: string, prefix: string, waiting: Waiting): Promise<Float32Array> {
    let part = text;
    for (let halvings = 1; halvings <= MAX_HALVINGS; halvings += 1) {
      part = shortened(part);
      try {
        const [vector] = await this.#send([prefix + part], waiting);
        this.#options.logger.warn(
          { model: this.#options.model, chars: text.length, keptChars: part.length },
          'A text is longer than the embedding model takes; only its beginning is embedded.',
        );
        if (vector !== undefined) return vector;
      } catch (thrown) {
        if (!isInputTooLong(toAppError(thrown))) throw thrown;
      }
    }
    throw failedFault('even a small part of one text is too long for it', this.#target, {
      isRetryable: false,
    });
  }

  async #send(input: string[], { signal, patience }: Waiting): Promise<Float32Array[]> {
    const { circuit, clock, keepAlive, model } = this.#options;
    const asking = { target: this.#target, clock, signal, timeoutMs: patience };
    return circuit.run(async () => {
      const answer = await askOllama(asking, (client) =>
        client.embed({
          model,
          input,
          truncate: false,
          keep_alive: keepAliveOf(keepAlive),
          options: this.#modelOptions,
        }),
      );
      const vectors = unitVectors(answer.embeddings, {
        fault: (why) => failedFault(why, this.#target),
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
    const models = await listModels({ target: this.#target, clock, signal });
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

interface Waiting {
  readonly signal: AbortSignal | undefined;
  readonly patience: Patience;
}

/** Whether a part of the texts may do where all of them did not. */
function isTooMuch(error: AppError): boolean {
  return isInputTooLong(error) || isInputWithoutVector(error) || troubleOf(error) === 'slow';
}
