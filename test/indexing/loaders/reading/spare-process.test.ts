import { expect, onTestFinished, test, vi } from 'vitest';
import {
  MAX_IDLE_PROCESS_MS,
  MAX_READS_OF_PROCESS,
} from '../../../../src/indexing/loaders/document-limits.ts';
import { ExtractionProcess } from '../../../../src/indexing/loaders/reading/extraction-process.ts';
import { createSpareProcess } from '../../../../src/indexing/loaders/reading/spare-process.ts';
import { ManualClock } from '../../../fakes/manual-clock.ts';

function started(): ExtractionProcess {
  const one = new ExtractionProcess({ heapMb: 64, maxBytes: 700_000_000 });
  onTestFinished(() => one.end());
  return one;
}

const ended = (one: ExtractionProcess): Promise<void> =>
  vi.waitFor(() => expect(one.isAlive).toBe(false), { timeout: 20_000 });

test('keeps one for the next document, once', () => {
  const spare = createSpareProcess(new ManualClock());
  expect(spare.take()).toBeNull();
  const one = started();
  spare.keep(one);
  expect(spare.take()).toBe(one);
  expect(spare.take()).toBeNull();
});

test('ends it when no document comes', async () => {
  const clock = new ManualClock();
  const spare = createSpareProcess(clock);
  const one = started();
  spare.keep(one);
  await clock.advance(MAX_IDLE_PROCESS_MS);
  expect(spare.take()).toBeNull();
  await ended(one);
  expect(clock.pending).toBe(0);
});

test('ends a second one, and one that has read enough', async () => {
  const spare = createSpareProcess(new ManualClock());
  const worn = started();
  worn.reads = MAX_READS_OF_PROCESS;
  spare.keep(worn);
  expect(spare.take()).toBeNull();
  const [first, second] = [started(), started()];
  spare.keep(first);
  spare.keep(second);
  await Promise.all([worn, second].map(ended));
  expect(spare.take()).toBe(first);
});

test('gives away none that has died at rest', async () => {
  const spare = createSpareProcess(new ManualClock());
  const one = started();
  spare.keep(one);
  one.end();
  await ended(one);
  expect(spare.take()).toBeNull();
});
