import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../domain/errors.ts';
import { passageTrail, type Passage } from '../domain/passage.ts';
import type { Calibration } from '../domain/ports.ts';
import { calibrationFrom, sampleTrails } from './calibrate.ts';
import { CALIBRATION_PROBES } from './calibration-probes.ts';
import { chunkArticle } from './chunk-article.ts';
import { EmbeddingCache, type EmbeddingKind, type EmbeddingOwner } from './embedding-cache.ts';
import type { BuildCalls, Handlers } from './index-worker-protocol.ts';
import { loadArticles, type LoadedCorpus } from './load-articles.ts';
import { toStorageError } from './storage-fault.ts';
import type { PassageVectors } from './passage-vectors.ts';
import { verifyGeneration } from './verify-generation.ts';
import { writeGeneration } from './write-generation.ts';

/** File name of the embedding cache. */
export const CACHE_FILE = 'embeddings.sqlite';

/** Answers the requests of a `build` worker. Holds the passages and vectors of one build. */
export function createBuildSession(): Handlers<BuildCalls> {
  const session = new BuildSession();
  return {
    load: (input) => session.load(input.knowledgeDir, input.maxTokens),
    useCache: (input) => session.useCache(input),
    nextPassageTexts: ({ limit }) => session.nextTexts('passage', limit),
    nextQueryTexts: ({ limit }) => session.nextTexts('query', limit),
    storeVectors: ({ vectors }) => session.storeVectors(vectors),
    write: ({ folder, embedder }) => session.write(folder, embedder !== null),
    verify: ({ folder, manifest }) => {
      verifyGeneration(folder, manifest);
      return null;
    },
    finish: () => session.finish(),
  };
}

/** Text a passage is embedded as. */
function embeddedText(passage: Passage): string {
  return `${passageTrail(passage)}\n${passage.text}`;
}

interface Batch {
  readonly kind: EmbeddingKind;
  readonly texts: readonly string[];
}

class BuildSession {
  #corpus: LoadedCorpus | null = null;
  #passages: readonly Passage[] = [];
  #cache: EmbeddingCache | null = null;
  #cacheFolder = '';
  #owner: EmbeddingOwner | null = null;
  /** Vectors by text; a text without one is in `#missing`. */
  readonly #vectors: Record<EmbeddingKind, Map<string, Float32Array>> = {
    passage: new Map(),
    query: new Map(),
  };
  readonly #missing: Record<EmbeddingKind, string[]> = { passage: [], query: [] };
  #batch: Batch | null = null;

  async load(knowledgeDir: string, maxTokens: number): Promise<BuildCalls['load']['output']> {
    const corpus = await loadArticles(knowledgeDir);
    this.#corpus = corpus;
    this.#passages = corpus.articles.flatMap((article) => chunkArticle(article, { maxTokens }));
    return {
      articles: corpus.articles.map(({ id, hash }) => ({ id, hash })),
      faults: corpus.faults,
      corpusHash: corpus.corpusHash,
      passages: this.#passages.length,
    };
  }

  useCache(input: BuildCalls['useCache']['input']): BuildCalls['useCache']['output'] {
    this.#cacheFolder = input.folder;
    return this.#onDisk(() => {
      mkdirSync(input.folder, { recursive: true });
      const { cache, wasReplaced } = EmbeddingCache.open(
        join(input.folder, CACHE_FILE),
        input.nowMs,
      );
      this.#cache = cache;
      this.#owner = input.owner;
      const passageTexts = this.#passages.map(embeddedText);
      const queryTexts = [...CALIBRATION_PROBES, ...sampleTrails(this.#passages)];
      cache.inTransaction(() => {
        this.#takeCached(cache, 'passage', passageTexts);
        this.#takeCached(cache, 'query', queryTexts);
      });
      const reusedPassages = passageTexts.filter((text) => this.#vectors.passage.has(text)).length;
      return {
        missingTexts: this.#missing.passage.length + this.#missing.query.length,
        newPassages: passageTexts.length - reusedPassages,
        reusedPassages,
        wasReplaced,
      };
    });
  }

  #takeCached(cache: EmbeddingCache, kind: EmbeddingKind, texts: readonly string[]): void {
    const owner = this.#requireOwner();
    for (const text of new Set(texts)) {
      const vector = cache.get(owner, kind, text);
      if (vector === null) this.#missing[kind].push(text);
      else this.#vectors[kind].set(text, vector);
    }
  }

  nextTexts(kind: EmbeddingKind, limit: number): readonly string[] {
    const texts = this.#missing[kind]
      .filter((text) => !this.#vectors[kind].has(text))
      .slice(0, limit);
    this.#batch = { kind, texts };
    return texts;
  }

  storeVectors(row: Float32Array): null {
    const { dimensions } = this.#requireOwner();
    const { kind, texts } = this.#batch ?? { kind: 'passage', texts: [] };
    if (row.length !== texts.length * dimensions || !row.every(Number.isFinite)) {
      throw new AppError(
        'model-failed',
        `The embedder returned ${row.length} usable numbers for ${texts.length} texts; ${texts.length * dimensions} finite ones were expected.`,
      );
    }
    const entries = texts.map((text, index) => {
      const vector = row.slice(index * dimensions, (index + 1) * dimensions);
      return [text, vector] as const;
    });
    this.#onDisk(() => this.#cache?.put(this.#requireOwner(), kind, entries));
    for (const [text, vector] of entries) this.#vectors[kind].set(text, vector);
    this.#missing[kind] = this.#missing[kind].filter((text) => !this.#vectors[kind].has(text));
    return null;
  }

  write(folder: string, hasVectors: boolean): BuildCalls['write']['output'] {
    try {
      const { vectors, ...written } = writeGeneration(folder, {
        articles: this.#corpus?.articles ?? [],
        passages: this.#passages,
        vectors: hasVectors ? this.#passages.map((passage) => this.#vectorOf(passage)) : null,
      });
      return { ...written, calibration: vectors === null ? null : this.#calibrate(vectors) };
    } catch (error) {
      throw toStorageError(error, folder);
    }
  }

  #vectorOf(passage: Passage): Float32Array {
    const vector = this.#vectors.passage.get(embeddedText(passage));
    if (vector !== undefined) return vector;
    throw new AppError('internal', `Passage ${passage.id} has no vector.`);
  }

  #calibrate(vectors: PassageVectors): Calibration {
    const best = (text: string): number => {
      const query = this.#vectors.query.get(text);
      return query === undefined ? 0 : vectors.bestSimilarity(query);
    };
    return calibrationFrom(CALIBRATION_PROBES.map(best), sampleTrails(this.#passages).map(best));
  }

  finish(): null {
    this.#onDisk(() => {
      this.#cache?.trim();
      this.#cache?.close();
    });
    this.#cache = null;
    return null;
  }

  #requireOwner(): EmbeddingOwner {
    if (this.#owner !== null) return this.#owner;
    throw new AppError('internal', 'The build worker got vectors before it knew their embedder.');
  }

  #onDisk<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw toStorageError(error, this.#cacheFolder);
    }
  }
}
