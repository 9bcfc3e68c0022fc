import type { Article, Passage } from '../../domain/passage.ts';
import type { EmbeddingCache, EmbeddingOwner } from '../vectors/embedding-cache.ts';
import type { GenerationArticle } from '../../domain/generation-store.ts';
import { embeddedText, type PassageSink } from './staged-passages.ts';

/** Counts what a build would write and embed; keeps no text. */
export class PlanCounter implements PassageSink {
  readonly articles: GenerationArticle[] = [];
  count = 0;
  /** Passages whose vector the cache lacks; all of them without a cache. */
  missing = 0;
  readonly #cache: EmbeddingCache | null;
  readonly #owner: EmbeddingOwner | null;

  constructor(cache: EmbeddingCache | null, owner: EmbeddingOwner | null) {
    this.#cache = cache;
    this.#owner = owner;
  }

  add({ id, hash, language }: Article, file: string, passages: readonly Passage[]): void {
    this.articles.push({ id, file, hash, language, passages: passages.length });
    this.count += passages.length;
    const owner = this.#owner;
    if (owner === null) return;
    for (const passage of passages) {
      const isThere = this.#cache?.has(owner, 'passage', embeddedText(passage)) ?? false;
      if (!isThere) this.missing += 1;
    }
  }

  clear(): void {
    this.articles.length = 0;
    this.count = 0;
    this.missing = 0;
  }
}
