import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../src/domain/errors.ts';
import {
  createCircuit,
  FAILURES_TO_OPEN,
  FIRST_REST_MS,
  type Circuit,
} from '../../../src/model/circuit.ts';
import { LIST_TIMEOUT_MS } from '../../../src/model/ollama/list-models.ts';
import { createModelHealth } from '../../../src/model/ollama/model-health.ts';
import { LIFE_SIGN_TIMEOUT_MS } from '../../../src/model/ollama/ollama-client.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import {
  replyHang,
  replyHtml,
  replyRaw,
  replyRedirect,
  replyStatus,
  startOllamaServer,
  type FaultReply,
  type OllamaServer,
} from '../../fakes/ollama-server.ts';
import { faultOf } from '../faults.ts';
import { RecordingLogger } from '../recording-logger.ts';

describe('createModelHealth', () => {
  let server: OllamaServer;
  let clock: ManualClock;
  let logger: RecordingLogger;
  let circuit: Circuit;

  const start = async (options: Parameters<typeof startOllamaServer>[0]) => {
    server = await startOllamaServer(options);
  };
  beforeEach(() => {
    clock = new ManualClock();
    logger = new RecordingLogger();
    circuit = createCircuit({ clock, logger, name: 'chat model' });
  });
  afterEach(async () => {
    await server.close();
    server.assertNoSurprises();
    expect(clock.pending).toBe(0);
  });

  const make = (options: { readonly embedder?: string; readonly host?: string } = {}) =>
    createModelHealth({
      host: server.url,
      chatModel: 'llama3.2',
      clock,
      logger,
      circuit,
      ...options,
    });

  test.each([
    [['llama3.2', 'bge-m3'], { status: 'ready' }],
    [['bge-m3'], { status: 'chat-model-missing', model: 'llama3.2' }],
    [['llama3.2:1b', 'bge-m3'], { status: 'chat-model-missing', model: 'llama3.2' }],
    [['llama3.2'], { status: 'embedder-missing', model: 'bge-m3' }],
    [[], { status: 'chat-model-missing', model: 'llama3.2' }],
  ])('with %j installed', async (models, expected) => {
    await start({ models });
    const health = make({ embedder: 'bge-m3' });
    expect(await health.refresh()).toEqual(expected);
    expect(health.current()).toEqual(expected);
  });

  test('misses no embedder when none is wanted', async () => {
    await start({ models: ['llama3.2'] });
    expect(await make().refresh()).toEqual({ status: 'ready' });
  });

  test('remembers the last answer until it asks again', async () => {
    await start({ models: ['llama3.2'] });
    const health = make();
    expect(health.current()).toEqual({ status: 'unreachable' });
    await health.refresh();
    await server.setDown(true);
    expect(health.current()).toEqual({ status: 'ready' });
    const gone = { status: 'unreachable', trouble: 'not-running' };
    expect(await health.refresh()).toEqual(gone);
    await server.setDown(false);
    expect(health.current()).toEqual(gone);
    expect(await health.refresh()).toEqual({ status: 'ready' });
  });

  test('waits three seconds for a server that says nothing', async () => {
    await start({ models: ['llama3.2'] });
    server.on('/api/version', () => replyHang());
    const state = make().refresh();
    const request = await server.request('/api/version');
    await clock.advance(LIFE_SIGN_TIMEOUT_MS - 1);
    expect(clock.pending).toBe(1);
    await clock.advance(1);
    expect(await state).toEqual({ status: 'unreachable', trouble: 'silent' });
    expect(await request.closed).toBe('aborted');
  });

  test('waits longer for the list of a server that lives, and keeps the last one', async () => {
    await start({ models: ['llama3.2'] });
    const slow = async (health: ReturnType<typeof make>, count: number) => {
      server.on('/api/tags', () => replyHang());
      const state = health.refresh();
      await server.request('/api/tags', count);
      if (count === 1) {
        await clock.advance(LIST_TIMEOUT_MS - 1);
        expect(await Promise.race([state, Promise.resolve('still waiting')])).toBe('still waiting');
      }
      await clock.advance(LIST_TIMEOUT_MS);
      return state;
    };
    const health = make();
    expect(await slow(health, 1)).toEqual({ status: 'unreachable', trouble: 'slow' });
    server.on('/api/tags', () => null);
    expect(await health.refresh()).toEqual({ status: 'ready' });
    expect(await slow(health, 3)).toEqual({ status: 'ready' });
  });

  test.each<[string, FaultReply, string | undefined]>([
    ['no login', replyStatus(401, 'unauthorized'), 'key-missing'],
    ['a refusal', replyStatus(403, 'forbidden'), 'access-denied'],
    ['a page of another program', replyHtml(200), 'other-program'],
    ['another program without the path', replyHtml(404), 'other-program'],
    ['JSON of another program', replyRaw('{"status":"ok"}'), 'other-program'],
    ['another address', replyRedirect('http://127.0.0.1:9/'), 'other-program'],
    ['a proxy without a server', replyHtml(502), undefined],
  ])('names the trouble with %s, and logs it once', async (_what, reply, trouble) => {
    await start({ models: ['llama3.2'] });
    server.on('/api/version', () => reply);
    const health = make();
    expect(await health.refresh()).toEqual({ status: 'unreachable', trouble });
    await health.refresh();
    expect(logger.warnings.map(({ fields }) => fields['trouble'])).toEqual([trouble ?? null]);
  });

  test('names the trouble of a server that is not there, and of a name that is none', async () => {
    await start({ models: [] });
    await server.setDown(true);
    expect(await make().refresh()).toEqual({ status: 'unreachable', trouble: 'not-running' });
    expect(await make({ host: 'http://cria.invalid:11434' }).refresh()).toMatchObject({
      status: 'unreachable',
      trouble: 'host-unknown',
    });
  });

  test('tells of a call that failed although the server answers', async () => {
    await start({ models: ['llama3.2'] });
    const health = make();
    await health.refresh();
    const details = { trouble: 'memory-short' };
    circuit.enter().fail(new AppError('model-failed', 'x', { isRetryable: true, details }));
    expect(health.current()).toEqual({ status: 'ready', trouble: 'memory-short' });
    circuit.enter().succeed();
    expect(health.current()).toEqual({ status: 'ready' });
  });

  test('takes a proxy without a server behind it for unreachable, and says so once', async () => {
    await start({ models: ['llama3.2'] });
    const health = make();
    await health.refresh();
    server.on('/api/tags', () => replyHtml(502));
    await health.refresh();
    expect(await health.refresh()).toEqual({ status: 'unreachable' });
    expect(logger.warnings).toHaveLength(1);
  });

  test('throws only when it is cancelled, and keeps what it knew', async () => {
    await start({ models: ['llama3.2'] });
    const health = make();
    await health.refresh();
    expect((await faultOf(health.refresh(AbortSignal.abort()))).code).toBe('cancelled');
    expect(health.current()).toEqual({ status: 'ready' });
  });

  test('says that the model is resting while its circuit is open', async () => {
    await start({ models: ['llama3.2'] });
    const health = make();
    await health.refresh();
    for (let count = 0; count < FAILURES_TO_OPEN; count += 1) {
      circuit.enter().fail(new AppError('model-failed', 'x', { isRetryable: true }));
    }
    await clock.advance(5_000);
    const resting = { status: 'resting', retryInMs: FIRST_REST_MS - 5_000 };
    expect(health.current()).toEqual(resting);
    expect(await health.refresh()).toEqual(resting);
    await clock.advance(10_000);
    expect(health.current()).toEqual({ status: 'ready' });
  });

  test('names the version, and warns once of one that is too old', async () => {
    await start({ models: ['llama3.2'], version: '0.5.7' });
    const health = make();
    expect(health.version()).toBeNull();
    await health.refresh();
    await health.refresh();
    expect(health.version()).toBe('0.5.7');
    expect(logger.warnings.map(({ fields }) => fields)).toEqual([
      { version: '0.5.7', minimum: '0.9.0' },
    ]);
  });

  test('does not warn of a current version', async () => {
    await start({ models: ['llama3.2'] });
    await make().refresh();
    expect(logger.warnings).toHaveLength(0);
  });
});
