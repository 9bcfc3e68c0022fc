import type { Embedder } from '../../domain/ports.ts';

/** Vectors of questions that are asked again and again, of one embedder at a time. */
export class QueryCache {
  readonly #maxQueries: number;
  readonly #vectors = new Map<string, Float32Array>();
  #digest: string | null = null;

  /** Beyond `maxQueries`, questions are embedded anew each time. */
  constructor(maxQueries: number) {
    this.#maxQueries = maxQueries;
  }

  /** The embedder with remembered queries; another digest forgets what was there. */
  over(embedder: Embedder, digest: string): Embedder {
    if (this.#digest !== digest) this.#vectors.clear();
    this.#digest = digest;
    return {
      describe: (signal) => embedder.describe(signal),
      embedPassages: (texts, signal) => embedder.embedPassages(texts, signal),
      embedQuery: async (text, signal) => {
        const known = this.#digest === digest ? this.#vectors.get(text) : undefined;
        if (known !== undefined) return known.slice();
        const vector = await embedder.embedQuery(text, signal);
        const mayKeep = this.#digest === digest && this.#vectors.size < this.#maxQueries;
        // A copy: a vector may be handed on to another thread for good.
        if (mayKeep) this.#vectors.set(text, vector.slice());
        return vector;
      },
    };
  }
}
