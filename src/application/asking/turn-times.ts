import type { Clock } from '../../domain/ports.ts';
import type { QueuedAnswerEvent } from '../turns/queued-answers.ts';

/**
 * Passes everything on; the receipt of the answer says how long its question waited.
 * @param cameMs when it came, by the clock that only runs forward
 */
export async function* withTurnTimes(
  events: AsyncIterable<QueuedAnswerEvent>,
  cameMs: number,
  clock: Clock,
): AsyncGenerator<QueuedAnswerEvent> {
  let waitMs = 0;
  for await (const event of events) {
    const sinceMs = Math.round(clock.elapsed() - cameMs);
    if (event.type === 'queue-move' && event.position === 0) waitMs = sinceMs;
    if (!('answer' in event) || event.answer.receipt === undefined) {
      yield event;
      continue;
    }
    const { answer } = event;
    const turn = { waitMs, beganMs: Math.round(sinceMs - answer.timingsMs.total) };
    yield { ...event, answer: { ...answer, receipt: { ...event.answer.receipt, turn } } };
  }
}
