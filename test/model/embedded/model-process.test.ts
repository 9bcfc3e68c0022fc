import { beforeEach, describe, expect, test } from 'vitest';
import {
  LIFE_SIGN_TIMEOUT_MS,
  ModelProcess,
  NEXT_PIECE_TIMEOUT_MS,
} from '../../../src/model/embedded/model-process.ts';
import { OVER_LIMIT_EXIT, type ChatOrder } from '../../../src/model/embedded/protocol.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { ANSWERED, FakeModelChild } from '../../fakes/model-child.ts';
import { faultOf } from '../faults.ts';
import { RecordingLogger } from '../recording-logger.ts';

const ORDER: ChatOrder = {
  type: 'chat',
  weights: { model: 'tiny', path: '/tiny.gguf', sha256: '0'.repeat(64) },
  messages: [{ role: 'user', content: 'Hello' }],
  maxTokens: 8,
};
const PATIENCE = { askAfterMs: 1_000, longestMs: 3_000 };

let clock: ManualClock;
let logger: RecordingLogger;
let children: FakeModelChild[];
let models: ModelProcess;
beforeEach(() => {
  clock = new ManualClock();
  logger = new RecordingLogger();
  children = [];
  models = new ModelProcess({
    start: () => {
      const child = new FakeModelChild();
      children.push(child);
      return child;
    },
    clock,
    logger,
  });
});

async function textOf(signal?: AbortSignal): Promise<string> {
  let text = '';
  for await (const part of models.run(ORDER, { signal, patience: PATIENCE })) {
    if (typeof part === 'string') text += part;
  }
  return text;
}

/** The process that was started `count`-th, once it has an order. */
async function childWithOrder(count = 1): Promise<{ child: FakeModelChild; id: number }> {
  while (children.length < count) await new Promise(setImmediate);
  const child = children[count - 1]!;
  return { child, id: (await child.order()).id };
}

describe('the process of the models', () => {
  test('is started by the first order, and yields its pieces and its outcome', async () => {
    expect(children).toHaveLength(0);
    const text = textOf();
    const { child, id } = await childWithOrder();
    child.write(id, 'Once ');
    child.write(id, 'more.');
    child.finish(id, ANSWERED);
    expect(await text).toBe('Once more.');
    expect(child.stopped()).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test('hands on a fault with its code and trouble', async () => {
    const fault = faultOf(textOf());
    const { child, id } = await childWithOrder();
    const details = { trouble: 'memory-short' };
    child.finish(id, {
      type: 'failed',
      fault: { code: 'model-failed', message: 'too big', isRetryable: true, details },
    });
    expect(await fault).toMatchObject({ code: 'model-failed', message: 'too big', details });
  });

  test('stops one order and leaves the other alone', async () => {
    const stop = new AbortController();
    const stopped = faultOf(textOf(stop.signal));
    const other = textOf();
    const { child } = await childWithOrder();
    const [one, two] = [await child.order(1), await child.order(2)];
    child.write(one.id, 'a');
    stop.abort();
    expect((await stopped).code).toBe('cancelled');
    expect(child.stopped()).toEqual([one.id]);
    child.write(two.id, 'b');
    child.finish(two.id, ANSWERED);
    expect(await other).toBe('b');
  });

  test('stops an order whose reader leaves', async () => {
    const reading = (async () => {
      for await (const part of models.run(ORDER, { patience: PATIENCE })) return part;
      return null;
    })();
    const { child, id } = await childWithOrder();
    child.write(id, 'a');
    expect(await reading).toBe('a');
    expect(child.stopped()).toEqual([id]);
  });

  test('that ends fails all its orders with the cause, tells it once, and is started anew', async () => {
    const [one, two] = [faultOf(textOf()), faultOf(textOf())];
    const { child } = await childWithOrder();
    await child.order(2);
    child.end(null, 'SIGSEGV', 'the last line');
    for (const fault of [await one, await two]) {
      expect(fault).toMatchObject({ code: 'model-failed', isRetryable: true });
      expect(fault.message).toContain('SIGSEGV');
      expect(fault.message).toContain('the last line');
      expect(fault.details['trouble']).toBeUndefined();
    }
    expect(logger.warnings).toHaveLength(1);
    const text = textOf();
    const again = await childWithOrder(2);
    again.child.write(again.id, 'Back.');
    again.child.finish(again.id, ANSWERED);
    expect(await text).toBe('Back.');
  });

  test.each([
    ['its own memory limit', OVER_LIMIT_EXIT, null, 'more memory than it may'],
    ['the system', null, 'SIGKILL', 'SIGKILL'],
  ])('that was ended by %s tells that memory is short', async (_, code, signal, said) => {
    const fault = faultOf(textOf());
    const { child } = await childWithOrder();
    child.end(code, signal);
    expect((await fault).details['trouble']).toBe('memory-short');
    expect((await fault).message).toContain(said);
  });

  test('is waited for while it lives, up to the deadline', async () => {
    const fault = faultOf(textOf());
    const { child } = await childWithOrder();
    await clock.whenSleeping();
    await clock.advance(PATIENCE.longestMs);
    expect(await fault).toMatchObject({ code: 'model-timeout', details: { trouble: 'slow' } });
    expect(child.isKilled).toBe(false);
    expect(child.stopped()).toHaveLength(1);
  });

  test('is ended when it gives no sign of life', async () => {
    const fault = faultOf(textOf());
    const { child } = await childWithOrder();
    child.lives = false;
    await clock.whenSleeping();
    await clock.advance(PATIENCE.askAfterMs + LIFE_SIGN_TIMEOUT_MS);
    expect(await fault).toMatchObject({ code: 'model-timeout', details: { trouble: 'silent' } });
    expect(child.isKilled).toBe(true);
  });

  test('is ended when an answer stands still', async () => {
    const fault = faultOf(textOf());
    const { child, id } = await childWithOrder();
    child.write(id, 'a');
    await clock.whenSleeping();
    await new Promise(setImmediate);
    await clock.advance(NEXT_PIECE_TIMEOUT_MS);
    expect((await fault).details['trouble']).toBe('silent');
    expect(child.isKilled).toBe(true);
  });

  test('takes no orders once it is closed', async () => {
    const fault = faultOf(textOf());
    const { child } = await childWithOrder();
    models.close();
    expect((await fault).code).toBe('model-failed');
    expect(child.isKilled).toBe(true);
    expect(logger.warnings, 'nobody needs to be told').toEqual([]);
    expect((await faultOf(textOf())).code).toBe('cancelled');
  });
});
