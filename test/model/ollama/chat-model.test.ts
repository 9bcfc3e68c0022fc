import { getEventListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChatReport } from '../../../src/domain/ports.ts';
import {
  createChatModel,
  NEXT_TOKEN_TIMEOUT_MS,
  type ChatModelOptions,
} from '../../../src/model/ollama/chat-model.ts';
import { DEFAULT_PATIENCE } from '../../../src/model/model-runtime.ts';
import { createCircuit, FAILURES_TO_OPEN, type Circuit } from '../../../src/model/circuit.ts';
import { MAX_LINE_CHARS } from '../../../src/model/ollama/request-fetch.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import {
  replyDrop,
  replyHalfLine,
  replyHang,
  replyHeld,
  replyHtml,
  replyRaw,
  replyStall,
  replyStatus,
  replyText,
  replyTokens,
  startOllamaServer,
  type ChatReply,
  type OllamaServer,
} from '../../fakes/ollama-server.ts';
import { faultOf, nextPiece, textOf } from '../faults.ts';
import { RecordingLogger } from '../recording-logger.ts';

/** Lets a time pass as soon as somebody waits for just that. */
class WatchedClock extends ManualClock {
  readonly #waits: number[] = [];

  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.#waits.push(ms);
    return super.sleep(ms, signal);
  }

  async pass(ms: number): Promise<void> {
    while (!this.#waits.includes(ms)) await nextTurn();
    this.#waits.splice(this.#waits.indexOf(ms), 1);
    await this.advance(ms);
  }
}

const CONTEXT_TOKENS = 100;
const MAX_ANSWER_TOKENS = 40;

