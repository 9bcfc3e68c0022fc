import { toAppError } from '../../domain/errors.ts';
import type { Logger } from '../../domain/ports.ts';
import type { IndexLease, Knowledge } from './knowledge.ts';
import type { KnowledgeService } from './knowledge-service.ts';
import type { KnowledgeState } from './knowledge.ts';
import { MergedIndex } from './merged-index.ts';

/**
 * Servers whose own index is kept open at once, each in a thread of its own; the least recently used
 * closes first and is opened again when it is asked.
 */
export const MAX_OPEN_SERVERS = 8;
/** How often the two generations of a server are fitted together before they are taken as they are. */
const MAX_FITTINGS = 3;

/** What the spaces are built from. */
export interface KnowledgeSpacesParts {
  readonly shared: KnowledgeService;
  /** Makes the service over a server's own articles; opens nothing. */
  readonly serverService: (guildId: string) => KnowledgeService;
  /** Whether a server has articles of its own; false for what is no server's id. */
  readonly hasArticles: (guildId: string) => Promise<boolean>;
  readonly logger: Logger;
}

/** What answers to one server's questions depend on. */
export interface KnowledgeScope {
  /** `all` for those who see the shared corpus alone, else the server's id. */
  readonly scope: string;
  /** Of what is searched; null when there is nothing. */
  readonly generationId: string | null;
}

/** What makes the same question of two servers the same: what is held for one, beside what is shared. */
export function scopeOf(
  guildId: string | null,
  lease: IndexLease | null,
  shared: KnowledgeState,
): KnowledgeScope {
  const generationId = lease?.index.describe().id ?? null;
  const isShared = guildId === null || generationId === (shared.generation?.id ?? null);
  return { scope: isShared ? 'all' : guildId, generationId };
}

interface ServerSpace {
  readonly guildId: string;
  readonly service: KnowledgeService;
  /** Who works with it now; it stays open for them. */
  users: number;
  /** The shared generation it was last opened beside; undefined before that. */
  openedBeside: string | null | undefined;
  opening: Promise<void>;
}

/**
 * The shared corpus, and beside it the own articles of each server in an index of their own: what
 * one server adds is in a file that no question from another one opens.
 */
