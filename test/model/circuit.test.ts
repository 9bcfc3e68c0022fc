import { beforeEach, describe, expect, test } from 'vitest';
import { AppError, type ErrorCode } from '../../src/domain/errors.ts';
import {
  createCircuit,
  FAILURES_TO_OPEN,
  FIRST_REST_MS,
  LONGEST_REST_MS,
  type Circuit,
} from '../../src/model/circuit.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { faultOf } from './faults.ts';
import { RecordingLogger } from './recording-logger.ts';

const SERVER_FAULTS: readonly ErrorCode[] = [
  'model-unreachable',
  'model-failed',
  'model-timeout',
  'model-overloaded',
];

describe('createCircuit', () => {
  let clock: ManualClock;
  let logger: RecordingLogger;
  let circuit: Circuit;

  beforeEach(() => {
    clock = new ManualClock();
    logger = new RecordingLogger();
    circuit = createCircuit({ clock, logger, name: 'chat model' });
  });

  const failing = (code: ErrorCode = 'model-failed', isRetryable = true) =>
    faultOf(circuit.run(() => Promise.reject(new AppError(code, code, { isRetryable }))));
  const working = () => circuit.run(() => Promise.resolve('text'));
  const open = async () => {
    for (let count = 0; count < FAILURES_TO_OPEN; count += 1) await failing();
  };

  test.each(SERVER_FAULTS)('rests after three times %s in a row', async (code) => {
    for (let count = 0; count < FAILURES_TO_OPEN; count += 1) {
      expect(circuit.retryInMs()).toBeNull();
      expect((await failing(code)).code).toBe(code);
    }
    let calls = 0;
    const fault = await faultOf(circuit.run(async () => (calls += 1)));
    expect(fault).toMatchObject({
      code: 'model-resting',
      isRetryable: true,
      details: { retryInSeconds: FIRST_REST_MS / 1_000 },
    });
    expect(calls).toBe(0);
    // What the fault was, once, and that it rests.
    expect(logger.warnings).toHaveLength(2);
    expect(logger.warnings[0]).toMatchObject({ fields: { code }, message: code });
  });

  test.each<[ErrorCode, boolean]>([
    ['cancelled', false],
    ['model-missing', false],
    ['model-failed', false], // the request was at fault
  ])('does not count %s (retryable: %s)', async (code, isRetryable) => {
    for (let count = 0; count < 5; count += 1) await failing(code, isRetryable);
    expect(await working()).toBe('text');
  });

  test('never rests because a server is slow, and says what is the matter', async () => {
    const slow = new AppError('model-timeout', 'x', {
      isRetryable: true,
      details: { trouble: 'slow' },
    });
    for (let count = 0; count < 5; count += 1) {
      await faultOf(circuit.run(() => Promise.reject(slow)));
    }
    expect(circuit.retryInMs()).toBeNull();
    expect(circuit.trouble()).toBe('slow');
    await working();
    expect(circuit.trouble()).toBeNull();
    await faultOf(circuit.run(() => Promise.reject(slow)));
    expect(logger.warnings).toHaveLength(2); // anew after a success
  });

  test('a success in between starts the count anew', async () => {
    await failing();
    await failing();
    await working();
    await failing();
    await failing();
    expect(circuit.retryInMs()).toBeNull();
  });

  test('counts the rest down and then lets one trial through', async () => {
    await open();
    await clock.advance(FIRST_REST_MS - 1);
    expect(circuit.retryInMs()).toBe(1);
    await clock.advance(1);
    expect(circuit.retryInMs()).toBeNull();
    const trial = circuit.enter();
    expect((await faultOf(working())).details).toEqual({ retryInSeconds: 1 });
    trial.succeed();
    expect(await working()).toBe('text');
    expect(await working()).toBe('text');
  });

  test('doubles the rest after each failed trial, up to two minutes', async () => {
    await open();
    const rests: number[] = [];
    for (let trial = 0; trial < 5; trial += 1) {
      const restMs = circuit.retryInMs() ?? 0;
      rests.push(restMs);
      await clock.advance(restMs);
      expect((await failing()).code).toBe('model-failed');
    }
    expect(rests).toEqual([15_000, 30_000, 60_000, 120_000, LONGEST_REST_MS]);
    await clock.advance(LONGEST_REST_MS);
    await working();
    await open();
    expect(circuit.retryInMs()).toBe(FIRST_REST_MS);
  });

  test('a cancelled trial makes way for the next one at once', async () => {
    await open();
    await clock.advance(FIRST_REST_MS);
    await failing('cancelled', false);
    expect(await working()).toBe('text');
  });

  test('a trial whose answer has begun lets others in; its failure closes the door again', async () => {
    await open();
    await clock.advance(FIRST_REST_MS);
    const trial = circuit.enter();
    trial.alive();
    circuit.enter().release();
    trial.fail(new AppError('model-timeout', 'stalled', { isRetryable: true }));
    expect(circuit.retryInMs()).toBe(2 * FIRST_REST_MS);
  });

  test('faults of calls from before the rest do not prolong it', async () => {
    const early = circuit.enter();
    await open();
    await clock.advance(1_000);
    early.fail(new AppError('model-timeout', 'late', { isRetryable: true }));
    expect(circuit.retryInMs()).toBe(FIRST_REST_MS - 1_000);
  });

  test('only the first word of a permit counts', async () => {
    await failing();
    await failing();
    const permit = circuit.enter();
    permit.release();
    permit.fail(new AppError('model-failed', 'twice', { isRetryable: true }));
    expect(circuit.retryInMs()).toBeNull();
  });

  test('passes on what is no AppError, uncounted', async () => {
    for (let count = 0; count < 4; count += 1) {
      await expect(circuit.run(() => Promise.reject(new TypeError('bug')))).rejects.toThrow('bug');
    }
    expect(await working()).toBe('text');
  });
});
