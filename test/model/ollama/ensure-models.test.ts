import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PullProgress } from '../../../src/domain/ports.ts';
import {
  ensureModels,
  PULL_ATTEMPTS,
  PULL_RETRY_MS,
  PULL_SILENCE_TIMEOUT_MS,
} from '../../../src/model/ollama/ensure-models.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import {
  replyDrop,
  replyHang,
  replyProgress,
  replyStatus,
  startOllamaServer,
  type OllamaServer,
} from '../../fakes/ollama-server.ts';
import { faultOf } from '../faults.ts';
import { RecordingLogger } from '../recording-logger.ts';

const OFFLINE = { error: 'pull model manifest: dial tcp: lookup registry.example: no such host' };

describe('ensureModels', () => {
  let server: OllamaServer;
  let clock: ManualClock;
  let logger: RecordingLogger;

  beforeEach(async () => {
    server = await startOllamaServer({ models: ['llama3.2'] });
    clock = new ManualClock();
    logger = new RecordingLogger();
  });
  afterEach(async () => {
    await server.close();
    server.assertNoSurprises();
    expect(clock.pending).toBe(0);
  });

  const ensure = (
    models: readonly string[],
    rest: { signal?: AbortSignal; onProgress?: (progress: PullProgress) => void } = {},
  ) => ensureModels({ host: server.url, models, clock, logger, ...rest });
  const pulls = () => server.requestsOf('/api/pull').map(({ body }) => body.model ?? body.name);

  test('downloads what is missing, once, and tells how far it is', async () => {
    const seen: PullProgress[] = [];
    const models = ['llama3.2:latest', 'bge-m3', 'bge-m3:latest', 'qwen3:0.6b'];
    expect(await ensure(models, { onProgress: (progress) => seen.push(progress) })).toEqual([
      'bge-m3',
      'qwen3:0.6b',
    ]);
    expect(pulls()).toEqual(['bge-m3', 'qwen3:0.6b']);
    expect(seen).toContainEqual({
      model: 'bge-m3',
      status: 'pulling 0123456789ab',
      completedBytes: 400,
      totalBytes: 1_000,
    });
    expect(seen[0]).toMatchObject({ completedBytes: null, totalBytes: null });
    expect(await ensure(models)).toEqual([]);
    expect(pulls()).toHaveLength(2);
  });

  test('tries three times, with growing pauses, and says what to run', async () => {
    server.onPull(() => replyProgress([{ status: 'pulling manifest' }, OFFLINE]));
    const fault = faultOf(ensure(['bge-m3']));
    for (let attempt = 1; attempt < PULL_ATTEMPTS; attempt += 1) {
      await server.request('/api/pull', attempt);
      await clock.whenSleeping();
      await waitForRetryPause(clock, logger, attempt);
      await clock.advance(PULL_RETRY_MS * 2 ** (attempt - 1));
    }
    expect((await fault).code).toBe('model-missing');
    expect((await fault).message).toContain('ollama pull bge-m3');
    expect((await fault).message).toContain('no such host');
    expect((await fault).details).toMatchObject({ model: 'bge-m3' });
    expect(pulls()).toHaveLength(PULL_ATTEMPTS);
  });

  test('goes on after a break', async () => {
    server.onPull((_request, index) =>
      index === 0 ? replyDrop() : replyProgress([{ status: 'success' }]),
    );
    const done = ensure(['bge-m3']);
    await waitForRetryPause(clock, logger, 1);
    await clock.advance(PULL_RETRY_MS);
    expect(await done).toEqual(['bge-m3']);
  });

  test('does not repeat what cannot work', async () => {
    server.onPull(() => replyProgress([{ error: 'pull model manifest: file does not exist' }]));
    const fault = await faultOf(ensure(['bge-m4']));
    expect(fault).toMatchObject({ code: 'model-missing', isRetryable: false });
    expect(fault.message).toContain('does not know it');
    expect(pulls()).toHaveLength(1);
  });

  test('does not repeat a download for a bug in onProgress', async () => {
    const onProgress = () => {
      throw new TypeError('a bug of the caller');
    };
    expect((await faultOf(ensure(['bge-m3'], { onProgress }))).code).toBe('internal');
    expect(pulls()).toHaveLength(1);
  });

  test('says when there is no server to download with', async () => {
    await server.setDown(true);
    const fault = await faultOf(ensure(['bge-m3']));
    expect(fault.code).toBe('model-unreachable');
    expect(fault.message).toContain('ollama serve');
  });

  test('stops a download when it is cancelled', async () => {
    server.onPull(() => replyHang());
    const controller = new AbortController();
    const fault = faultOf(ensure(['bge-m3'], { signal: controller.signal }));
    const request = await server.request('/api/pull');
    controller.abort();
    expect((await fault).code).toBe('cancelled');
    expect(await request.closed).toBe('aborted');
    expect(logger.lines).toEqual([]);
  });

  test('stops a pause when it is cancelled', async () => {
    server.onPull(() => replyStatus(500, 'disk is busy'));
    const controller = new AbortController();
    const fault = faultOf(ensure(['bge-m3'], { signal: controller.signal }));
    await waitForRetryPause(clock, logger, 1);
    controller.abort();
    expect((await fault).code).toBe('cancelled');
    expect(pulls()).toHaveLength(1);
  });

  test('closes a download that says nothing for four minutes', async () => {
    server.onPull((_request, index) =>
      index === 0 ? replyHang() : replyProgress([{ status: 'success' }]),
    );
    const done = ensure(['bge-m3']);
    const request = await server.request('/api/pull');
    await clock.advance(PULL_SILENCE_TIMEOUT_MS);
    expect(await request.closed).toBe('aborted');
    await waitForRetryPause(clock, logger, 1);
    expect(logger.warnings[0]?.fields).toMatchObject({ attempt: 1, code: 'model-timeout' });
    await clock.advance(PULL_RETRY_MS);
    expect(await done).toEqual(['bge-m3']);
  });
});

/** The pause begins right after the warning of the failed attempt. */
async function waitForRetryPause(
  clock: ManualClock,
  logger: RecordingLogger,
  attempt: number,
): Promise<void> {
  while (logger.warnings.length < attempt) await clock.advance(0);
  await clock.whenSleeping();
}
