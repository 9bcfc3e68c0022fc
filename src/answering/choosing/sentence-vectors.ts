import type { Embedder } from '../../domain/ports.ts';

/** Sentences whose vectors are kept: some 30 MB with 384 dimensions. */
const MAX_KEPT_SENTENCES = 20_000;

/** Vectors of sentences, computed once for each embedder; the longest unused go first. */
export class SentenceVectors {
  readonly #kept = new Map<string, Float32Array>();

  /**
   * Unit vectors in the order of `texts`.
   * @param digest tells embedders apart: vectors of one are never compared with another's
   * @throws what `embedPassages` throws
   */
  async of(
    texts: readonly string[],
    embedder: Embedder,
    digest: string,
    signal?: AbortSignal,
  ): Promise<Float32Array[]> {
    const keys = texts.map((text) => `${digest}\n${text}`);
    const missing = [...new Set(texts.filter((_, at) => !this.#kept.has(keys[at] ?? '')))];
    const made = missing.length === 0 ? [] : await embedder.embedPassages(missing, signal);
    const fresh = new Map(missing.map((text, at) => [`${digest}\n${text}`, made[at]]));
    const vectors = keys.map((key) => this.#kept.get(key) ?? fresh.get(key) ?? new Float32Array());
    keys.forEach((key, at) => this.#keep(key, vectors[at] ?? new Float32Array()));
    return vectors;
  }

  #keep(key: string, vector: Float32Array): void {
    this.#kept.delete(key);
    this.#kept.set(key, vector);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_KEPT_SENTENCES && oldest !== undefined) this.#kept.delete(oldest);
  }
}

/** Cosine of two unit vectors. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}