export class KnowledgeSpaces implements Knowledge {
  readonly shared: KnowledgeService;
  readonly #parts: KnowledgeSpacesParts;
  /** Least recently used first. */
  readonly #open = new Map<string, ServerSpace>();
  /** The last change of each space under way. */
  readonly #changes = new Map<string | null, Promise<unknown>>();
  readonly #tending = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(parts: KnowledgeSpacesParts) {
    this.#parts = parts;
    this.shared = parts.shared;
  }

  state(): KnowledgeState {
    return this.shared.state();
  }

  /** As `state`, with the generation that this server's questions are answered from. */
  async stateOf(guildId: string | null): Promise<KnowledgeState> {
    const lease = await this.acquire(guildId);
    try {
      return { ...this.state(), generation: lease?.index.describe() ?? null };
    } finally {
      lease?.release();
    }
  }

  async acquire(guildId: string | null): Promise<IndexLease | null> {
    if (guildId === null || !(await this.hasArticles(guildId))) return this.shared.acquire();
    return this.#use(guildId, async (space) => {
      for (let tries = 1; ; tries += 1) {
        await this.#openBeside(space);
        // From here to the leases nothing waits, so both belong together.
        if (space.service.isAligned() || tries === MAX_FITTINGS || isUnopened(space)) break;
      }
      return this.#leaseBoth(space);
    });
  }

  /**
   * Works with a server's own service, opened, and kept open meanwhile. @throws what `work` throws
   */
  async of<T>(guildId: string, work: (service: KnowledgeService) => Promise<T>): Promise<T> {
    return this.#use(guildId, async (space) => {
      await this.#openBeside(space);
      return work(space.service);
    });
  }

  /** As `of`, or with the shared service for null; changes of one space run one after another. */
  async change<T>(key: string | null, work: (service: KnowledgeService) => Promise<T>): Promise<T> {
    const before = this.#changes.get(key) ?? Promise.resolve();
    const mine = before
      .catch(() => undefined)
      .then(() => (key === null ? work(this.shared) : this.of(key, work)));
    const settled = mine.catch(() => undefined);
    this.#changes.set(key, settled);
    try {
      return await mine;
    } finally {
      if (this.#changes.get(key) === settled) this.#changes.delete(key);
    }
  }

  /** Completes the open servers' indexes that lack the shared one's vectors. Never throws. */
  async refreshServers(signal: AbortSignal): Promise<void> {
    const digest = this.state().generation?.embedder?.digest;
    for (const { guildId, service } of [...this.#open.values()]) {
      const own = service.state().generation?.embedder?.digest;
      if (digest !== undefined && own !== digest) await this.#refresh(guildId, signal);
    }
  }

  /** Closes a server's index, e.g. before its files go. The next use opens it again. */
  async drop(guildId: string): Promise<void> {
    const space = this.#open.get(guildId);
    this.#open.delete(guildId);
    await space?.opening;
    await space?.service.close();
  }

  /** Closes everything once its last lease is given back. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#tending);
    await Promise.all([...this.#open.keys()].map((guildId) => this.drop(guildId)));
    await this.shared.close();
  }

  /** Whether a server has articles of its own. Never throws. */
  async hasArticles(guildId: string): Promise<boolean> {
    try {
      return await this.#parts.hasArticles(guildId);
    } catch (thrown) {
      this.#warn(thrown, 'The articles of a server cannot be looked for.');
      return false;
    }
  }

  async #use<T>(guildId: string, work: (space: ServerSpace) => Promise<T>): Promise<T> {
    const space = this.#open.get(guildId) ?? {
      guildId,
      service: this.#parts.serverService(guildId),
      users: 0,
      openedBeside: undefined,
      opening: Promise.resolve(),
    };
    this.#open.delete(guildId);
    this.#open.set(guildId, space);
    space.users += 1;
    try {
      this.#closeUnused();
      return await work(space);
    } finally {
      space.users -= 1;
    }
  }

  #closeUnused(): void {
    for (const [guildId, space] of this.#open) {
      if (this.#open.size <= MAX_OPEN_SERVERS) return;
      if (space.users === 0) void this.drop(guildId).catch(() => undefined);
    }
  }

  /** Opens it the first time, and again whenever another shared generation is served. */
  async #openBeside(space: ServerSpace): Promise<void> {
    const beside = this.state().generation?.id ?? null;
    if (space.openedBeside !== beside) {
      const isFirst = space.openedBeside === undefined;
      space.openedBeside = beside;
      if (isFirst || !space.service.isAligned()) space.opening = space.service.open();
      this.#tend(space.guildId);
    }
    await space.opening;
  }

  #leaseBoth({ service }: ServerSpace): IndexLease | null {
    const common = this.shared.acquire();
    const own = service.acquire();
    if (common === null || own === null) return common ?? own;
    return {
      index: new MergedIndex({
        shared: common.index,
        own: own.index,
        onFault: (error) => this.#warn(error, "A server's own index failed; it was left out."),
      }),
      usableEmbedder: () => common.usableEmbedder(),
      release() {
        own.release();
        common.release();
      },
    };
  }

  /** Brings a server's index up to date in the background. */
  #tend(guildId: string): void {
    const work = this.#refresh(guildId, this.#closing.signal);
    this.#tending.add(work);
    void work.then(() => this.#tending.delete(work));
  }

  async #refresh(guildId: string, signal: AbortSignal): Promise<void> {
    try {
      await this.change(guildId, async (service) => {
        if (signal.aborted || !(await this.hasArticles(guildId))) return;
        await service.refresh({ signal });
      });
    } catch (thrown) {
      if (toAppError(thrown).code === 'cancelled') return;
      this.#warn(thrown, "A server's own index could not be brought up to date.");
    }
  }

  #warn(thrown: unknown, message: string): void {
    const { code, message: reason } = toAppError(thrown);
    this.#parts.logger.warn({ code, reason }, message);
  }
}

function isUnopened({ service }: ServerSpace): boolean {
  return service.state().generation === null;
}
