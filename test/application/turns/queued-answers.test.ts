import { beforeEach, describe, expect, test } from 'vitest';
import { createFairQueue, type FairQueue } from '../../../src/application/turns/fair-queue.ts';
import {
  createQueuedAnswers,
  type AnswerInTurn,
  type QueuedAnswerEvent,
  type QueuedQuestion,
} from '../../../src/application/turns/queued-answers.ts';
import { createShareAnswers } from '../../../src/application/turns/share-answers.ts';
import type { AnswerEvent } from '../../../src/domain/answer.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { ScriptedSource } from '../../fakes/scripted-source.ts';
import { answerOf } from '../../fakes/stored.ts';

const timingsMs = { retrieval: 1_000, firstToken: 2_000, total: 12_000 };
const end = (id = 'answer-1'): AnswerEvent => ({
  type: 'answer-end',
  answer: answerOf({ id, timingsMs }),
});

let clock: ManualClock;
let queue: FairQueue;
let answer: AnswerInTurn;
let ids: number;

beforeEach(() => {
  clock = new ManualClock();
  queue = createFairQueue({ clock });
  ids = 0;
  const share = createShareAnswers({
    newId: () => `own-${++ids}`,
    endStopped: ({ id, text }) => answerOf({ id, answer: text, reason: 'stopped' }),
  });
  answer = createQueuedAnswers({ queue, share });
});

function ask(
  source: ScriptedSource,
  change: Partial<QueuedQuestion> = {},
): Promise<QueuedAnswerEvent[]> {
  const asked = answer({
    userId: 'u',
    guildId: 'A',
    question: 'q',
    shareKey: null,
    source: source.runAbortable,
    ...change,
  });
  if (asked.kind === 'refused') throw new Error(asked.reason);
  return all(asked.events);
}

async function all(events: AsyncIterable<QueuedAnswerEvent>): Promise<QueuedAnswerEvent[]> {
  const seen: QueuedAnswerEvent[] = [];
  for await (const event of events) seen.push(event);
  expect(seen.filter(({ type }) => type.startsWith('answer-'))).toHaveLength(1);
  return seen;
}

async function finish(source: ScriptedSource, id?: string): Promise<void> {
  await clock.advance(0); // lets it have started
  source.push(end(id));
  source.end();
  await clock.advance(0);
}

