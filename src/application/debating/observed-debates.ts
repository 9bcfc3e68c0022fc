import type { DebateEnd, Observe } from '../../domain/observer.ts';
import type { Clock } from '../../domain/ports.ts';
import type { DebateDesk, QueuedDebateEvent } from './debate-desk.ts';

/** Whom the desk tells, and by which clock. */
export interface ObservedDebatesParts {
  readonly observe: Observe;
  readonly clock: Clock;
}

/** The same desk, with what happens there told to an observer. */
export function observeDebates(desk: DebateDesk, parts: ObservedDebatesParts): DebateDesk {
  const { observe, clock } = parts;
  return {
    ...desk,
    hold(asked) {
      const startedMs = clock.elapsed();
      observe({ type: 'debate-start', way: asked.call.surface.way });
      const held = desk.hold(asked);
      if (held.ok) return { ok: true, events: watched(held.events, startedMs, parts) };
      const ending = { outcome: 'refused', reason: held.reason } as const;
      observe({ type: 'debate-end', ...ending, waitMs: 0, totalMs: 0 });
      return held;
    },
  };
}

/** Passes everything on, and tells the end once, also when nobody reads on. */
async function* watched(
  events: AsyncIterable<QueuedDebateEvent>,
  startedMs: number,
  { observe, clock }: ObservedDebatesParts,
): AsyncGenerator<QueuedDebateEvent> {
  let waitMs = 0;
  let ending: Pick<DebateEnd, 'outcome' | 'reason'> = { outcome: 'abandoned', reason: null };
  try {
    for await (const event of events) {
      if (event.type === 'queue-move') waitMs = clock.elapsed() - startedMs;
      else if (event.type === 'debate-error') {
        const { code: reason } = event.error;
        ending = { outcome: reason === 'cancelled' ? 'abandoned' : 'failed', reason };
      } else if ('debate' in event) {
        ending = { outcome: event.debate.mode, reason: event.debate.reason };
      }
      yield event;
    }
  } finally {
    observe({ type: 'debate-end', ...ending, waitMs, totalMs: clock.elapsed() - startedMs });
  }
}
