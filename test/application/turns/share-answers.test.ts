import { beforeEach, describe, expect, test } from 'vitest';
import {
  MAX_SHARED_CHARS,
  createShareAnswers,
  shareKey,
} from '../../../src/application/turns/share-answers.ts';
import type { AnswerSource, ShareAnswers } from '../../../src/application/turns/share-answers.ts';
import { createEndStopped } from '../../../src/application/turns/stopped-answer.ts';
import type { AnswerEvent, Citation } from '../../../src/domain/answer.ts';
import { AppError } from '../../../src/domain/errors.ts';
import { STOPPED } from '../../../src/domain/ports.ts';
import { rankedPassages } from '../../fakes/passages.ts';
import { ScriptedSource } from '../../fakes/scripted-source.ts';
import { answerOf } from '../../fakes/stored.ts';

const passages = rankedPassages([{ title: 'Llama', text: 'Ein Modell.' }]);
const citation: Citation = {
  ...{ n: 1, articleId: 'llama', title: 'Llama', section: '', url: null },
  quote: 'Ein Modell.',
};
const found: AnswerEvent = { type: 'retrieval-end', language: 'de', passages };
const delta = (text: string, citations: readonly Citation[] = []): AnswerEvent => ({
  type: 'text-delta',
  text,
  citations,
});
const end = (id = 'original'): AnswerEvent => ({ type: 'answer-end', answer: answerOf({ id }) });

let share: ShareAnswers;
let source: ScriptedSource;

beforeEach(() => {
  let ids = 0;
  share = createShareAnswers({
    newId: () => `own-${++ids}`,
    endStopped: createEndStopped({ model: 'fake-chat' }),
  });
  source = new ScriptedSource();
});

const start = (question: string, signal?: AbortSignal, from: AnswerSource = source.run) =>
  share.start('key', from, {
    ...{ question, index: 'generation-1' },
    ...(signal === undefined ? {} : { signal }),
  });

function join(question: string, signal?: AbortSignal): AsyncIterable<AnswerEvent> {
  const events = share.join('key', signal === undefined ? { question } : { question, signal });
  if (events === null) throw new Error('nothing to join');
  return events;
}

async function all(events: AsyncIterable<AnswerEvent>): Promise<AnswerEvent[]> {
  const seen: AnswerEvent[] = [];
  for await (const event of events) seen.push(event);
  expect(seen.filter(({ type }) => type.startsWith('answer-'))).toHaveLength(1);
  expect(seen.at(-1)!.type).toMatch(/^answer-/u);
  return seen;
}
const textOf = (events: readonly AnswerEvent[]): string =>
  events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe('shareKey', () => {
  const parts = { question: 'Was ist Llama 2?', language: 'de', scope: 'all', generationId: 'g1' };
  const key = (change: Partial<typeof parts> = {}): string => shareKey({ ...parts, ...change });

  test('does not mind case, spaces and closing marks', () => {
    expect(key({ question: '  was   ist\nLLAMA 2 ??' })).toBe(key());
    expect(key({ question: 'Was ist Llama\u00a02' })).toBe(key());
  });

  test.each([
    { question: 'Was ist Llama 3?' },
    { language: 'en' },
    { scope: 'other' },
    { generationId: 'g2' },
    { question: 'Was ist Llama 2","de' },
  ])('tells $question$language$scope$generationId apart', (change) => {
    expect(key(change)).not.toBe(key());
  });
});

describe('one generation for several', () => {
  test('gives latecomers what has passed and then the same as everybody', async () => {
    const first = all(start('Was ist Llama 2?'));
    source.push(found, delta('Ein '), delta('Modell'));
    await turn();
    const late = all(join('was ist llama 2'));
    source.push(delta(' von Meta.'), end());
    source.end();
    const [one, two] = await Promise.all([first, late]);
    expect(textOf(one)).toBe('Ein Modell von Meta.');
    expect(textOf(two)).toBe('Ein Modell von Meta.');
    expect(two[0]).toEqual(found);
    expect(source.starts).toBe(1);
  });

  test('gives each an answer with their own id and question', async () => {
    const first = all(start('Was ist Llama 2?'));
    const second = all(join('was ist llama 2'));
    source.push(end());
    source.end();
    const answers = (await Promise.all([first, second])).map((events) => events.at(-1));
    expect(answers).toEqual([
      end(),
      { type: 'answer-end', answer: answerOf({ id: 'own-1', question: 'was ist llama 2' }) },
    ]);
  });

  test('is joined by a second start of the same key', async () => {
    const events = [all(start('q')), all(start('q'))];
    source.push(end());
    source.end();
    await Promise.all(events);
    expect(source.starts).toBe(1);
  });

  test('waits for a slow reader without losing a letter', async () => {
    const slow = start('q')[Symbol.asyncIterator]();
    const fast = all(join('q'));
    source.push(found, ...Array.from({ length: 500 }, (_, at) => delta(`${at} `)), end());
    source.end();
    await fast;
    const seen: AnswerEvent[] = [];
    for (let next = await slow.next(); next.done !== true; next = await slow.next()) {
      seen.push(next.value);
      await turn();
    }
    expect(textOf(seen)).toBe(textOf(await fast));
  });

  test('is over for newcomers when it has ended, and a new one may start', async () => {
    const first = all(start('q'));
    source.push(end());
    source.end();
    await first;
    await turn();
    expect(share.join('key', { question: 'q' })).toBeNull();
    const again = all(start('q'));
    source.push(end('second'));
    source.end();
    expect((await again).at(-1)).toEqual(end('second'));
    expect(source.starts).toBe(2);
  });

  test('passes a fault on to everybody', async () => {
    const broken: AnswerSource = () => ({
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.reject(new AppError('model-failed', 'broken')),
      }),
    });
    const events = await Promise.all([all(start('q', undefined, broken)), all(join('q'))]);
    for (const seen of events) {
      expect(seen).toMatchObject([{ type: 'answer-error', error: { code: 'model-failed' } }]);
    }
  });

  test('ends with an error when the source ends without a terminal event', async () => {
    const events = all(start('q'));
    source.push(delta('half'));
    source.end();
    expect((await events).at(-1)).toMatchObject({
      type: 'answer-error',
      error: { code: 'internal' },
    });
  });
});

