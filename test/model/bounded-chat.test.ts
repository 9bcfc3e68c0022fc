import { afterEach, describe, expect, test } from 'vitest';
import type { ChatModel, ChatReport, ChatRequest } from '../../src/domain/ports.ts';
import { boundedChat, MAX_CHARS_PER_TOKEN } from '../../src/model/bounded-chat.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { faultOf, nextPiece, textOf } from './faults.ts';
import { RecordingLogger } from './recording-logger.ts';

const MAX_ANSWER_TOKENS = 4;
const ROOM_CHARS = MAX_ANSWER_TOKENS * MAX_CHARS_PER_TOKEN;

describe('boundedChat', () => {
  const clock = new ManualClock();
  const logger = new RecordingLogger();
  afterEach(() => expect(clock.pending).toBe(0));

  const bounded = (write: (request: ChatRequest) => AsyncGenerator<string>) => {
    const chat: ChatModel = {
      model: 'm',
      contextTokens: 100,
      maxAnswerTokens: MAX_ANSWER_TOKENS,
      stream: write,
    };
    return boundedChat(chat, { clock, logger, longestMs: 60_000 });
  };

  test('ends an answer that takes too long, however steadily it comes', async () => {
    let left: unknown;
    const chat = bounded(async function* ({ signal }) {
      for (;;) {
        yield 'x';
        await clock.sleep(59_000, signal);
      }
    });
    const pieces = chat.stream({ messages: [] })[Symbol.asyncIterator]();
    expect(await nextPiece(pieces)).toBe('x');
    const second = nextPiece(pieces);
    await clock.advance(59_000);
    expect(await second).toBe('x');
    const fault = faultOf(pieces.next()).then((error) => (left = error));
    await clock.advance(1_000);
    await fault;
    expect(left).toMatchObject({
      code: 'model-timeout',
      details: { seconds: 60, trouble: 'slow' },
    });
  });

  test('cuts what is longer than its tokens can be, and says that it was cut', async () => {
    let isOver = false;
    const chat = bounded(async function* () {
      try {
        for (;;) yield '🦙'.repeat(10);
      } finally {
        isOver = true;
      }
    });
    const reports: ChatReport[] = [];
    const onDone = (report: ChatReport) => reports.push(report);
    const text = await textOf(chat.stream({ messages: [], onDone }));
    expect(text).toBe('🦙'.repeat(ROOM_CHARS / 2));
    expect(reports).toMatchObject([{ truncated: true }]);
    expect(isOver).toBe(true);
  });

  test('never cuts a character in two', async () => {
    const chat = bounded(async function* () {
      yield `x${'🦙'.repeat(ROOM_CHARS)}`;
    });
    const text = await textOf(chat.stream({ messages: [] }));
    expect(text).toBe(`x${'🦙'.repeat(ROOM_CHARS / 2 - 1)}`);
  });

  test('leaves the rest to the model: its faults, its report, who stops it', async () => {
    const stopped = new AbortController();
    const chat = bounded(async function* ({ signal, onDone }) {
      yield 'x';
      await clock.sleep(1_000, signal);
      onDone?.({ truncated: false } as ChatReport);
    });
    const reports: ChatReport[] = [];
    const onDone = (report: ChatReport) => reports.push(report);
    const text = textOf(chat.stream({ messages: [], onDone }));
    await clock.whenSleeping(2);
    await clock.advance(1_000);
    expect(await text).toBe('x');
    expect(reports).toEqual([{ truncated: false }]);
    const outcome = textOf(chat.stream({ messages: [], signal: stopped.signal })).catch(
      (thrown: unknown) => thrown,
    );
    await clock.whenSleeping(2);
    stopped.abort('stop');
    expect(await outcome).toBe('stop');
  });
});
