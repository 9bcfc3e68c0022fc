import { tooLarge } from './document-refusals.ts';

/** A fixed number of places with a bounded line before them, first come, first served. */
export interface Places {
  /**
   * Resolves with the function that leaves the place; call it once.
   * @throws AppError `document-too-large` when the line is full; the signal's reason when it aborts first
   */
  enter(signal?: AbortSignal): Promise<() => void>;
}

export function createPlaces(count: number, maxWaiting: number): Places {
  let taken = 0;
  const waiting: (() => void)[] = [];
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) taken -= 1;
    else next();
  };
  return {
    async enter(signal) {
      if (taken < count) {
        taken += 1;
        return leave;
      }
      if (waiting.length >= maxWaiting) {
        throw tooLarge(
          'queue',
          `${maxWaiting} documents wait to be read already. Try again later.`,
        );
      }
      await new Promise<void>((resolve, reject) => {
        const onAbort = (): void => {
          waiting.splice(waiting.indexOf(enter), 1);
          reject(signal?.reason as Error);
        };
        const enter = (): void => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        };
        waiting.push(enter);
        signal?.addEventListener('abort', onAbort, { once: true });
      });
      return leave;
    },
  };
}
