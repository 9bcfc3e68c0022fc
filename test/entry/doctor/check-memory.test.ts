import { expect, test } from 'vitest';
import type { ModelFootprint } from '../../../src/domain/model-footprint.ts';
import { checkMemory } from '../../../src/entry/doctor/check-memory.ts';

const GIB = 1_073_741_824;

type Sized = Partial<ModelFootprint['models'][number]>;

/** Of a chat model of 5 GiB, 6 GiB loaded, on a server of this machine. */
async function judged(
  size: Sized | null,
  { free = 8, all = 16 } = {},
  place: Partial<ModelFootprint> = {},
): Promise<{ severity: string; measured: string; expected: string; mend: string | null }> {
  const model = { name: 'big:7b', bytes: 5 * GIB, loadedBytes: 0, isOnCard: false, ...size };
  const taken = {
    host: 'http://127.0.0.1:11434',
    isHere: true,
    version: null,
    models: [model],
    ...place,
  };
  const check = checkMemory(
    () => Promise.resolve(size === null ? [] : [taken]),
    () => ({ freeBytes: free * GIB, allBytes: all * GIB }),
  );
  const [found] = await check.run(AbortSignal.timeout(1_000));
  const [severity, text] = found ?? ['', { measured: '', expected: '', mend: null }];
  return { severity, ...text };
}

test('a model that fits is told with what it takes', async () => {
  expect(await judged({})).toEqual({
    severity: 'ok',
    measured: 'big:7b (5.0 GiB); 8.0 GiB of 16.0 GiB are free',
    expected: '6.0 GiB for weights, window and work',
    mend: null,
  });
});

test('one that the machine can never hold is named, with the commands for a smaller one', async () => {
  const found = await judged({}, { free: 5, all: 5.5 });
  expect(found.severity).toBe('warning');
  expect(found.measured).toBe('big:7b (5.0 GiB); this machine has 5.5 GiB');
  expect(found.expected).toContain('6.0 GiB');
  expect(found.expected).toContain('unless a graphics card');
  expect(found.mend).toBe('ollama pull llama3.2:1b, then CHAT_MODEL=llama3.2:1b in .env');
  const own = await judged({}, { free: 5, all: 5.5 }, { host: null });
  expect([own.severity, own.mend]).toEqual(['error', 'CHAT_MODEL=llama3.2:1b in .env']);
});

test('one that other programs leave no room for is named', async () => {
  const found = await judged({}, { free: 3 });
  expect(found.severity).toBe('warning');
  expect(found.mend).toMatch(/^end other programs, or take a smaller model: ollama pull /u);
  const small = await judged({ name: 'llama3.2:1b' }, { free: 3 });
  expect(small.mend).toBe('end other programs');
});

test('what is loaded already needs no room beside itself', async () => {
  expect((await judged({ loadedBytes: 6 * GIB }, { free: 1 })).severity).toBe('ok');
  expect((await judged({ loadedBytes: null }, { free: 1 })).severity).toBe('ok');
  expect((await judged({ isOnCard: true }, { free: 1, all: 4 })).severity).toBe('ok');
});

test('a server elsewhere has memory that cannot be seen', async () => {
  const found = await judged({}, { all: 1 }, { host: 'http://gpu.lan:11434', isHere: false });
  expect(found.severity).toBe('note');
  expect(found.measured).toContain('http://gpu.lan:11434');
  expect(found.expected).toBe('6.0 GiB free there');
});

test('without sizes the free memory alone is judged', async () => {
  expect((await judged(null)).severity).toBe('ok');
  expect((await judged(null, { free: 1 })).severity).toBe('warning');
});
