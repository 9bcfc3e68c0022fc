import type {
  ArticleSummary,
  GenerationInfo,
  PassageIndex,
  PassageMatches,
  PassageQuery,
} from '../domain/ports.ts';
import { IndexWorkerClient } from './index-worker-client.ts';
import type { SearchCalls } from './index-worker-protocol.ts';
import { generationInfo, type Manifest } from './manifest.ts';

export interface OpenedFrom {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Called once, when the index has been closed. */
  readonly onClosed: () => void;
}

/** A generation whose files are opened and searched in a worker of its own. */
export class WorkerPassageIndex implements PassageIndex {
  readonly #worker: IndexWorkerClient<SearchCalls>;
  readonly #info: GenerationInfo;
  readonly #onClosed: () => void;
  #closing: Promise<void> | null = null;

  private constructor(worker: IndexWorkerClient<SearchCalls>, from: OpenedFrom) {
    this.#worker = worker;
    this.#info = generationInfo(from.manifest);
    this.#onClosed = from.onClosed;
  }

  /** @throws AppError `index-corrupt` when the files are not what the manifest says */
  static async open(from: OpenedFrom): Promise<WorkerPassageIndex> {
    const worker = IndexWorkerClient.startSearch();
    try {
      const { passages, embedder, ef, checksums } = from.manifest;
      const manifest = { passages, embedder, ef, checksums };
      await worker.call('open', { folder: from.folder, manifest });
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
    return this.#worker.call('search', { text, limit, embedding: embedding ?? null }, { signal });
  }

  async articles(): Promise<readonly ArticleSummary[]> {
    return this.#worker.call('articles', null);
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
