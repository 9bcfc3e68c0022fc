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
