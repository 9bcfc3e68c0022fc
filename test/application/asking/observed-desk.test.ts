import { beforeEach, expect, test } from 'vitest';
import { observeDesk } from '../../../src/application/asking/observed-desk.ts';
import type { DeskAnswer, DeskQuestion } from '../../../src/application/asking/question-desk.ts';
import type { QueuedAnswerEvent } from '../../../src/application/turns/queued-answers.ts';
import { AppError } from '../../../src/domain/errors.ts';
import type { Observed } from '../../../src/domain/observer.ts';
import { DEFAULT_GUILD_SETTINGS } from '../../../src/domain/stores.ts';
import { memberCall } from '../../fakes/calls.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { answerOf } from '../../fakes/stored.ts';

const QUESTION = 'Was ist Llama 2?';

let clock: ManualClock;
let heard: Observed[];
beforeEach(() => {
  clock = new ManualClock();
  heard = [];
});

type Step = QueuedAnswerEvent | number;

/** Events, with milliseconds that pass between them. */
function deskOf(answer: DeskAnswer | readonly Step[]) {
  async function* events(steps: readonly Step[]): AsyncGenerator<QueuedAnswerEvent> {
    for (const step of steps) {
      if (typeof step === 'number') await clock.advance(step);
      else yield step;
    }
  }
  const desk = {
    admit: () =>
      Promise.resolve({ ok: false as const, refusal: { reason: 'queue-full' as const } }),
    delivered: () => Promise.resolve(),
    answer: () =>
      Promise.resolve('ok' in answer ? answer : { ok: true as const, events: events(answer) }),
  };
  return observeDesk(desk, { observe: (event) => heard.push(event), clock });
}

const asked: DeskQuestion = {
  ...{ question: QUESTION, call: memberCall(), settings: DEFAULT_GUILD_SETTINGS },
  ...{ isPrivate: false, language: null, after: null, again: null },
  signal: new AbortController().signal,
};

async function ends(steps: readonly Step[], read = Infinity): Promise<Observed | undefined> {
  const answered = await deskOf(steps).answer(asked);
  const seen: QueuedAnswerEvent[] = [];
  if (!answered.ok) return undefined;
  for await (const event of answered.events) {
    seen.push(event);
    if (seen.length === read) break;
  }
  return heard.at(-1);
}

const word: QueuedAnswerEvent = { type: 'text-delta', text: 'Ein', citations: [] };

test('tells by which way a question came, and nothing of what it is', async () => {
  await ends([{ type: 'answer-end', answer: answerOf() }]);
  expect(heard.map(({ type }) => type)).toEqual(['question-start', 'question-end']);
  expect(heard[0]).toEqual({ type: 'question-start', way: memberCall().surface.way });
  expect(JSON.stringify(heard)).not.toMatch(/Llama|user|guild/u);
});

test('measures the wait, the first word and the whole', async () => {
  const end = await ends([
    { type: 'queue-move', position: 1, estimateMs: null },
    2_000,
    { type: 'queue-move', position: 0, estimateMs: 0 },
    500,
    word,
    100,
    word,
    400,
    { type: 'answer-end', answer: answerOf() },
  ]);
  expect(end).toMatchObject({
    ...{ outcome: 'generated', reason: null },
    ...{ waitMs: 2_000, firstWordMs: 2_500, totalMs: 3_000 },
  });
});

test('tells why nothing was answered, and what failed', async () => {
  const declined = answerOf({ mode: 'abstained', reason: 'no-evidence' });
  expect(await ends([{ type: 'answer-abstain', answer: declined }])).toMatchObject({
    ...{ outcome: 'abstained', reason: 'no-evidence', firstWordMs: null },
  });
  const error = new AppError('model-failed', 'x');
  expect(await ends([{ type: 'answer-error', error }])).toMatchObject({
    ...{ outcome: 'failed', reason: 'model-failed' },
  });
  const talk = answerOf({ reason: 'talk' });
  expect(await ends([{ type: 'answer-end', answer: talk }])).toMatchObject({ outcome: 'talk' });
});

test('tells of a question that nobody reads on, once', async () => {
  expect(await ends([word, word], 1)).toMatchObject({ type: 'question-end', outcome: 'abandoned' });
  expect(heard.filter(({ type }) => type === 'question-end')).toHaveLength(1);
  const error = new AppError('cancelled', 'x');
  expect(await ends([{ type: 'answer-error', error }])).toMatchObject({ outcome: 'abandoned' });
});

test('tells what is refused, before and at the desk', async () => {
  const desk = deskOf({ ok: false, refusal: { reason: 'user-queue-full' } });
  await desk.admit(memberCall());
  await desk.answer(asked);
  const refused = heard.filter(({ type }) => type === 'question-refuse');
  expect(refused).toEqual([
    { type: 'question-refuse', reason: 'queue-full' },
    { type: 'question-refuse', reason: 'user-queue-full' },
  ]);
});
