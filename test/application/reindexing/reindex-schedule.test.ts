import { expect, test } from 'vitest';
import type {
  ReindexEvent,
  ReindexRequest,
} from '../../../src/application/reindexing/reindex-desk.ts';
import { keepReindexed } from '../../../src/application/reindexing/reindex-schedule.ts';
import { AppError } from '../../../src/domain/errors.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { RecordingLogger } from '../../model/recording-logger.ts';

const MINUTE_MS = 60_000;

function scheduled(everyMinutes: number) {
  const clock = new ManualClock();
  const logger = new RecordingLogger();
  const stop = new AbortController();
  const asked: ReindexRequest[] = [];
  const found: { cause: 'corpus-changed' | null; end: ReindexEvent } = {
    cause: 'corpus-changed',
    end: { type: 'end', reports: [], versions: [] },
  };
  const desk = {
    async *apply(request: ReindexRequest) {
      asked.push(request);
      yield found.end;
    },
  };
  const knowledge = { refreshCause: async () => found.cause };
  const running = keepReindexed({ desk, knowledge, clock, logger, everyMinutes }, stop.signal);
  return { clock, logger, stop, asked, found, running };
}

test('looks at every interval and reindexes what has changed, until it is stopped', async () => {
  const { clock, asked, found, stop, running } = scheduled(10);
  await clock.advance(10 * MINUTE_MS - 1);
  expect(asked).toEqual([]);
  await clock.advance(1);
  expect(asked).toMatchObject([{ guildId: null, userId: 'operator' }]);
  found.cause = null;
  await clock.advance(10 * MINUTE_MS);
  expect(asked).toHaveLength(1);
  stop.abort();
  await running;
  expect(clock.pending).toBe(0);
});

test('goes on after one that failed', async () => {
  const { clock, asked, found, logger, stop, running } = scheduled(1);
  found.end = { type: 'error', error: new AppError('disk-full', 'No space left.') };
  await clock.advance(2 * MINUTE_MS);
  expect(asked).toHaveLength(2);
  expect(logger.warnings.map(({ fields }) => fields['code'])).toEqual(['disk-full', 'disk-full']);
  stop.abort();
  await running;
});

test('0 is never', async () => {
  const { clock, running } = scheduled(0);
  await running;
  expect(clock.pending).toBe(0);
});
