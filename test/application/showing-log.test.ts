import { expect, test } from 'vitest';
import { ShowingLog } from '../../src/application/showing-log.ts';
import { MAX_EDIT_TIMES } from '../../src/domain/receipt.ts';
import { ManualClock } from '../fakes/manual-clock.ts';

test('times count from the first view, not from the first message', async () => {
  const clock = new ManualClock();
  const log = new ShowingLog(clock);
  await clock.advance(5_000);
  log.begin();
  await clock.advance(250);
  log.send();
  log.begin();
  await clock.advance(1_000);
  log.send();
  expect(log.soFar()).toEqual({ edits: 2, atMs: [250, 1_250] });
});

test('of very many all are counted, and the first and the last have their time', async () => {
  const clock = new ManualClock();
  const log = new ShowingLog(clock);
  for (let sent = 0; sent < MAX_EDIT_TIMES + 50; sent += 1) {
    log.send();
    await clock.advance(10);
  }
  const { edits, atMs } = log.soFar();
  expect(edits).toBe(MAX_EDIT_TIMES + 50);
  expect(atMs).toHaveLength(MAX_EDIT_TIMES);
  expect([atMs[0], atMs.at(-1)]).toEqual([0, (edits - 1) * 10]);
});