describe('createChatModel', () => {
  let server: OllamaServer;
  let clock: WatchedClock;
  let logger: RecordingLogger;
  let circuit: Circuit;

  beforeEach(async () => {
    server = await startOllamaServer({ models: ['llama3.2'] });
    clock = new WatchedClock();
    logger = new RecordingLogger();
    circuit = createCircuit({ clock, logger, name: 'chat model' });
  });
  afterEach(async () => {
    await server.close();
    server.assertNoSurprises();
    expect(clock.pending).toBe(0);
  });

  const chat = (options: Partial<ChatModelOptions> = {}) =>
    createChatModel({
      host: server.url,
      model: 'llama3.2',
      contextTokens: CONTEXT_TOKENS,
      maxAnswerTokens: MAX_ANSWER_TOKENS,
      clock,
      logger,
      circuit,
      ...options,
    });
  const hello = { messages: [{ role: 'user' as const, content: 'Hello' }] };
  const ask = (content: string) => ({ messages: [{ role: 'user' as const, content }] });

  test('sends the same options with every call, and nothing a server would reload for', async () => {
    server.onChat(() => replyText('Hi'));
    const model = chat({ threads: 2, keepAlive: '1h' });
    await model.warmUp();
    await textOf(model.stream(hello));
    await textOf(model.stream(ask('Other')));
    expect(server.chatRequests.map(({ body }) => body.options)).toEqual(
      Array(3).fill({
        num_ctx: CONTEXT_TOKENS,
        num_predict: MAX_ANSWER_TOKENS,
        temperature: 0,
        seed: 7,
        num_thread: 2,
      }),
    );
    for (const { body } of server.chatRequests) {
      expect(body).toMatchObject({ keep_alive: '1h', stream: true, think: false, shift: false });
    }
    expect(server.chatRequests[0]?.body.messages).toEqual([]);
    expect(server.startsOf('llama3.2')).toBe(1);
  });

  test.each([
    ['-1', -1],
    ['300', 300],
    ['1h30m', '1h30m'],
  ])('keeps the model for %s as the server takes it', async (keepAlive, sent) => {
    server.onChat(() => replyText('Hi'));
    expect(await textOf(chat({ keepAlive }).stream(hello))).toBe('Hi');
    expect(server.chatRequests[0]?.body.keep_alive).toBe(sent);
  });

  test('signs in with every request, and tells nobody how', async () => {
    server.onChat(() => replyStatus(401, 'unauthorized'));
    const fault = await faultOf(textOf(chat({ authorization: 'Bearer s3cret' }).stream(hello)));
    expect(fault).toMatchObject({ code: 'model-failed', details: { trouble: 'key-missing' } });
    expect(server.chatRequests[0]?.headers.authorization).toBe('Bearer s3cret');
    expect(JSON.stringify([fault.message, fault.details, logger.lines])).not.toContain('s3cret');
  });

  test('names what the server is short of', async () => {
    const said = 'model requires more system memory (5.5 GiB) than is available (3.1 GiB)';
    server.onChat(() => replyStatus(500, said));
    const fault = await faultOf(textOf(chat().stream(hello)));
    expect(fault.details).toMatchObject({ trouble: 'memory-short' });
    expect(circuit.trouble()).toBe('memory-short');
    await faultOf(textOf(chat().stream(hello)));
    expect(logger.warnings.map(({ message }) => message)).toEqual([fault.message]);
  });

  test('keeps the model for 30 minutes and leaves threads to the server by default', async () => {
    server.onChat(() => replyText('Hi'));
    await textOf(chat().stream(hello));
    expect(server.chatRequests[0]?.body.keep_alive).toBe('30m');
    expect(server.chatRequests[0]?.body.options).not.toHaveProperty('num_thread');
  });

  test('holds the answer to a schema where one is given, and to nothing otherwise', async () => {
    server.onChat(() => replyText('{}'));
    const format = { type: 'object', properties: { claim: { type: 'string' } } };
    await textOf(chat().stream({ ...hello, format }));
    await textOf(chat().stream(hello));
    const [held, free] = server.chatRequests.map(({ body }) => body);
    expect(held).toMatchObject({ format });
    expect(free).not.toHaveProperty('format');
  });

  test('hides the reasoning of a model that thinks aloud', async () => {
    server.onChat(() => replyTokens(['<thi', 'nk>', 'Hm', '</th', 'ink>\n', '\nHel', 'lo']));
    const pieces: string[] = [];
    for await (const piece of chat().stream(hello)) pieces.push(piece);
    expect(pieces).toEqual(['Hel', 'lo']);
  });

  test.each<[string, ChatReply, string]>([
    ['500', replyStatus(500, 'llama runner terminated'), 'model-failed'],
    ['503', replyStatus(503, 'server busy'), 'model-overloaded'],
    ['a page', replyHtml(), 'model-failed'],
    ['a page with status 200', replyHtml(200), 'model-failed'],
    ['half a line', replyHalfLine(), 'model-failed'],
    ['nothing at all', replyRaw(''), 'model-failed'],
    [
      'an end without done',
      replyRaw('{"message":{"content":"Hi"},"done":false}\n'),
      'model-failed',
    ],
    ['a line without end', replyRaw(`{"x":"${'x'.repeat(MAX_LINE_CHARS)}`), 'model-failed'],
    [
      'a line that is too long, though all of it is right',
      replyRaw(
        `{"message":{"content":"Hi"},"done":true,"x":"${'x'.repeat(2 * MAX_LINE_CHARS)}"}\n`,
      ),
      'model-failed',
    ],
    ['an error inside of the stream', replyRaw('{"error":"out of memory"}\n'), 'model-failed'],
  ])('%s', async (_what, reply, code) => {
    server.onChat(() => reply);
    const fault = await faultOf(textOf(chat().stream(hello)));
    expect(fault).toMatchObject({ code, isRetryable: true });
    expect(fault.details).toMatchObject({ model: 'llama3.2', host: server.url });
  });

  test('passes on what came before the stream broke', async () => {
    server.onChat(() => ({
      kind: 'cut',
      head: '{"message":{"content":"Hi"},"done":false}\n{"mess',
    }));
    const pieces = chat().stream(hello)[Symbol.asyncIterator]();
    expect(await nextPiece(pieces)).toBe('Hi');
    expect((await faultOf(pieces.next())).code).toBe('model-failed');
  });

  describe('before the first token', () => {
    const patience = { askAfterMs: 1_000, longestMs: 2_500 };

    test('leaves a dead server after three minutes, and closes the connection', async () => {
      server.onChat(() => replyHang());
      server.on('/api/version', () => replyDrop());
      const fault = faultOf(textOf(chat().stream(hello)));
      const request = await server.chatRequest();
      await clock.advance(DEFAULT_PATIENCE.askAfterMs - 1);
      expect(clock.pending).toBe(1);
      await clock.advance(1);
      expect(await fault).toMatchObject({ code: 'model-timeout', details: { trouble: 'silent' } });
      expect((await fault).message).toContain('first token');
      expect(await request.closed).toBe('aborted');
    });

    test('waits for a server that lives as long as it is allowed, and blames no fault', async () => {
      server.onChat(() => replyHang());
      for (let count = 0; count <= FAILURES_TO_OPEN; count += 1) {
        const fault = faultOf(textOf(chat({ patience }).stream(hello)));
        for (const ms of [1_000, 1_000, 500]) await clock.pass(ms);
        expect(await fault).toMatchObject({ code: 'model-timeout', details: { trouble: 'slow' } });
      }
      expect(circuit.retryInMs()).toBeNull();
      expect(circuit.trouble()).toBe('slow');
    });

    test('takes the answer of a slow server when it comes', async () => {
      server.onChat(() => replyHeld(['Hi']));
      const text = textOf(chat({ patience }).stream(hello));
      const request = await server.chatRequest();
      await clock.pass(patience.askAfterMs);
      await clock.pass(patience.askAfterMs);
      request.release();
      expect(await text).toBe('Hi');
    });
  });

  test('closes a stream that stalls between two tokens', async () => {
    server.onChat(() => replyStall(['Once', ' upon']));
    const pieces = chat().stream(hello)[Symbol.asyncIterator]();
    expect((await nextPiece(pieces)) + (await nextPiece(pieces))).toBe('Once upon');
    const fault = faultOf(pieces.next());
    await clock.whenSleeping();
    await clock.advance(NEXT_TOKEN_TIMEOUT_MS);
    expect((await fault).message).toContain('next token');
    expect(await (await server.chatRequest()).closed).toBe('aborted');
  });

  test('counts the time anew with each token, and not while the reader is busy', async () => {
    server.onChat(() => replyHeld(['a', 'b', 'c']));
    const pieces = chat().stream(hello)[Symbol.asyncIterator]();
    let text = '';
    for (let count = 0; count < 3; count += 1) {
      const piece = nextPiece(pieces);
      const request = await server.chatRequest();
      await clock.whenSleeping();
      await clock.advance(NEXT_TOKEN_TIMEOUT_MS - 1);
      request.release();
      text += await piece;
      expect(clock.pending).toBe(0);
      await clock.advance(10 * NEXT_TOKEN_TIMEOUT_MS); // the reader is busy
    }
    expect(text).toBe('abc');
    expect((await pieces.next()).done).toBe(true);
  });

  test('a stalled stream closes when it is cancelled, and leaves nothing behind', async () => {
    server.onChat(() => replyStall(['Once']));
    const controller = new AbortController();
    const stream = chat().stream({ ...hello, signal: controller.signal });
    const pieces = stream[Symbol.asyncIterator]();
    await nextPiece(pieces);
    const fault = faultOf(pieces.next());
    await clock.whenSleeping();
    controller.abort();
    expect((await fault).code).toBe('cancelled');
    expect(await (await server.chatRequest()).closed).toBe('aborted');
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    expect(clock.pending).toBe(0);
  });

  test('gives nothing more after the abort, even what has already arrived', async () => {
    server.onChat(() => replyRaw('{"message":{"content":"x"},"done":false}\n'.repeat(5)));
    const controller = new AbortController();
    const stream = chat().stream({ ...hello, signal: controller.signal });
    const pieces = stream[Symbol.asyncIterator]();
    await nextPiece(pieces);
    controller.abort();
    expect((await faultOf(pieces.next())).code).toBe('cancelled');
  });

  test('keeps no listener on a signal that many answers share', async () => {
    server.onChat(() => replyText('Hi there'));
    const { signal } = new AbortController();
    for (let count = 0; count < 15; count += 1) await textOf(chat().stream({ ...hello, signal }));
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  describe('a prompt that does not fit', () => {
    const long = ask('word '.repeat(CONTEXT_TOKENS + 1));

    test('is answered from what the server keeps, with a warning and a mark', async () => {
      server.onChat(() => replyText('Hi', { promptTokens: CONTEXT_TOKENS }));
      const reports: ChatReport[] = [];
      const text = await textOf(chat().stream({ ...long, onDone: (r) => reports.push(r) }));
      expect(text).toBe('Hi');
      expect(server.chatRequests.map(({ body }) => body.truncate)).toEqual([false, true]);
      expect(reports).toHaveLength(1);
      expect(reports[0]?.promptCut).toBe(true);
      expect(logger.warnings.map(({ message }) => message).join()).toContain(
        'longer than the context',
      );
    });

    test('does not count as a fault of the server', async () => {
      server.onChat(() => replyText('Hi'));
      for (let count = 0; count <= FAILURES_TO_OPEN; count += 1) await textOf(chat().stream(long));
      expect(circuit.retryInMs()).toBeNull();
    });
  });

  test('warns when the prompt takes the room of the answer', async () => {
    const budget = CONTEXT_TOKENS - MAX_ANSWER_TOKENS;
    server.onChat((request) => replyText('Hi', { promptTokens: Number(request.question) }));
    await textOf(chat().stream(ask(String(budget))));
    expect(logger.warnings).toHaveLength(0);
    await textOf(chat().stream(ask(String(budget + 1))));
    expect(logger.warnings[0]?.fields).toMatchObject({ promptTokens: 61, budgetTokens: 60 });
  });

  test('says whether the answer ended for want of room', async () => {
    const reports: ChatReport[] = [];
    const onDone = (report: ChatReport) => reports.push(report);
    server.onChat((_request, index) =>
      replyText('Hi', index === 0 ? { doneReason: 'length' } : {}),
    );
    await textOf(chat().stream({ ...hello, onDone }));
    await textOf(chat().stream({ ...hello, onDone }));
    expect(reports.map(({ truncated }) => truncated)).toEqual([true, false]);
  });

  test('never logs what was asked or answered', async () => {
    server.onChat((_request, index) =>
      index === 1 ? replyText('secret answer', { promptTokens: 90 }) : replyStatus(500, 'x'),
    );
    const model = chat();
    await faultOf(textOf(model.stream(ask('secret question'))));
    await textOf(model.stream(ask('secret question')));
    expect(logger.lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(logger.lines)).not.toContain('secret');
  });

  describe('with its circuit', () => {
    test('asks no more after three faults, and again after the rest', async () => {
      server.onChat((_request, index) =>
        index < FAILURES_TO_OPEN ? replyStatus(500, 'crashed') : replyText('Hi'),
      );
      const model = chat();
      for (let count = 0; count < FAILURES_TO_OPEN; count += 1) {
        expect((await faultOf(textOf(model.stream(hello)))).code).toBe('model-failed');
      }
      expect((await faultOf(textOf(model.stream(hello)))).code).toBe('model-resting');
      expect((await faultOf(model.warmUp())).code).toBe('model-resting');
      expect(server.chatRequests).toHaveLength(FAILURES_TO_OPEN);
      await clock.advance(15_000);
      expect(await textOf(model.stream(hello))).toBe('Hi');
      expect(circuit.retryInMs()).toBeNull();
    });

    test('a stall counts although tokens came before it', async () => {
      server.onChat(() => replyStall(['x']));
      const model = chat();
      for (let count = 1; count <= FAILURES_TO_OPEN; count += 1) {
        const pieces = model.stream(hello)[Symbol.asyncIterator]();
        await nextPiece(pieces);
        const fault = faultOf(pieces.next());
        await clock.whenSleeping();
        await clock.advance(NEXT_TOKEN_TIMEOUT_MS);
        expect((await fault).code).toBe('model-timeout');
      }
      expect(circuit.retryInMs()).not.toBeNull();
    });

    test('a trial lets others in with its first token, and makes way when it is left', async () => {
      server.onChat((_request, index) =>
        index < FAILURES_TO_OPEN ? replyStatus(500, 'crashed') : replyHeld(['a', 'b']),
      );
      const model = chat();
      for (let count = 0; count < FAILURES_TO_OPEN; count += 1) {
        await faultOf(textOf(model.stream(hello)));
      }
      await clock.advance(15_000);
      const left = new AbortController();
      const abandoned = faultOf(textOf(model.stream({ ...hello, signal: left.signal })));
      await server.chatRequest(FAILURES_TO_OPEN + 1);
      expect(circuit.retryInMs()).toBe(1_000);
      left.abort();
      await abandoned;
      const trial = model.stream(hello)[Symbol.asyncIterator]();
      const first = nextPiece(trial);
      const request = await server.chatRequest(FAILURES_TO_OPEN + 2);
      expect(circuit.retryInMs()).toBe(1_000);
      request.release();
      expect(await first).toBe('a');
      expect(circuit.retryInMs()).toBeNull();
      await trial.return?.();
    });

    test('a bug in onDone is not the fault of the server', async () => {
      server.onChat(() => replyText('Hi'));
      const onDone = () => {
        throw new TypeError('a bug of the caller');
      };
      for (let count = 0; count <= FAILURES_TO_OPEN; count += 1) {
        const fault = await faultOf(textOf(chat().stream({ ...hello, onDone })));
        expect(fault.code).toBe('internal');
      }
      expect(circuit.retryInMs()).toBeNull();
    });

    test('neither leaving early nor cancelling counts', async () => {
      server.onChat(() => replyStall(['x']));
      for (let count = 0; count <= FAILURES_TO_OPEN; count += 1) {
        for await (const piece of chat().stream(hello)) {
          expect(piece).toBe('x');
          break;
        }
        await faultOf(textOf(chat().stream({ ...hello, signal: AbortSignal.abort() })));
      }
      expect(circuit.retryInMs()).toBeNull();
    });
  });
});
