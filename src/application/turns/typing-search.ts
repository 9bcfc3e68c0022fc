import type { Clock } from '../../domain/ports.ts';

/** How long a search for suggestions may take; typing goes on without it after that. */
export const TYPING_TIMEOUT_MS = 1_500;

/** A search that gives up when the signal aborts. */
export type TypingSearch<T> = (signal: AbortSignal) => Promise<readonly T[]>;

/**
 * Searches while somebody types: empty when it fails, when `outer` aborts, and after
 * `TYPING_TIMEOUT_MS`; the search is told of either. Never throws.
 */
export async function searchInTime<T>(
  search: TypingSearch<T>,
  clock: Pick<Clock, 'sleep'>,
  outer?: AbortSignal,
): Promise<readonly T[]> {
  const over = new AbortController();
  const signal = outer === undefined ? over.signal : AbortSignal.any([outer, over.signal]);
  const given = new Promise<readonly T[]>((resolve) => {
    if (signal.aborted) resolve([]);
    signal.addEventListener('abort', () => resolve([]), { once: true });
  });
  void clock.sleep(TYPING_TIMEOUT_MS, over.signal).then(
    () => over.abort(),
    () => undefined, // the search was faster
  );
  try {
    return signal.aborted ? [] : await Promise.race([search(signal), given]);
  } catch {
    return []; // a suggestion is never worth a fault
  } finally {
    over.abort();
  }
}

/** Runs a search for a user and aborts the one that was under way for them. */
export type OneSearchEach = <T>(userId: string, search: TypingSearch<T>) => Promise<readonly T[]>;

/** At most one search a user: a newer keystroke makes the older one worthless. */
export function createOneSearchEach(): OneSearchEach {
  const running = new Map<string, AbortController>();
  return async (userId, search) => {
    running.get(userId)?.abort();
    const mine = new AbortController();
    running.set(userId, mine);
    try {
      return await search(mine.signal);
    } finally {
      if (running.get(userId) === mine) running.delete(userId);
    }
  };
}
