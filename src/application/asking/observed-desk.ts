import type { Answer } from '../../domain/answer.ts';
import type { Observe, QuestionEnd } from '../../domain/observer.ts';
import type { Clock } from '../../domain/ports.ts';
import type { QueuedAnswerEvent } from '../turns/queued-answers.ts';
import type { DeskQuestion, QuestionDesk } from './question-desk.ts';

/** Whom the desk tells, and by which clock. */
export interface ObservedDeskParts {
  readonly observe: Observe;
  readonly clock: Clock;
}

/** The same desk, with what happens there told to an observer. */
export function observeDesk(desk: QuestionDesk, parts: ObservedDeskParts): QuestionDesk {
  const { observe, clock } = parts;
  return {
    ...desk,
    async admit(call) {
      const admission = await desk.admit(call);
      if (!admission.ok) {
        observe({ type: 'question-refuse', reason: admission.refusal.reason });
      }
      return admission;
    },
    async answer(asked: DeskQuestion) {
      const startedMs = clock.elapsed();
      observe({ type: 'question-start', way: asked.call.surface.way });
      const answered = await desk.answer(asked);
      if (answered.ok) return { ok: true, events: watched(answered.events, startedMs, parts) };
      observe({ type: 'question-refuse', reason: answered.refusal.reason });
      return answered;
    },
  };
}

/** Passes everything on, and tells the end once, also when nobody reads on. */
async function* watched(
  events: AsyncIterable<QueuedAnswerEvent>,
  startedMs: number,
  { observe, clock }: ObservedDeskParts,
): AsyncGenerator<QueuedAnswerEvent> {
  let waitMs = 0;
  let firstWordMs: number | null = null;
  let ending: Ending = { outcome: 'abandoned', reason: null, tokensPerSecond: null };
  try {
    for await (const event of events) {
      const sinceMs = clock.elapsed() - startedMs;
      if (event.type === 'queue-move') waitMs = sinceMs;
      else if (event.type === 'text-delta') firstWordMs ??= sinceMs;
      else if (event.type === 'answer-error') ending = failed(event.error.code);
      else if ('answer' in event) ending = endingOf(event.answer);
      yield event;
    }
  } finally {
    const totalMs = clock.elapsed() - startedMs;
    observe({ type: 'question-end', ...ending, waitMs, firstWordMs, totalMs });
  }
}

type Ending = Pick<QuestionEnd, 'outcome' | 'reason' | 'tokensPerSecond'>;

function failed(reason: QuestionEnd['reason']): Ending {
  const outcome = reason === 'cancelled' ? 'abandoned' : 'failed';
  return { outcome, reason, tokensPerSecond: null };
}

function endingOf({ mode, reason, receipt }: Answer): Ending {
  return {
    outcome: reason === 'talk' ? 'talk' : mode,
    reason: reason === 'talk' ? null : reason,
    tokensPerSecond: receipt?.prompt?.tokensPerSecond ?? null,
  };
}
