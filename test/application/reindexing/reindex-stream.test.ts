import { expect, test } from 'vitest';
import type { ReindexEvent } from '../../../src/application/reindexing/reindex-desk.ts';
import { ReindexStream } from '../../../src/application/reindexing/reindex-stream.ts';

const at = (done: number): ReindexEvent => ({
  type: 'progress',
  at: {
    space: 'shared',
    progress: { phase: 'embedding', done, total: 9 },
    ...{ passagesPerSecond: null, remainingMs: null },
  },
});
const end: ReindexEvent = { type: 'end', reports: [], versions: [] };

async function all(stream: ReindexStream): Promise<ReindexEvent[]> {
  const seen: ReindexEvent[] = [];
  for await (const event of stream) seen.push(event);
  return seen;
}

test('a slow reader gets the latest progress, and the end', async () => {
  let left = 0;
  const stream = new ReindexStream(() => (left += 1));
  for (let done = 0; done < 1_000; done += 1) stream.push(at(done));
  stream.push(end);
  stream.push(at(5));
  stream.push({ type: 'end', reports: [], versions: [] });
  expect(await all(stream)).toEqual([at(999), end]);
  expect(left).toBe(1);
  expect(await stream.next()).toMatchObject({ done: true });
});

test('a quick reader gets every event as it comes', async () => {
  const stream = new ReindexStream(() => undefined);
  for (const done of [1, 2]) {
    const next = stream.next();
    stream.push(at(done));
    expect((await next).value).toEqual(at(done));
  }
});

test('whoever leaves is let go, also while waiting', async () => {
  let left = 0;
  const stream = new ReindexStream(() => (left += 1));
  const waiting = stream.next();
  await stream.return();
  expect(await waiting).toMatchObject({ done: true });
  expect(left).toBeGreaterThan(0);
});

test('a signal ends it with `cancelled`, also one that has aborted before', async () => {
  const abort = new AbortController();
  const stream = new ReindexStream(() => undefined, abort.signal);
  const waiting = all(stream);
  abort.abort();
  const cancelled = { type: 'error', error: { code: 'cancelled' } };
  expect(await waiting).toMatchObject([cancelled]);
  const late = new ReindexStream(() => undefined, abort.signal);
  late.push(at(1));
  expect(await all(late)).toMatchObject([cancelled]);
});
