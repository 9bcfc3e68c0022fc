import type { Clock } from './ports.ts';

/** How long work may take, and what else ends it. */
export interface TimeLimit {
  readonly clock: Pick<Clock, 'sleep'>;
  readonly ms: number;
  /** The caller's; its reason is passed on. */
  readonly signal?: AbortSignal | undefined;
  /** Reason of the abort when the time is over. */
  readonly late: () => unknown;
}

/**
 * Runs work with a signal that aborts with the caller's and when the time is over. Leaves neither
 * timer nor listener behind. Throws what the work throws.
 */
export async function withTimeLimit<T>(
  limit: TimeLimit,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const started = startTimeLimit(limit);
  try {
    return await work(started.signal);
  } finally {
    started.end();
  }
}

/** The same for work that is no promise: `end` it in a `finally`. */
export function startTimeLimit({ clock, ms, signal, late }: TimeLimit): {
  readonly signal: AbortSignal;
  end(): void;
} {
  const stop = new AbortController();
  const over = new AbortController();
  const onAbort = (): void => stop.abort(signal?.reason);
  if (signal?.aborted === true) onAbort();
  else {
    signal?.addEventListener('abort', onAbort, { once: true });
    clock.sleep(ms, over.signal).then(
      () => stop.abort(late()),
      () => undefined, // ended in time
    );
  }
  return {
    signal: stop.signal,
    end() {
      over.abort();
      signal?.removeEventListener('abort', onAbort);
    },
  };
}
