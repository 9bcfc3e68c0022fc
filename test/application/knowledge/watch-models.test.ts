import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  HEALTHY_CHECK_MS,
  UNHEALTHY_CHECK_MS,
  watchModels,
} from '../../../src/application/knowledge/watch-models.ts';
import { AppError } from '../../../src/domain/errors.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { spaceParts } from '../knowledge-parts.ts';

let parts: ReturnType<typeof spaceParts>;
let clock: ManualClock;
let stop: AbortController;
let warmUps: number;
let runtime: string;
let warmUpFault: AppError | null;
let watching: Promise<void>;

beforeEach(() => {
  parts = spaceParts();
  clock = new ManualClock();
  stop = new AbortController();
  warmUps = 0;
  runtime = 'one';
  warmUpFault = null;
});
afterEach(async () => {
  stop.abort();
  await watching;
  expect(clock.pending).toBe(0);
});

function watch(): void {
  const { health, spaces: knowledge, logger } = parts;
  const warmUp = async (): Promise<void> => {
    warmUps += 1;
    if (warmUpFault !== null) throw warmUpFault;
  };
  const watched = { health, knowledge, clock, logger, warmUp, runtime: () => runtime };
  watching = watchModels(watched, stop.signal);
}

/** Moves to the next look and lets everything it sets off come to rest. */
async function look(ms: number): Promise<void> {
  await clock.advance(ms);
  for (let turn = 0; turn < 5; turn += 1) await nextTurn();
}

it('looks seldom while all is well, and does nothing', async () => {
  await parts.knowledge.open();
  await parts.knowledge.refresh();
  watch();
  await look(HEALTHY_CHECK_MS - 1);
  expect(parts.health.refreshes).toBe(0);
  await look(1);
  expect(parts.health.refreshes).toBe(1);
  expect({ warmUps, builds: parts.store.builds.length }).toEqual({ warmUps: 0, builds: 0 });
});

it('compares the index with the embedder of another runtime, and builds where it is another', async () => {
  const { knowledge, store, embedder } = parts;
  await knowledge.open();
  await knowledge.refresh();
  watch();
  const builds = store.builds.length;
  const info = { ...(await embedder.describe()), digest: 'of another model' };
  embedder.describe = () => Promise.resolve(info);
  await look(HEALTHY_CHECK_MS);
  expect(store.builds, 'nobody asked the embedder').toHaveLength(builds);
  runtime = 'two';
  await look(HEALTHY_CHECK_MS);
  expect(store.builds).toHaveLength(builds + 1);
  expect(warmUps).toBe(1);
  await look(HEALTHY_CHECK_MS);
  expect({ warmUps, builds: store.builds.length }).toEqual({ warmUps: 1, builds: builds + 1 });
});

describe('a server that comes back', () => {
  beforeEach(async () => {
    parts.health.state = { status: 'unreachable' };
  });

  it('is noticed soon; the index is completed and the model warmed up once', async () => {
    const { knowledge, store, health, embedder, logger } = parts;
    store.onDisk = null;
    await knowledge.refresh();
    expect(knowledge.state().generation!.embedder).toBeNull();
    watch();
    await look(UNHEALTHY_CHECK_MS);
    expect(store.builds).toHaveLength(1);
    health.next = { status: 'ready' };
    await look(UNHEALTHY_CHECK_MS);
    expect(store.builds.at(-1)!.embedder).toBe(embedder);
    expect(knowledge.usableEmbedder()).toBe(embedder);
    expect(warmUps).toBe(1);
    expect(logger.lines.map(({ message }) => message)).toContain(
      'The model server changed its state.',
    );
    await look(HEALTHY_CHECK_MS);
    expect({ warmUps, builds: store.builds.length }).toEqual({ warmUps: 1, builds: 2 });
  });

  it('has its embedder used again for vectors that were on disk all the while', async () => {
    const { knowledge, store, health, embedder } = parts;
    await knowledge.open();
    await knowledge.refresh();
    expect(knowledge.usableEmbedder()).toBeNull();
    watch();
    health.next = { status: 'ready' };
    await look(UNHEALTHY_CHECK_MS);
    expect(knowledge.usableEmbedder()).toBe(embedder);
    expect(store.builds).toEqual([]);
  });

  it('has the index completed even when the chat model does not load', async () => {
    const { knowledge, store, health, embedder } = parts;
    store.onDisk = null;
    await knowledge.refresh();
    warmUpFault = new AppError('model-failed', 'out of memory');
    watch();
    health.next = { status: 'ready' };
    await look(UNHEALTHY_CHECK_MS);
    expect(knowledge.usableEmbedder()).toBe(embedder);
    expect(parts.logger.warnings.at(-1)!.fields).toMatchObject({ reason: 'out of memory' });
  });

  it('is looked for again after a build that failed', async () => {
    const { knowledge, store, health } = parts;
    store.onDisk = null;
    await knowledge.refresh();
    store.buildFault = new AppError('disk-full', 'No space left.');
    watch();
    health.next = { status: 'ready' };
    await look(UNHEALTHY_CHECK_MS);
    expect(knowledge.state()).toMatchObject({
      generation: { embedder: null },
      lastFault: { code: 'disk-full' },
    });
    store.buildFault = null;
    await look(HEALTHY_CHECK_MS);
    expect(knowledge.state().generation!.embedder).not.toBeNull();
  });
});

it('looks often again once the server is gone', async () => {
  await parts.knowledge.open();
  watch();
  parts.health.next = { status: 'unreachable' };
  await look(HEALTHY_CHECK_MS);
  await look(UNHEALTHY_CHECK_MS);
  await look(UNHEALTHY_CHECK_MS);
  expect(parts.health.refreshes).toBe(3);
});

it('ends at the signal, without waiting for the next look', async () => {
  watch();
  stop.abort();
  await watching;
  expect(parts.health.refreshes).toBe(0);
});

it('ends at the signal while a build is under way', async () => {
  const { knowledge, store, health } = parts;
  health.state = { status: 'unreachable' };
  store.onDisk = null;
  await knowledge.refresh();
  store.hold();
  health.next = { status: 'ready' };
  watch();
  await look(UNHEALTHY_CHECK_MS);
  expect(store.builds).toHaveLength(2);
  stop.abort();
  store.letGo();
  await watching;
  expect(knowledge.state().generation!.embedder).toBeNull();
});
