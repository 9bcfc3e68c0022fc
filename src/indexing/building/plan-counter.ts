import type { Article, Passage } from '../../domain/passage.ts';
import {
  hashOf,
  type EmbeddingCache,
  type EmbeddingOwner,
  type ShippedVector,
} from '../vectors/embedding-cache.ts';
import type { GenerationArticle } from '../../domain/generation-store.ts';
import { embeddedText, type PassageSink } from './staged-passages.ts';

/** Counts what a build would write and embed; keeps no text. */
export class PlanCounter implements PassageSink {
  readonly articles: GenerationArticle[] = [];
  count = 0;
  /** Passages whose vector neither the cache has nor the corpus brought; all of them without a cache. */
  missing = 0;
  readonly #cache: EmbeddingCache | null;
  readonly #owner: EmbeddingOwner | null;
  readonly #shipped: ReadonlySet<string>;

  /** @param shipped the passages' vectors that came with the corpus */
  constructor(
    cache: EmbeddingCache | null,
    owner: EmbeddingOwner | null,
    shipped: readonly ShippedVector[],
  ) {
    this.#cache = cache;
    this.#owner = owner;
    const passages = shipped.filter(({ kind }) => kind === 'passage');
    this.#shipped = new Set(passages.map(({ textHash }) => textHash.toString('latin1')));
  }

  add({ id, hash, language }: Article, file: string, passages: readonly Passage[]): void {
    this.articles.push({ id, file, hash, language, passages: passages.length });
    this.count += passages.length;
    const owner = this.#owner;
    if (owner === null) return;
    for (const passage of passages) {
      const text = embeddedText(passage);
      const isCached = this.#cache?.has(owner, 'passage', text) ?? false;
      if (!isCached && !this.#shipped.has(hashOf(text).toString('latin1'))) this.missing += 1;
    }
  }

  clear(): void {
    this.articles.length = 0;
    this.count = 0;
    this.missing = 0;
  }
}
