import type { Observe, Observers } from '../domain/observer.ts';

/** Tells each event to all listeners, in the order they came. */
export function createObservers(): Observers {
  const listeners = new Set<Observe>();
  return {
    tell(event) {
      for (const listener of [...listeners]) {
        try {
          listener(event);
        } catch {
          // Who counts is no reason to fail an answer.
        }
      }
    },
    add(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