describe('leaving', () => {
  test('of one leaves the others alone', async () => {
    const leave = new AbortController();
    const first = all(start('q', leave.signal));
    const second = all(join('q'));
    source.push(delta('Ein '));
    await turn();
    leave.abort();
    expect((await first).at(-1)).toMatchObject({ error: { code: 'cancelled' } });
    expect(source.signal!.aborted).toBe(false);
    source.push(delta('Modell'), end());
    source.end();
    expect(textOf(await second)).toBe('Ein Modell');
  });

  test('of the last one aborts the generation, which nobody can join then', async () => {
    const [one, two] = [new AbortController(), new AbortController()];
    const events = [all(start('q', one.signal)), all(join('q', two.signal))];
    one.abort();
    await turn();
    expect(source.signal!.aborted).toBe(false);
    two.abort();
    expect(source.signal!.aborted).toBe(true);
    expect(share.join('key', { question: 'q' })).toBeNull();
    await Promise.all(events);
  });

  test('by breaking off the reading counts as well', async () => {
    for await (const event of (source.push(delta('x')), start('q'))) {
      expect(event).toEqual(delta('x'));
      break;
    }
    expect(source.signal!.aborted).toBe(true);
  });

  test('before the start ends at once', async () => {
    const events = await all(start('q', AbortSignal.abort()));
    expect(events).toMatchObject([{ type: 'answer-error', error: { code: 'cancelled' } }]);
    expect(source.signal!.aborted).toBe(true);
  });

  test('lets a new generation start beside the one that is being aborted', async () => {
    const leave = new AbortController();
    const old = all(start('q', leave.signal));
    leave.abort();
    const next = new ScriptedSource();
    const events = all(start('q', undefined, next.run));
    source.push(end('old'));
    source.end();
    await old;
    await turn();
    expect(share.join('key', { question: 'q' })).not.toBeNull();
    next.push(end('new'));
    next.end();
    expect((await events).at(-1)).toEqual(end('new'));
  });
});

describe('Stop', () => {
  test('of one of several gives them what stands, with its sources, and the others the rest', async () => {
    const stop = new AbortController();
    const first = all(start('Meine Frage?', stop.signal));
    const second = all(join('q'));
    source.push(found, delta('Ein', [citation]), delta(' Modell.'));
    await turn();
    stop.abort(STOPPED);
    expect((await first).at(-1)).toMatchObject({
      type: 'answer-end',
      answer: {
        id: 'own-1',
        question: 'Meine Frage?',
        language: 'de',
        mode: 'generated',
        reason: 'stopped',
        answer: 'Ein Modell.',
        citations: [citation],
        passages,
        model: 'fake-chat',
        index: 'generation-1',
      },
    });
    expect(source.signal!.aborted).toBe(false);
    source.push(delta(' Von Meta.'), end());
    source.end();
    expect(textOf(await second)).toBe('Ein Modell. Von Meta.');
  });

  test('of the only one stops the generation and waits for how it ends', async () => {
    const stop = new AbortController();
    const events = all(start('q', stop.signal));
    source.push(delta('Ein'));
    await turn();
    stop.abort(STOPPED);
    expect(source.signal!.reason).toBe(STOPPED);
    source.push(end('from the chain'));
    source.end();
    expect((await events).at(-1)).toEqual(end('from the chain'));
  });

  test('is pressed by itself when an answer does not end', async () => {
    const events = all(start('q'));
    source.push(delta('x'.repeat(MAX_SHARED_CHARS)));
    await turn();
    expect(source.signal!.aborted).toBe(false);
    source.push(delta('x'));
    await turn();
    expect(source.signal!.reason).toBe(STOPPED);
    source.push(end());
    source.end();
    await events;
  });
});

describe('onStart', () => {
  test('calls back once, when a generation of that key starts', async () => {
    const calls: string[] = [];
    share.onStart('key', () => calls.push('one'));
    share.onStart('key', () => calls.push('two'))();
    share.onStart('other', () => calls.push('other'));
    const events = all(start('q'));
    expect(calls).toEqual(['one']);
    source.push(end());
    source.end();
    await events;
  });
});
