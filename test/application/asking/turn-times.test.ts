import { expect, test } from 'vitest';
import { withTurnTimes } from '../../../src/application/asking/turn-times.ts';
import type { QueuedAnswerEvent } from '../../../src/application/turns/queued-answers.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { answerOf } from '../../fakes/stored.ts';

const RECEIPT = { chance: 0.5, statements: 3, prompt: null, leftOut: [], leftOutMore: 0 };
const TIMINGS = { retrieval: 100, firstToken: 300, total: 500 };

/** What comes of events, each so many ms after the one before. */
async function passed(
  ...events: readonly (readonly [number, QueuedAnswerEvent])[]
): Promise<QueuedAnswerEvent[]> {
  const clock = new ManualClock();
  async function* source(): AsyncGenerator<QueuedAnswerEvent> {
    for (const [ms, event] of events) {
      await clock.advance(ms);
      yield event;
    }
  }
  const all: QueuedAnswerEvent[] = [];
  for await (const event of withTurnTimes(source(), clock.elapsed(), clock)) all.push(event);
  return all;
}

const moved = (position: number): QueuedAnswerEvent => ({
  ...{ type: 'queue-move', position, estimateMs: null },
});
const ended = (receipt?: typeof RECEIPT): QueuedAnswerEvent => ({
  type: 'answer-end',
  answer: answerOf({ timingsMs: TIMINGS, receipt }),
});

test('the receipt says when the turn came, and when the work began', async () => {
  const events = await passed(
    [0, moved(2)],
    [300, moved(1)],
    [400, moved(0)],
    [550, ended(RECEIPT)],
  );
  expect(events.slice(0, 3)).toEqual([moved(2), moved(1), moved(0)]);
  expect(events[3]).toMatchObject({
    answer: { receipt: { ...RECEIPT, turn: { waitMs: 700, beganMs: 750 } } },
  });
});

test('an answer found while its question waited needed no turn; a joined one had begun before', async () => {
  const [, found] = await passed([0, moved(3)], [500, ended(RECEIPT)]);
  expect(found).toMatchObject({ answer: { receipt: { turn: { waitMs: 0, beganMs: 0 } } } });
  const [joined] = await passed([200, ended(RECEIPT)]);
  expect(joined).toMatchObject({ answer: { receipt: { turn: { waitMs: 0, beganMs: -300 } } } });
});

test('what has no receipt passes as it is', async () => {
  const event = ended();
  expect(await passed([100, event])).toEqual([event]);
});
