import { AppError } from '../../src/domain/errors.ts';
import type { Embedder, EmbedderInfo } from '../../src/domain/ports.ts';

export interface FakeEmbedderOptions {
  readonly dimensions?: number;
  readonly digest?: string;
  readonly maxTokens?: number;
  /** Throws `model-failed` when asked for a passage beyond this many. */
  readonly failAfterTexts?: number;
}

/**
 * Deterministic embedder for tests: a text's words are hashed into a unit vector, so texts that
 * share words are near each other. Records what it is asked for.
 */
export class FakeEmbedder implements Embedder {
  readonly queries: string[] = [];
  readonly passages: string[] = [];
  readonly batchSizes: number[] = [];
  readonly #info: EmbedderInfo;
  readonly #failAfterTexts: number;

  constructor(options: FakeEmbedderOptions = {}) {
    this.#info = {
      model: 'fake-embedder',
      digest: options.digest ?? 'fake-digest-1',
      dimensions: options.dimensions ?? 64,
      maxTokens: options.maxTokens ?? 512,
    };
    this.#failAfterTexts = options.failAfterTexts ?? Number.POSITIVE_INFINITY;
  }

  describe(): Promise<EmbedderInfo> {
    return Promise.resolve(this.#info);
  }

  async embedQuery(text: string, signal?: AbortSignal): Promise<Float32Array> {
    throwIfAborted(signal);
    this.queries.push(text);
    return hashedVector(text, this.#info.dimensions);
  }

  async embedPassages(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    throwIfAborted(signal);
    this.batchSizes.push(texts.length);
    return texts.map((text) => {
      if (this.passages.length >= this.#failAfterTexts) {
        throw new AppError('model-failed', 'The fake embedder was told to fail here.');
      }
      this.passages.push(text);
      return hashedVector(text, this.#info.dimensions);
    });
  }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) {
    throw new AppError('cancelled', 'The fake embedder was cancelled.', { cause: signal.reason });
  }
}

/** A bag of words as a unit vector; every word has its own fixed direction. */
export function hashedVector(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']) {
    let hash = 2_166_136_261; // FNV-1a
    for (const character of word)
      hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619);
    for (let step = 0; step < 4; step += 1) {
      hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_519) + step;
      const at = (hash >>> 1) % dimensions;
      vector[at] = (vector[at] ?? 0) + ((hash & 1) === 0 ? 1 : -1);
    }
  }
  const length = Math.hypot(...vector);
  if (length === 0) vector[0] = 1;
  return length === 0 ? vector : vector.map((value) => value / length);
}
