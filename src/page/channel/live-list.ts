/** Something that is shown, in its newest state. */
export interface LiveItem {
  readonly id: string;
  readonly kind: 'message' | 'thread';
  /** Id of the only member who sees it; null: everybody. */
  readonly visibleTo: string | null;
  /** What the browser gets; called once a state at most, when somebody looks. */
  readonly draw: () => unknown;
}

/** News since a place in time. */
export interface LiveNews {
  /** Where the next look goes on. */
  readonly at: number;
  /** Whether everything is in it, because what changed since is not known any more. */
  readonly isWhole: boolean;
  readonly items: readonly { readonly kind: LiveItem['kind']; readonly drawn: unknown }[];
  readonly gone: readonly string[];
}

interface Kept {
  readonly item: LiveItem;
  readonly changedAt: number;
  drawn?: unknown;
}

interface LiveListLimits {
  readonly messages: number;
  readonly threads: number;
  /** Of what is gone. */
  readonly gone: number;
}

/**
 * What a channel shows, each in its newest state only: whoever looks gets what changed since the last
 * look, however long ago, so that a slow or dropped connection costs no memory and misses nothing.
 */
export class LiveList {
  readonly #limits: LiveListLimits;
  readonly #kept = new Map<string, Kept>();
  readonly #gone: { readonly id: string; readonly at: number }[] = [];
  readonly #waiting = new Set<() => void>();
  /** Before this some of what is gone was forgotten. */
  #knownSince = 0;
  #now = 0;

  constructor(limits: LiveListLimits) {
    this.#limits = limits;
  }

  /** In the order they came first; a later state keeps the place. */
  put(item: LiveItem): void {
    this.#now += 1;
    this.#kept.set(item.id, { item, changedAt: this.#now });
    this.#trim(item.kind, item.kind === 'message' ? this.#limits.messages : this.#limits.threads);
    this.#tell();
  }

  get(id: string): LiveItem | null {
    return this.#kept.get(id)?.item ?? null;
  }

  /** Removes what an earlier `put` brought. */
  remove(id: string): void {
    this.#now += 1;
    this.#forget(id);
    this.#tell();
  }

  /** What a member sees that changed after `since`; null: everything. */
  news(memberId: string, since: number | null): LiveNews {
    const isWhole = since === null || since < this.#knownSince || since > this.#now;
    const from = isWhole ? 0 : since;
    const items: LiveNews['items'][number][] = [];
    for (const kept of this.#kept.values()) {
      const { visibleTo, kind } = kept.item;
      if (kept.changedAt <= from || (visibleTo !== null && visibleTo !== memberId)) continue;
      kept.drawn ??= kept.item.draw();
      items.push({ kind, drawn: kept.drawn });
    }
    const gone = isWhole ? [] : this.#gone.filter(({ at }) => at > from).map(({ id }) => id);
    return { at: this.#now, isWhole, items, gone };
  }

  /** Resolves when something changed after `since`, or the signal aborts. */
  changed(since: number, signal: AbortSignal): Promise<void> {
    if (this.#now > since || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  #tell(): void {
    for (const done of [...this.#waiting]) done();
  }

  #trim(kind: LiveItem['kind'], limit: number): void {
    const all = [...this.#kept.values()].filter(({ item }) => item.kind === kind);
    for (const { item } of all.slice(0, Math.max(0, all.length - limit))) this.#forget(item.id);
  }

  #forget(id: string): void {
    if (!this.#kept.delete(id)) return;
    this.#gone.push({ id, at: this.#now });
    if (this.#gone.length <= this.#limits.gone) return;
    this.#knownSince = this.#gone.shift()?.at ?? this.#knownSince;
  }
}
