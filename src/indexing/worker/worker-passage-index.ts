import type { Passage } from '../../domain/passage.ts';
import type {
  ArticleSummary,
  ComparedPair,
  GenerationInfo,
  LanguageCentre,
  PassageIndex,
  PassageMatches,
  PassageMatrix,
  PassageQuery,
  ScoreScale,
  Spellings,
} from '../../domain/ports.ts';
import { IndexWorkerClient } from '../threads/index-worker-client.ts';
import { INDEX_WORKER } from './worker-entry.ts';
import type { SearchCalls } from './search-calls.ts';
import { generationInfo } from '../../domain/generation-store.ts';
import type { Manifest } from '../generation/manifest.ts';
import { openable } from '../generation/open-generation.ts';

export interface OpenedFrom {
  readonly folder: string;
  readonly manifest: Manifest;
  /** See `openGeneration`. */
  readonly alignTo?: readonly LanguageCentre[] | null;
  /** Called before each search. */
  readonly onSearch?: () => void;
  /** Called once, when the index has been closed. */
  readonly onClosed: () => void;
}

/** A generation whose files are opened and searched in a worker of its own. */
export class WorkerPassageIndex implements PassageIndex {
  readonly #worker: IndexWorkerClient<SearchCalls>;
  readonly #info: GenerationInfo;
  readonly #onSearch: (() => void) | undefined;
  readonly #onClosed: () => void;
  #closing: Promise<void> | null = null;

  private constructor(worker: IndexWorkerClient<SearchCalls>, from: OpenedFrom) {
    this.#worker = worker;
    this.#info = generationInfo(from.manifest);
    this.#onSearch = from.onSearch;
    this.#onClosed = from.onClosed;
  }

  /** @throws AppError `index-corrupt` when the files are not what the manifest says */
  static async open(from: OpenedFrom): Promise<WorkerPassageIndex> {
    const worker = IndexWorkerClient.start<SearchCalls>(INDEX_WORKER, 'search');
    try {
      const manifest = openable(from.manifest);
      await worker.call('open', { folder: from.folder, manifest, alignTo: from.alignTo ?? null });
    } catch (error) {
      await worker.close();
      throw error;
    }
    return new WorkerPassageIndex(worker, from);
  }

  describe(): GenerationInfo {
    return this.#info;
  }

  async search(query: PassageQuery): Promise<PassageMatches> {
    const { text, limit, embedding, signal } = query;
    this.#onSearch?.();
    return this.#worker.call('search', { text, limit, embedding: embedding ?? null }, { signal });
  }

  async spellings(text: string): Promise<Spellings> {
    return this.#worker.call('spellings', { text });
  }

  async pairs(): Promise<readonly ComparedPair[]> {
    return this.#worker.call('pairs', null);
  }

  async articles(): Promise<readonly ArticleSummary[]> {
    return this.#worker.call('articles', null);
  }

  async passagesOf(articleId: string): Promise<readonly Passage[]> {
    return this.#worker.call('passagesOf', { articleId });
  }

  async vectors(limit: number): Promise<PassageMatrix | null> {
    return this.#worker.call('vectors', { limit });
  }

  async scale(): Promise<ScoreScale | null> {
    const { id, embedder } = this.#info;
    const centres = embedder === null ? null : await this.#worker.call('centres', null);
    return embedder === null || centres === null ? null : { generationId: id, embedder, centres };
  }

  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    await this.#worker.whenIdle();
    await this.#worker.call('finish', null).catch(() => undefined); // a dead worker has none open
    await this.#worker.close();
    this.#onClosed();
  }
}
