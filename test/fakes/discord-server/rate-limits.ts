/** Windows of the message routes per channel, and refusals ordered by a test. */

const BUCKET = { limit: 5, windowMs: 5_000 }; // what bots see on message routes of a channel

export interface OrderedRefusal {
  /** Refuses this many matching requests. */
  readonly count: number;
  readonly retryAfterMs: number;
  /** Default: every message edit or creation. */
  readonly matches?: (request: { method: string; path: string }) => boolean;
  readonly isGlobal?: boolean;
}

export interface LimitVerdict {
  readonly headers: Record<string, string>;
  /** Null: go on. */
  readonly retryAfterMs: number | null;
  readonly isGlobal: boolean;
}

export class RateLimits {
  readonly #now: () => number;
  readonly #announces: boolean;
  readonly #windows = new Map<string, { startedAt: number; used: number }>();
  #ordered: { left: number; order: OrderedRefusal }[] = [];
  /** Requests refused because a real bucket was empty; ordered refusals do not count. */
  overruns = 0;

  /**
   * `announces`: whether answers carry the bucket's state. discord.js then waits by itself, in real
   * time, which a server on a manual clock cannot have; without it the bot's own spacing must do.
   */
  constructor(now: () => number, announces: boolean) {
    this.#now = now;
    this.#announces = announces;
  }

  order(order: OrderedRefusal): void {
    this.#ordered.push({ left: order.count, order });
  }

  /** Decides about one message edit or creation in `channelId`. */
  check(channelId: string, request: { method: string; path: string }): LimitVerdict {
    const ordered = this.#takeOrdered(request);
    if (ordered !== null) return ordered;
    const now = this.#now();
    let window = this.#windows.get(channelId);
    if (window === undefined || now - window.startedAt >= BUCKET.windowMs) {
      window = { startedAt: now, used: 0 };
      this.#windows.set(channelId, window);
    }
    const resetAfterMs = window.startedAt + BUCKET.windowMs - now;
    if (window.used >= BUCKET.limit) {
      this.overruns += 1;
      return refusal(channelId, resetAfterMs, false);
    }
    window.used += 1;
    const left = BUCKET.limit - window.used;
    const headers = this.#announces ? bucketHeaders(channelId, left, resetAfterMs) : {};
    return { headers, retryAfterMs: null, isGlobal: false };
  }

  #takeOrdered(request: { method: string; path: string }): LimitVerdict | null {
    const found = this.#ordered.find(({ order }) => order.matches?.(request) ?? true);
    if (found === undefined) return null;
    found.left -= 1;
    this.#ordered = this.#ordered.filter(({ left }) => left > 0);
    return refusal('ordered', found.order.retryAfterMs, found.order.isGlobal ?? false);
  }
}

function refusal(bucket: string, retryAfterMs: number, isGlobal: boolean): LimitVerdict {
  const headers = {
    ...bucketHeaders(bucket, 0, retryAfterMs),
    'retry-after': String(retryAfterMs / 1_000),
    'x-ratelimit-scope': isGlobal ? 'global' : 'user',
    ...(isGlobal ? { 'x-ratelimit-global': 'true' } : {}),
  };
  return { headers, retryAfterMs, isGlobal };
}

function bucketHeaders(
  bucket: string,
  remaining: number,
  resetAfterMs: number,
): Record<string, string> {
  return {
    'x-ratelimit-limit': String(BUCKET.limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset-after': String(resetAfterMs / 1_000),
    'x-ratelimit-bucket': `messages-${bucket}`,
  };
}
