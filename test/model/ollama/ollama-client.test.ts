import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { askOllama } from '../../../src/model/ollama/ollama-client.ts';
import { MAX_RESPONSE_BYTES } from '../../../src/model/ollama/request-fetch.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import {
  replyDrop,
  replyFlood,
  replyHalfLine,
  replyHang,
  replyHtml,
  replyRaw,
  replyRedirect,
  replyStatus,
  startOllamaServer,
  type FaultReply,
  type OllamaServer,
} from '../../fakes/ollama-server.ts';
import { deadHost, faultOf } from '../faults.ts';

const TIMEOUT_MS = 5_000;

describe('askOllama', () => {
  let server: OllamaServer;
  let clock: ManualClock;
  const printed = (['log', 'warn', 'error'] as const).map((name) => vi.spyOn(console, name));

  beforeEach(async () => {
    server = await startOllamaServer({ models: ['bge-m3'] });
    clock = new ManualClock();
  });
  afterEach(async () => {
    await server.close();
    server.assertNoSurprises();
    for (const print of printed) expect(print).not.toHaveBeenCalled();
    expect(clock.pending).toBe(0);
  });

  const ask = (signal?: AbortSignal, host = server.url) =>
    askOllama(
      { target: { host, model: 'bge-m3' }, clock, signal, timeoutMs: TIMEOUT_MS },
      (client) => client.list(),
    );

  test('answers', async () => {
    expect((await ask()).models.map(({ name }) => name)).toEqual(['bge-m3:latest']);
  });

  test.each<[string, FaultReply, string, boolean]>([
    ['404 of a model', replyStatus(404, "model 'bge-m3' not found"), 'model-missing', false],
    [
      '404 of a path',
      { kind: 'status', status: 404, body: '404 page not found', type: 'text/plain' },
      'model-failed',
      false,
    ],
    ['400', replyStatus(400, '"bge-m3" does not support chat'), 'model-failed', false],
    ['429', replyStatus(429, 'slow down'), 'model-overloaded', true],
    ['500', replyStatus(500, 'model runner has unexpectedly stopped'), 'model-failed', true],
    ['502 with a page', replyHtml(502), 'model-failed', true],
    [
      '503',
      replyStatus(503, 'server busy, maximum pending requests exceeded'),
      'model-overloaded',
      true,
    ],
    ['200 with a page', replyRaw('<html></html>'), 'model-failed', true],
    ['200 with half a line', replyHalfLine(), 'model-failed', true],
    ['200 with nothing', replyRaw(''), 'model-failed', true],
    ['200 with a number', replyRaw('7'), 'model-failed', true],
    ['a cut connection', replyDrop(), 'model-unreachable', true],
  ])('%s', async (_what, reply, code, isRetryable) => {
    server.on('/api/tags', () => reply);
    const fault = await faultOf(ask());
    expect(fault).toMatchObject({ code, isRetryable });
    expect(fault.details).toMatchObject({ model: 'bge-m3', host: server.url });
    expect(fault.message).toContain(server.url);
  });

  test('quotes what the server said, shortened', async () => {
    server.on('/api/tags', () => replyStatus(500, `out of memory ${'x'.repeat(5_000)}`));
    const { message } = await faultOf(ask());
    expect(message).toContain('out of memory');
    expect(message.length).toBeLessThan(600);
  });

  test('says that nobody listens', async () => {
    const fault = await faultOf(ask(undefined, await deadHost()));
    expect(fault.code).toBe('model-unreachable');
    expect(fault.message).toContain('ECONNREFUSED');
    expect(fault.message).toContain('ollama serve');
    expect(fault.cause).toBeInstanceOf(Error);
  });

  test('follows no redirect', async () => {
    const elsewhere = await startOllamaServer({ models: ['bge-m3'] });
    server.on('/api/tags', () => replyRedirect(`${elsewhere.url}/api/tags`));
    const fault = await faultOf(ask());
    await elsewhere.close();
    expect(fault.code).toBe('model-failed');
    expect(fault.message).toContain('redirects');
    expect(elsewhere.requests).toHaveLength(0);
  });

  test.each([
    [200, `longer than ${MAX_RESPONSE_BYTES} bytes`],
    [500, 'HTTP 500'],
  ])('reads no endless answer (status %i)', async (status, expected) => {
    server.on('/api/tags', () => replyFlood(status));
    const fault = await faultOf(ask());
    expect(fault.code).toBe('model-failed');
    expect(fault.message).toContain(expected);
    expect(await server.requests[0]?.closed).toBe('aborted');
  });

  test('closes the connection when the time is over', async () => {
    server.on('/api/tags', () => replyHang());
    const fault = faultOf(ask());
    const request = await server.request('/api/tags');
    await clock.advance(TIMEOUT_MS - 1);
    await clock.advance(1);
    expect(await fault).toMatchObject({ code: 'model-timeout', isRetryable: true });
    expect(await request.closed).toBe('aborted');
  });

  test('closes the connection when it is cancelled, and keeps no listener', async () => {
    server.on('/api/tags', () => replyHang());
    const controller = new AbortController();
    const fault = faultOf(ask(controller.signal));
    const request = await server.request('/api/tags');
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    controller.abort(new Error('stop'));
    expect(await fault).toMatchObject({ code: 'cancelled', cause: new Error('stop') });
    expect(await request.closed).toBe('aborted');
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  test('keeps no listener after an answer', async () => {
    const { signal } = new AbortController();
    for (let count = 0; count < 20; count += 1) await ask(signal);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  test('sends nothing when it is cancelled before', async () => {
    expect((await faultOf(ask(AbortSignal.abort()))).code).toBe('cancelled');
    expect(server.requests).toHaveLength(0);
  });

  test('works again when the server is back on the same port', async () => {
    await ask();
    await server.setDown(true);
    expect((await faultOf(ask())).code).toBe('model-unreachable');
    await server.setDown(false);
    expect((await ask()).models).toHaveLength(1);
  });
});
