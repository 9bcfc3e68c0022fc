import type { Clock, Embedder, EmbedderInfo } from '../../src/domain/ports.ts';
import { BENCH_DIMENSIONS } from './bench-vectors.ts';

/** Texts a server works on at once; the wait for a batch is its share of all. */
const BATCH_TEXTS = 32;

export interface BenchEmbedderOptions {
  readonly name: string;
  readonly vectorOf: (text: string) => Float32Array;
  readonly clock: Clock;
  /** Waited for each text, as for a server; 0 for none. */
  readonly costMsPerText: number;
  /** Told of every passage's text and vector. */
  readonly onPassage?: (text: string, vector: Float32Array) => void;
}

/** An embedder whose vectors are computed from the text alone, at a fixed cost a text. */
export class BenchEmbedder implements Embedder {
  /** Texts embedded so far, passages and questions. */
  texts = 0;
  readonly #options: BenchEmbedderOptions;

  constructor(options: BenchEmbedderOptions) {
    this.#options = options;
  }

  describe(): Promise<EmbedderInfo> {
    const { name } = this.#options;
    return Promise.resolve({
      model: name,
      digest: `${name}-1`,
      dimensions: BENCH_DIMENSIONS,
      maxTokens: 512,
    });
  }

  async embedQuery(text: string, signal?: AbortSignal): Promise<Float32Array> {
    await this.#pay(1, signal);
    return this.#options.vectorOf(text);
  }

  async embedPassages(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (let at = 0; at < texts.length; at += BATCH_TEXTS) {
      const batch = texts.slice(at, at + BATCH_TEXTS);
      await this.#pay(batch.length, signal);
      for (const text of batch) {
        const vector = this.#options.vectorOf(text);
        this.#options.onPassage?.(text, vector);
        vectors.push(vector);
      }
    }
    return vectors;
  }

  async #pay(texts: number, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    this.texts += texts;
    const { clock, costMsPerText } = this.#options;
    if (costMsPerText > 0) await clock.sleep(texts * costMsPerText, signal);
  }
}
