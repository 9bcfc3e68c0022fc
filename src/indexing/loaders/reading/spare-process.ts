import type { Clock } from '../../../domain/ports.ts';
import { MAX_IDLE_PROCESS_MS, MAX_READS_OF_PROCESS } from '../document-limits.ts';
import type { ExtractionProcess } from './extraction-process.ts';

/** Keeps one process warm for the next document, for a short while. */
export interface SpareProcess {
  /** Null when there is none. */
  take(): ExtractionProcess | null;
  /** Ends the process at once when there is a spare one already, or when it has read enough. */
  keep(one: ExtractionProcess): void;
}

export function createSpareProcess(clock: Pick<Clock, 'sleep'>): SpareProcess {
  let spare: { readonly one: ExtractionProcess; readonly taken: AbortController } | null = null;
  return {
    take() {
      const found = spare;
      spare = null;
      found?.taken.abort();
      return found?.one.isAlive === true ? found.one : null;
    },
    keep(one) {
      if (spare !== null || one.reads >= MAX_READS_OF_PROCESS) {
        one.end();
        return;
      }
      one.rest();
      const taken = new AbortController();
      spare = { one, taken };
      clock.sleep(MAX_IDLE_PROCESS_MS, taken.signal).then(
        () => {
          spare = null;
          one.end();
        },
        () => undefined,
      );
    },
  };
}
