import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../src/domain/errors.ts';
import {
  createCircuit,
  FAILURES_TO_OPEN,
  FIRST_REST_MS,
  type Circuit,
} from '../../../src/model/circuit.ts';
import { createModelHealth, HEALTH_TIMEOUT_MS } from '../../../src/model/ollama/model-health.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import {
  replyHang,
  replyHtml,
  startOllamaServer,
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

  const make = (embedder?: string) =>
    createModelHealth({
      host: server.url,
      chatModel: 'llama3.2',
      embedder,
      clock,
      logger,
      circuit,
    });

  test.each([
    [['llama3.2', 'bge-m3'], { status: 'ready' }],
    [['bge-m3'], { status: 'chat-model-missing', model: 'llama3.2' }],
    [['llama3.2:1b', 'bge-m3'], { status: 'chat-model-missing', model: 'llama3.2' }],
    [['llama3.2'], { status: 'embedder-missing', model: 'bge-m3' }],
    [[], { status: 'chat-model-missing', model: 'llama3.2' }],
  ])('with %j installed', async (models, expected) => {
    await start({ models });
    const health = make('bge-m3');
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
    expect(await health.refresh()).toEqual({ status: 'unreachable' });
    await server.setDown(false);
    expect(health.current()).toEqual({ status: 'unreachable' });
    expect(await health.refresh()).toEqual({ status: 'ready' });
  });

  test('waits three seconds for a server that says nothing', async () => {
    await start({ models: ['llama3.2'] });
    server.on('/api/tags', () => replyHang());
    const state = make().refresh();
    const request = await server.request('/api/tags');
    await clock.advance(HEALTH_TIMEOUT_MS - 1);
    expect(clock.pending).toBe(1);
    await clock.advance(1);
    expect(await state).toEqual({ status: 'unreachable' });
    expect(await request.closed).toBe('aborted');
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
