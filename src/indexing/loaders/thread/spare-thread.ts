import type { Clock } from '../../../domain/ports.ts';
import { MAX_IDLE_THREAD_MS, MAX_READS_OF_THREAD } from '../document-limits.ts';
import type { ExtractionThread } from './extraction-thread.ts';

/** Keeps one thread warm for the next document, for a short while. */
export interface SpareThread {
  /** Null when there is none. */
  take(): ExtractionThread | null;
  /** Ends the thread at once when there is a spare one already, or when it has read enough. */
  keep(thread: ExtractionThread): void;
}

export function createSpareThread(clock: Pick<Clock, 'sleep'>): SpareThread {
  let spare: { readonly thread: ExtractionThread; readonly taken: AbortController } | null = null;
  return {
    take() {
      const found = spare;
      spare = null;
      found?.taken.abort();
      return found?.thread.isAlive === true ? found.thread : null;
    },
    keep(thread) {
      if (spare !== null || thread.reads >= MAX_READS_OF_THREAD) {
        void thread.end();
        return;
      }
      thread.rest();
      const taken = new AbortController();
      spare = { thread, taken };
      clock.sleep(MAX_IDLE_THREAD_MS, taken.signal).then(
        () => {
          spare = null;
          void thread.end();
        },
        () => undefined,
      );
    },
  };
}