describe('createQueuedAnswers', () => {
  test('answers at once when nobody is before, and frees the slot', async () => {
    const source = new ScriptedSource();
    const events = ask(source);
    await finish(source);
    expect(await events).toEqual([end()]);
    expect(queue.load()).toEqual({ waiting: 0, running: 0 });
  });

  test('tells the position and the estimate while it waits, and starts nothing', async () => {
    const [first, second, third] = [
      new ScriptedSource(),
      new ScriptedSource(),
      new ScriptedSource(),
    ];
    const one = ask(first);
    const two = ask(second, { userId: 'v' });
    const three = ask(third, { userId: 'w' });
    await clock.advance(12_000);
    expect([first.starts, second.starts, third.starts]).toEqual([1, 0, 0]);
    await finish(first);
    await one;
    await finish(second);
    await two;
    await finish(third);
    expect(await two).toEqual([
      { type: 'queue-move', position: 1, estimateMs: null },
      { type: 'queue-move', position: 0, estimateMs: 0 },
      end(),
    ]);
    expect(await three).toEqual([
      { type: 'queue-move', position: 2, estimateMs: null },
      { type: 'queue-move', position: 1, estimateMs: 12_000 },
      { type: 'queue-move', position: 0, estimateMs: 0 },
      end(),
    ]);
    expect(queue.tokensPerSecond()).toBeGreaterThan(0);
  });

  test('what a trial can answer does not wait, and its place is free again', async () => {
    const first = new ScriptedSource();
    const [source, trial] = [new ScriptedSource(), new ScriptedSource()];
    const one = ask(first);
    await clock.advance(0);
    let unused = 0;
    const onUnused = (): void => void (unused += 1);
    const asked = { userId: 'v', trial: trial.runAbortable, onUnused };
    const tried = ask(source, asked);
    await clock.advance(0);
    expect(queue.load()).toEqual({ waiting: 1, running: 1 });
    await finish(trial, 'tried');
    expect((await tried).at(-1)).toEqual(end('tried'));
    expect([source.starts, unused]).toEqual([0, 1]);
    expect(queue.load()).toEqual({ waiting: 0, running: 1 });
    await finish(first);
    await one;
  });

  test('what a trial cannot answer waits, and a trial under way ends when the turn comes', async () => {
    const first = new ScriptedSource();
    const one = ask(first);
    await clock.advance(0);
    const [source, trial] = [new ScriptedSource(), new ScriptedSource()];
    const [late, long] = [new ScriptedSource(), new ScriptedSource()];
    const two = ask(source, { userId: 'v', trial: trial.runAbortable });
    const three = ask(late, { userId: 'w', trial: long.runAbortable });
    await clock.advance(0);
    trial.end();
    await clock.advance(0);
    expect(queue.load()).toEqual({ waiting: 2, running: 1 });
    await finish(first);
    await one;
    await finish(source, 'second');
    expect((await two).at(-1)).toEqual(end('second'));
    expect([long.starts, long.signal?.aborted]).toEqual([1, true]);
    await finish(late, 'third');
    expect((await three).at(-1)).toEqual(end('third'));
  });

  test('whoever has the turn at once is not tried first', async () => {
    const [source, trial] = [new ScriptedSource(), new ScriptedSource()];
    const events = ask(source, { trial: trial.runAbortable });
    await finish(source);
    await events;
    expect(trial.starts).toBe(0);
  });

  test('refuses when there is no place', async () => {
    const first = new ScriptedSource();
    const events = [ask(first)];
    const waiting = [new ScriptedSource(), new ScriptedSource()];
    for (const source of waiting) events.push(ask(source));
    expect(
      answer({ userId: 'u', guildId: 'A', question: 'q', shareKey: null, source: first.run }),
    ).toEqual({ kind: 'refused', reason: 'user-queue-full' });
    for (const source of [first, ...waiting]) await finish(source);
    await Promise.all(events);
  });

  test('joins an answer under way without waiting', async () => {
    const source = new ScriptedSource();
    const first = ask(source, { shareKey: 'k' });
    await clock.advance(0);
    const joined = ask(new ScriptedSource(), { shareKey: 'k', userId: 'v', guildId: 'B' });
    expect(queue.load()).toEqual({ waiting: 0, running: 1 });
    await finish(source);
    expect((await first).at(-1)).toEqual(end());
    expect((await joined).at(-1)).toEqual({
      type: 'answer-end',
      answer: answerOf({ id: 'own-1', question: 'q', timingsMs }),
    });
  });

  test('says once of every source that never runs that it does not', async () => {
    const unused: string[] = [];
    const mark = (name: string, more: Partial<QueuedQuestion> = {}): Partial<QueuedQuestion> => ({
      userId: name,
      onUnused: () => void unused.push(name),
      ...more,
    });
    const sources = Array.from({ length: 5 }, () => new ScriptedSource());
    const [running, waiting, called] = sources as [ScriptedSource, ScriptedSource, ScriptedSource];
    const leaving = new AbortController();
    const events = [
      ask(running, mark('running', { shareKey: 'k' })),
      ask(waiting, mark('waiting', { shareKey: 'w' })),
      ask(sources[3]!, mark('waits for the same', { shareKey: 'w' })),
      ask(called, mark('called off', { signal: leaving.signal })),
    ];
    await clock.advance(0);
    events.push(ask(sources[4]!, mark('joined', { shareKey: 'k' })));
    expect(unused).toEqual(['joined']);
    leaving.abort();
    await clock.advance(0);
    expect(unused).toEqual(['joined', 'called off']);
    await finish(running);
    await finish(waiting);
    await Promise.all(events);
    expect(unused).toEqual(['joined', 'called off', 'waits for the same']);

    const busy = new ScriptedSource();
    const last = ask(busy, mark('busy'));
    const flooding = Array.from({ length: 2 }, () => ask(new ScriptedSource(), mark('flood')));
    const source = new ScriptedSource().run;
    const more = { question: 'q', guildId: 'A', shareKey: null, source, ...mark('flood') };
    expect(answer({ ...more, userId: 'flood' })).toMatchObject({ kind: 'refused' });
    queue.close();
    await Promise.all(flooding);
    await finish(busy);
    await last;
    expect(unused.slice(3)).toEqual(['flood', 'flood', 'flood']);
    expect(unused).not.toContain('running');
  });

  test('does not keep a server waiting in the flood of another that asks the same', async () => {
    const sources = Array.from({ length: 5 }, () => new ScriptedSource());
    const [busy, one, two, spare, source] = sources as [ScriptedSource, ...ScriptedSource[]];
    const first = ask(busy);
    const flood = [one!, two!].map((each, at) => ask(each, { userId: `flood-${at}` }));
    const late = ask(spare!, { userId: 'late', shareKey: 'k' });
    const other = ask(source!, { userId: 'other', guildId: 'B', shareKey: 'k' });
    await finish(busy);
    await finish(one!);
    // B's turn after one of A's; A's third question is answered with it, out of its turn.
    expect(sources.map(({ starts }) => starts)).toEqual([1, 1, 0, 0, 1]);
    await finish(source!);
    expect((await other).at(-1)).toEqual(end());
    expect((await late).at(-1)).toMatchObject({ type: 'answer-end' });
    await finish(two!);
    await Promise.all([first, ...flood]);
    expect(spare!.starts).toBe(0);
  });

  test('takes everybody out of the queue who waited for the same', async () => {
    const [busy, source, spare] = [
      new ScriptedSource(),
      new ScriptedSource(),
      new ScriptedSource(),
    ];
    const first = ask(busy);
    const leader = ask(source, { userId: 'a', guildId: 'B', shareKey: 'k' });
    const follower = ask(spare, { userId: 'b', guildId: 'B', shareKey: 'k' });
    await clock.advance(0);
    expect(queue.load().waiting).toBe(2);
    await finish(busy);
    await first;
    expect(queue.load()).toEqual({ waiting: 0, running: 1 });
    await finish(source);
    expect((await leader).at(-1)).toEqual(end());
    expect((await follower).at(-1)).toMatchObject({ type: 'answer-end', answer: { id: 'own-1' } });
    expect([source.starts, spare.starts]).toEqual([1, 0]);
    expect(queue.load()).toEqual({ waiting: 0, running: 0 });
  });

  test('keeps the slot while anybody listens, also when the one who started it leaves', async () => {
    const source = new ScriptedSource();
    const leave = new AbortController();
    const first = ask(source, { shareKey: 'k', signal: leave.signal });
    await clock.advance(0);
    const second = ask(source, { shareKey: 'k', userId: 'v' });
    leave.abort();
    expect((await first).at(-1)).toMatchObject({ error: { code: 'cancelled' } });
    expect(queue.load().running).toBe(1);
    expect(source.signal!.aborted).toBe(false);
    await finish(source);
    await second;
    expect(queue.load().running).toBe(0);
  });

  test('ends a question that is cancelled in the queue, and never starts it', async () => {
    const [busy, source] = [new ScriptedSource(), new ScriptedSource()];
    const first = ask(busy);
    const leave = new AbortController();
    const cancelled = ask(source, { userId: 'v', signal: leave.signal });
    await clock.advance(0);
    leave.abort();
    expect((await cancelled).at(-1)).toMatchObject({ error: { code: 'cancelled' } });
    expect(queue.load().waiting).toBe(0);
    await finish(busy);
    await first;
    expect(source.starts).toBe(0);
  });

  test('frees the slot when the reader leaves, never reads, or the source breaks', async () => {
    const source = new ScriptedSource();
    const question = { userId: 'u', guildId: 'A', question: 'q', shareKey: null };
    const read = answer({ ...question, source: source.runAbortable });
    if (read.kind === 'refused') throw new Error(read.reason);
    await clock.advance(0);
    await read.events[Symbol.asyncIterator]().return!();
    await clock.advance(0);
    expect(source.signal!.aborted).toBe(true);
    expect(queue.load().running).toBe(0);

    const unread = new ScriptedSource();
    answer({ ...question, source: unread.runAbortable });
    await clock.advance(0);
    await finish(unread);
    expect(queue.load().running).toBe(0);

    for (const shareKey of [null, 'k']) {
      const broken = answer({
        ...question,
        shareKey,
        source: () => {
          throw new Error('broken');
        },
      });
      if (broken.kind === 'refused') throw new Error(broken.reason);
      expect((await all(broken.events)).at(-1)).toMatchObject({ error: { code: 'internal' } });
      await clock.advance(0);
      expect(queue.load().running).toBe(0);
    }
  });
});
