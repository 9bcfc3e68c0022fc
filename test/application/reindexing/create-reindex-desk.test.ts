import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createReindexDesk,
  MAX_REINDEXES,
  type ClosableReindexDesk,
} from '../../../src/application/reindexing/create-reindex-desk.ts';
import { createKeepsShared } from '../../../src/application/members/knowledge-access.ts';
import type { GoldenGate } from '../../../src/application/reindexing/golden-gate.ts';
import {
  PREVIEW_LIFETIME_MS,
  type ReindexEvent,
  type ReindexRequest,
  type SwapOutcome,
} from '../../../src/application/reindexing/reindex-desk.ts';
import type { GateResult } from '../../../src/application/knowledge/generation-trial.ts';
import {
  EMBEDDER_CHECK_MS,
  EMBEDDER_PATIENCE_MS,
  MAX_LISTENERS,
} from '../../../src/application/reindexing/reindex-run.ts';
import { AppError } from '../../../src/domain/errors.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { spaceParts, type MemoryIndexStore } from '../knowledge-parts.ts';

const SERVER = '123456789012345678';
const OTHER = '223456789012345678';
const PASSED = { isPassed: true, maxDrop: 0.05 } as GateResult;
const FAILED = { isPassed: false, maxDrop: 0.05 } as GateResult;
let parts: ReturnType<typeof spaceParts>;
let clock: ManualClock;
let desk: ClosableReindexDesk;
let gateResult: GateResult | null;
let compared: string[];
let keepers: readonly string[];

const gate: GoldenGate = {
  touched: async ({ changed }) => ({ total: 3, touched: changed }),
  async compare(served, candidate, options) {
    compared.push(`${served.index.describe().id}→${candidate.describe().id}`);
    options?.onProgress?.(1, 2);
    return gateResult;
  },
};

beforeEach(async () => {
  parts = spaceParts(gate.compare);
  clock = new ManualClock();
  gateResult = null;
  compared = [];
  keepers = [SERVER, OTHER];
  let ids = 0;
  const { spaces: knowledge, health, logger } = parts;
  const newId = (): string => `id-${++ids}`;
  const keepsShared = (guildId: string | null): boolean => createKeepsShared(keepers)(guildId);
  desk = createReindexDesk({ knowledge, gate, health, clock, newId, logger, keepsShared });
  await parts.spaces.shared.open();
  await parts.spaces.shared.refresh();
});
afterEach(async () => {
  parts.store.letGo();
  await desk.close();
  await parts.spaces.close();
  expect(clock.pending).toBe(0);
});

const of = (fields: Partial<ReindexRequest> = {}): ReindexRequest => ({
  guildId: null,
  userId: '1',
  ...fields,
});

async function all(events: AsyncIterable<ReindexEvent>): Promise<ReindexEvent[]> {
  const seen: ReindexEvent[] = [];
  for await (const event of events) seen.push(event);
  expect(seen.filter(({ type }) => type !== 'progress')).toHaveLength(1);
  expect(seen.at(-1)!.type).not.toBe('progress');
  return seen;
}

async function lastOf(events: AsyncIterable<ReindexEvent>): Promise<ReindexEvent> {
  return (await all(events)).at(-1)!;
}

/** Id of what serves after a swap; the refusal where there was none. */
async function served(swap: Promise<SwapOutcome>): Promise<string> {
  const outcome = await swap;
  return outcome.ok ? outcome.generation.id : outcome.reason;
}

async function begun(store: MemoryIndexStore = parts.store, builds = 1): Promise<void> {
  while (store.builds.length < builds) await nextTurn();
}

/** A server with articles that were changed since its index was built. */
async function withOwn(guildId: string): Promise<MemoryIndexStore> {
  parts.withArticles.add(guildId);
  const store = parts.storeOf(guildId);
  await store.build({ embedder: parts.embedder });
  await parts.spaces.of(guildId, async () => undefined);
  for (let turn = 0; turn < 10; turn += 1) await nextTurn();
  store.builds.length = 0;
  store.hash = 'own-changed';
  store.changes = { added: ['added/secret-1'], changed: [], removed: [] };
  return store;
}

describe('a preview', () => {
  test('is of the shared corpus, with the questions it touches', async () => {
    parts.store.changes = { added: ['a'], changed: ['b'], removed: [] };
    parts.store.estimatedMs = 5_000;
    const preview = await desk.preview(of({ guildId: SERVER }));
    expect(preview).toMatchObject({
      id: 'id-1',
      plans: [{ space: 'shared', plan: { added: ['a'], changed: ['b'] } }],
      golden: { total: 3, touched: ['b'] },
      estimatedMs: 5_000,
    });
    expect(parts.store.builds).toEqual([]);
  });

  test('is of the server’s own articles too where it has some, and of no other server’s', async () => {
    const store = await withOwn(SERVER);
    store.estimatedMs = 1_000;
    const preview = await desk.preview(of({ guildId: SERVER }));
    expect(preview.plans.map(({ space }) => space)).toEqual(['shared', 'server']);
    expect(preview.estimatedMs).toBe(1_000);
    const other = await desk.preview(of({ guildId: OTHER }));
    expect(other.plans.map(({ space }) => space)).toEqual(['shared']);
    expect(other.estimatedMs).toBeNull();
  });

  test('is known for a quarter of an hour, or until it is cancelled', async () => {
    const { id } = await desk.preview(of({ guildId: SERVER }));
    const { id: other } = await desk.preview(of());
    expect(desk.previewed(id)).toEqual({ guildId: SERVER });
    expect(desk.previewed(other)).toEqual({ guildId: null });
    desk.cancel(other);
    desk.cancel(other);
    expect(desk.previewed(other)).toBeNull();
    await clock.advance(PREVIEW_LIFETIME_MS - 1);
    expect(desk.previewed(id)).not.toBeNull();
    await clock.advance(1);
    expect(desk.previewed(id)).toBeNull();
    expect(desk.previewed('unknown')).toBeNull();
  });

  test('gives its generation back, also when it is called off', async () => {
    await desk.preview(of());
    const aborted = desk.preview(of({ signal: AbortSignal.abort() }));
    await expect(aborted).rejects.toMatchObject({ code: 'cancelled' });
    await parts.spaces.shared.rebuild();
    expect(parts.store.opened[0]!.closed).toBe(1);
  });
});

describe('applying', () => {
  beforeEach(() => {
    parts.store.hash = 'corpus-2';
  });

  test('builds, tells how far it is, and ends with a report', async () => {
    parts.store.progress = [
      { phase: 'embedding', done: 0, total: 10 },
      { phase: 'embedding', done: 5, total: 10 },
    ];
    const events = await all(desk.apply(of()));
    expect(events[0]).toMatchObject({ type: 'progress', at: { space: 'shared' } });
    expect(events.at(-1)).toMatchObject({
      type: 'end',
      reports: [{ space: 'shared', gate: null, report: { outcome: 'current' } }],
    });
    expect(parts.spaces.state().generation!.id).toBe('built-1');
    expect(desk.running(null)).toBeNull();
  });

  test('builds nothing where all is up to date, so that there is something to roll back to', async () => {
    parts.store.hash = 'corpus-1';
    expect(await lastOf(desk.apply(of()))).toMatchObject({
      type: 'end',
      reports: [],
      versions: [{ space: 'shared', current: { id: 'generation-1' }, previous: null }],
    });
    expect(parts.store.builds).toEqual([]);
  });

  test.each(['version', 'embedder', 'worn'] as const)(
    'builds what a preview shows for %s, whose articles are all the same',
    async (cause) => {
      parts.store.hash = 'corpus-1';
      parts.store.wholeBuild = cause;
      const { plans } = await desk.preview(of());
      expect(plans[0]!.plan.wholeBuild).toBe(cause);
      expect(await lastOf(desk.apply(of()))).toMatchObject({ reports: [{ space: 'shared' }] });
      expect(parts.store.builds).toHaveLength(1);
    },
  );

  test('builds nothing where a preview shows nothing, whatever the files are', async () => {
    const plan = parts.store.plan.bind(parts.store);
    parts.store.plan = async (options) => ({ ...(await plan(options)), passagesToEmbed: 0 });
    expect(await lastOf(desk.apply(of()))).toMatchObject({ type: 'end', reports: [] });
    expect(parts.store.builds).toEqual([]);
  });

  test('builds a corpus that was declined: somebody asks for it', async () => {
    parts.store.declined = 'corpus-2';
    await lastOf(desk.apply(of()));
    expect(parts.store.builds).toHaveLength(1);
  });

  test('builds the shared corpus first, then the server’s own', async () => {
    const store = await withOwn(SERVER);
    const event = await lastOf(desk.apply(of({ guildId: SERVER })));
    expect(event).toMatchObject({
      reports: [{ space: 'shared' }, { space: 'server', gate: null }],
    });
    expect([parts.store.builds.length, store.builds.length]).toEqual([1, 1]);
    expect(compared).toEqual(['generation-1→built-1']);
  });

  test('is joined by a second caller, who sees where it is', async () => {
    parts.store.hold();
    const first = all(desk.apply(of({ userId: '1' })));
    await begun();
    const second = all(desk.apply(of({ userId: '2', guildId: OTHER })));
    expect(desk.running(null)).toMatchObject({
      last: { space: 'shared', progress: { phase: 'embedding', done: 1, total: 3 } },
    });
    parts.store.letGo();
    const [one, two] = await Promise.all([first, second]);
    expect(two[0]).toMatchObject({ type: 'progress', at: { progress: { done: 1 } } });
    expect(two.at(-1)).toEqual(one.at(-1));
    expect(parts.store.builds).toHaveLength(1);
  });

  test('goes on when the one who began it leaves', async () => {
    parts.store.hold();
    const leave = new AbortController();
    const first = all(desk.apply(of({ signal: leave.signal })));
    await begun();
    leave.abort();
    expect((await first).at(-1)).toMatchObject({ error: { code: 'cancelled' } });
    expect(desk.running(null)).not.toBeNull();
    parts.store.letGo();
    expect((await lastOf(desk.apply(of()))).type).toBe('end');
    expect(parts.spaces.state().generation!.id).toBe('built-1');
  });

  test('is not begun for somebody who has left already', async () => {
    const events = await all(desk.apply(of({ signal: AbortSignal.abort() })));
    expect(events).toMatchObject([{ type: 'error', error: { code: 'cancelled' } }]);
    expect(desk.running(null)).toBeNull();
  });

  test('can be begun again from the last event on', async () => {
    for await (const event of desk.apply(of())) {
      if (event.type !== 'end') continue;
      expect(desk.running(null)).toBeNull();
      parts.store.hash = 'corpus-3';
      expect((await lastOf(desk.apply(of()))).type).toBe('end');
    }
    expect(parts.store.builds).toHaveLength(2);
  });

  test('ends at Stop for all, and the old generation serves', async () => {
    expect(desk.stop(null)).toBe(false);
    parts.store.hold();
    const both = [all(desk.apply(of())), all(desk.apply(of({ userId: '2' })))];
    await begun();
    expect(desk.stop(null)).toBe(true);
    parts.store.letGo();
    for (const events of await Promise.all(both)) {
      expect(events.at(-1)).toMatchObject({ type: 'error', error: { code: 'cancelled' } });
    }
    expect(parts.spaces.state().generation!.id).toBe('generation-1');
    expect(desk.running(null)).toBeNull();
  });

  test('ends with what went wrong', async () => {
    parts.store.buildFault = new AppError('disk-full', 'No space left.');
    expect(await lastOf(desk.apply(of()))).toEqual({
      type: 'error',
      error: parts.store.buildFault,
    });
    expect(parts.spaces.state().generation!.id).toBe('generation-1');
  });

  test('has a bounded number of listeners', async () => {
    parts.store.hold();
    const streams = Array.from({ length: MAX_LISTENERS }, () => desk.apply(of()));
    const refused = await all(desk.apply(of()));
    expect(refused).toMatchObject([{ type: 'error', error: { code: 'index-busy' } }]);
    parts.store.letGo();
    for (const stream of streams) expect((await lastOf(stream)).type).toBe('end');
  });

  test('is waited for by close, which stops it', async () => {
    parts.store.hold();
    const events = all(desk.apply(of()));
    await begun();
    const closing = desk.close();
    parts.store.letGo();
    await closing;
    expect((await events).at(-1)).toMatchObject({ error: { code: 'cancelled' } });
  });
});

describe('another server', () => {
  test('hears of the shared corpus alone', async () => {
    parts.store.hash = 'corpus-2';
    const store = await withOwn(SERVER);
    store.hold();
    const own = all(desk.apply(of({ guildId: SERVER })));
    const others = [OTHER, null].map((guildId) => all(desk.apply(of({ guildId }))));
    await begun(store);
    const late = all(desk.apply(of({ guildId: OTHER })));
    expect(desk.running(null)!.last).toMatchObject({ space: 'shared' });
    store.letGo();
    expect(JSON.stringify(await own)).toContain('added/secret-1');
    for (const events of await Promise.all([...others, late])) {
      expect(JSON.stringify(events)).not.toMatch(/secret|"server"/u);
      expect(events.at(-1)).toMatchObject({ type: 'end', reports: [{ space: 'shared' }] });
    }
  });

  test('hears nothing of a fault in it', async () => {
    const store = await withOwn(SERVER);
    store.hold();
    store.buildFault = new AppError('corpus-invalid', `servers/${SERVER}: secret.md`);
    const own = all(desk.apply(of({ guildId: SERVER })));
    const other = all(desk.apply(of({ guildId: OTHER })));
    await begun(store);
    store.letGo();
    expect((await own).at(-1)).toMatchObject({ type: 'error', error: { code: 'corpus-invalid' } });
    const end = (await other).at(-1);
    expect(end).toMatchObject({ type: 'end', reports: [], versions: [{ space: 'shared' }] });
    expect(JSON.stringify(end)).not.toMatch(/secret|"server"/u);
  });
});

describe('the gate', () => {
  beforeEach(() => {
    parts.store.hash = 'corpus-2';
  });

  test('lets a generation pass that does as well, and tells how it did', async () => {
    gateResult = PASSED;
    const events = await all(desk.apply(of()));
    expect(events.at(-1)).toMatchObject({
      reports: [{ gate: PASSED, report: { outcome: 'current' } }],
    });
    expect(compared).toEqual(['generation-1→built-1']);
  });

  test('keeps one aside that does worse, until somebody confirms it', async () => {
    gateResult = FAILED;
    const end = await lastOf(desk.apply(of()));
    expect(end).toMatchObject({ reports: [{ gate: FAILED, report: { outcome: 'aside' } }] });
    expect(parts.spaces.state().generation!.id).toBe('generation-1');
    expect(await served(desk.serveAside('shared', null))).toBe('built-1');
    expect(parts.spaces.state().generation!.id).toBe('built-1');
    await expect(desk.serveAside('shared', null)).rejects.toMatchObject({ code: 'index-missing' });
  });

  test('what is kept aside can be discarded, once', async () => {
    gateResult = FAILED;
    await lastOf(desk.apply(of()));
    await desk.discardAside('shared', null);
    await expect(desk.discardAside('shared', null)).rejects.toMatchObject({
      code: 'index-missing',
    });
    await expect(desk.serveAside('shared', null)).rejects.toMatchObject({ code: 'index-missing' });
    expect(parts.spaces.state().generation!.id).toBe('generation-1');
  });

  test('has nothing to say to the first index ever', async () => {
    await parts.spaces.shared.close();
    gateResult = FAILED;
    expect(await lastOf(desk.apply(of()))).toMatchObject({
      reports: [{ gate: null, report: { outcome: 'current' } }],
    });
    expect(compared).toEqual([]);
  });

  test('gives both generations back', async () => {
    gateResult = PASSED;
    await lastOf(desk.apply(of()));
    expect(parts.store.opened[0]!.closed).toBe(1);
  });
});

describe('a lost embedder', () => {
  const gone = new AppError('model-unreachable', 'gone', { isRetryable: true });
  beforeEach(() => {
    parts.store.hash = 'corpus-2';
  });

  test('is waited for, and the build goes on when it is back', async () => {
    parts.store.nextFaults.push(gone);
    const events = all(desk.apply(of()));
    await begun();
    parts.health.state = { status: 'unreachable' };
    await clock.whenSleeping();
    await clock.advance(EMBEDDER_CHECK_MS);
    expect(parts.store.builds).toHaveLength(1);
    parts.health.state = { status: 'ready' };
    await clock.advance(EMBEDDER_CHECK_MS);
    expect((await events).at(-1)).toMatchObject({ type: 'end', reports: [{ space: 'shared' }] });
    expect(parts.store.builds).toHaveLength(2);
    expect(parts.spaces.state().generation!.embedder).not.toBeNull();
  });

  test('is not waited for for ever, and costs no vectors', async () => {
    parts.health.state = { status: 'unreachable' };
    const events = all(desk.apply(of()));
    await clock.whenSleeping();
    for (let ms = 0; ms < EMBEDDER_PATIENCE_MS; ms += EMBEDDER_CHECK_MS) {
      await clock.advance(EMBEDDER_CHECK_MS);
    }
    expect((await events).at(-1)).toMatchObject({ error: { code: 'model-unreachable' } });
    expect(parts.store.builds).toEqual([]);
    expect(parts.spaces.state().generation).toMatchObject({ id: 'generation-1' });
  });

  test('can be stopped waiting for', async () => {
    parts.health.state = { status: 'unreachable' };
    const events = all(desk.apply(of()));
    await clock.whenSleeping();
    desk.stop(null);
    expect((await events).at(-1)).toMatchObject({ error: { code: 'cancelled' } });
  });

  test('is no matter where there are no vectors to lose', async () => {
    await parts.spaces.shared.close();
    parts.health.state = { status: 'unreachable' };
    expect((await lastOf(desk.apply(of()))).type).toBe('end');
    expect(parts.store.builds[0]!.embedder).toBeUndefined();
  });
});

describe('rolling back', () => {
  test('serves the generation before, in either space', async () => {
    parts.store.hash = 'corpus-2';
    const store = await withOwn(SERVER);
    await lastOf(desk.apply(of({ guildId: SERVER })));
    expect(await served(desk.rollBack('shared', SERVER))).toBe('generation-1');
    expect(parts.spaces.state().generation!.id).toBe('generation-1');
    const before = store.previous!.id;
    expect(await served(desk.rollBack('server', SERVER))).toBe(before);
    expect((await parts.spaces.stateOf(SERVER)).generation!.id).toBe(`generation-1+${before}`);
  });

  test('is refused while a reindex runs, without a generation before, and outside a server', async () => {
    await expect(desk.rollBack('shared', null)).rejects.toMatchObject({ code: 'index-missing' });
    await expect(desk.rollBack('server', null)).rejects.toMatchObject({ code: 'index-missing' });
    parts.store.hash = 'corpus-2';
    parts.store.hold();
    const events = all(desk.apply(of()));
    await begun();
    await expect(desk.rollBack('shared', null)).rejects.toMatchObject({ code: 'index-busy' });
    parts.store.letGo();
    await events;
  });
});

describe('a generation that is not the expected one', () => {
  async function builtTwice(): Promise<void> {
    for (const hash of ['corpus-2', 'corpus-3']) {
      parts.store.hash = hash;
      await lastOf(desk.apply(of()));
    }
  }

  test('is not rolled back: pressing twice goes back once', async () => {
    await builtTwice();
    expect(await served(desk.rollBack('shared', SERVER, 'built-2'))).toBe('built-1');
    expect(await served(desk.rollBack('shared', SERVER, 'built-2'))).toBe('other-generation');
    expect(await served(desk.rollBack('shared', SERVER, 'built-0'))).toBe('other-generation');
    expect(parts.spaces.state().generation!.id).toBe('built-1');
  });

  test('is not rolled back by the second of two at the same time', async () => {
    await builtTwice();
    const both = [1, 2].map(() => served(desk.rollBack('shared', null, 'built-2')));
    expect(await Promise.all(both)).toEqual(['built-1', 'other-generation']);
    expect(parts.spaces.state().generation!.id).toBe('built-1');
  });

  test('is neither served nor discarded', async () => {
    gateResult = FAILED;
    await builtTwice();
    expect(await served(desk.serveAside('shared', null, 'built-1'))).toBe('other-generation');
    expect(await desk.discardAside('shared', null, 'built-1')).toEqual({
      ok: false,
      reason: 'other-generation',
    });
    expect(parts.store.aside!.id).toBe('built-2');
    expect(await served(desk.serveAside('shared', null, 'built-2'))).toBe('built-2');
    for (const late of ['serveAside', 'discardAside'] as const) {
      const outcome = desk[late]('shared', null, 'built-2');
      await expect(outcome).rejects.toMatchObject({ code: 'index-missing' });
    }
    expect(parts.spaces.state().generation!.id).toBe('built-2');
  });

  test('is discarded when it is the expected one', async () => {
    gateResult = FAILED;
    await builtTwice();
    expect(await desk.discardAside('shared', null, 'built-2')).toEqual({ ok: true });
    expect(parts.store.aside).toBeNull();
  });
});

describe('what waits and what came before', () => {
  test('is in the preview and at the end, for each space', async () => {
    const store = await withOwn(SERVER);
    parts.store.hash = 'corpus-2';
    await lastOf(desk.apply(of({ guildId: SERVER })));
    gateResult = FAILED;
    parts.store.hash = 'corpus-3';
    const end = await lastOf(desk.apply(of({ guildId: SERVER })));
    const shared = {
      space: 'shared',
      current: { id: 'built-1' },
      previous: { id: 'generation-1' },
      aside: { id: 'built-2' },
    };
    const own = { space: 'server', current: { id: store.onDisk!.id }, aside: null };
    expect(end).toMatchObject({ versions: [shared, own] });
    expect(store.previous).not.toBeNull();
    const { plans } = await desk.preview(of({ guildId: SERVER }));
    expect(plans).toMatchObject([shared, { ...own, previous: { id: store.previous!.id } }]);
  });
});

describe('a server that does not keep the shared articles', () => {
  beforeEach(() => {
    keepers = [OTHER];
    parts.store.hash = 'corpus-2';
  });

  test('is every server where none is named', async () => {
    keepers = [];
    expect([SERVER, OTHER, null].map((id) => desk.keepsShared(id))).toEqual([false, false, true]);
    expect((await desk.preview(of({ guildId: SERVER }))).plans).toEqual([]);
  });

  test('previews and renews its own alone', async () => {
    const store = await withOwn(SERVER);
    const { plans, golden } = await desk.preview(of({ guildId: SERVER }));
    expect(plans.map(({ space }) => space)).toEqual(['server']);
    expect(golden).toBeNull();
    const events = await all(desk.apply(of({ guildId: SERVER })));
    expect(JSON.stringify(events)).not.toContain('shared');
    expect(events.at(-1)).toMatchObject({ reports: [{ space: 'server' }] });
    expect([parts.store.builds.length, store.builds.length]).toEqual([0, 1]);
    expect(await served(desk.rollBack('server', SERVER))).toBe(store.onDisk!.id);
  });

  test('has nothing to preview and to renew without any', async () => {
    expect((await desk.preview(of({ guildId: SERVER }))).plans).toEqual([]);
    expect(await all(desk.apply(of({ guildId: SERVER })))).toEqual([
      { type: 'end', reports: [], versions: [] },
    ]);
    expect(parts.store.builds).toEqual([]);
  });

  test('swaps nothing of them, while those who keep them do', async () => {
    await lastOf(desk.apply(of({ guildId: OTHER })));
    gateResult = FAILED;
    parts.store.hash = 'corpus-3';
    await lastOf(desk.apply(of()));
    const refusal = { ok: false, reason: 'kept-by-operator' };
    expect(await desk.rollBack('shared', SERVER)).toEqual(refusal);
    expect(await desk.serveAside('shared', SERVER, 'built-2')).toEqual(refusal);
    expect(await desk.discardAside('shared', SERVER)).toEqual(refusal);
    expect(parts.store).toMatchObject({ onDisk: { id: 'built-1' }, aside: { id: 'built-2' } });
    expect(await served(desk.rollBack('shared', OTHER))).toBe('generation-1');
    expect(await served(desk.serveAside('shared', null))).toBe('built-2');
  });

  test('neither sees nor stops a reindex of them, and is not held up with its own', async () => {
    const store = await withOwn(SERVER);
    parts.store.hold();
    const events = all(desk.apply(of({ guildId: OTHER })));
    await begun();
    expect(desk.running(SERVER)).toBeNull();
    expect(desk.stop(SERVER)).toBe(false);
    expect(desk.running(null)).not.toBeNull();
    const own = await all(desk.apply(of({ guildId: SERVER })));
    expect(own.at(-1)).toMatchObject({ type: 'end', reports: [{ space: 'server' }] });
    expect(store.builds).toHaveLength(1);
    await expect(desk.rollBack('shared', OTHER)).rejects.toMatchObject({ code: 'index-busy' });
    expect(await served(desk.rollBack('server', SERVER))).toBe(store.onDisk!.id);
    parts.store.letGo();
    expect((await events).at(-1)).toMatchObject({ reports: [{ space: 'shared' }] });
  });

  test('keeps its own reindex to itself, which nobody else joins', async () => {
    const store = await withOwn(SERVER);
    store.hold();
    const events = all(desk.apply(of({ guildId: SERVER })));
    await begun(store);
    for (const guildId of [OTHER, null]) {
      expect(desk.running(guildId)).toBeNull();
      expect(desk.stop(guildId)).toBe(false);
    }
    expect((await all(desk.apply(of({ guildId: OTHER })))).at(-1)).toMatchObject({ type: 'end' });
    const again = all(desk.apply(of({ guildId: SERVER, userId: 'second' }))); // joins
    expect(store.builds.length).toBeLessThan(2);
    expect(desk.stop(SERVER)).toBe(true);
    store.letGo();
    for (const end of [await events, await again]) {
      expect(end.at(-1)).toMatchObject({ error: { code: 'cancelled' } });
    }
  });

  test('a few servers reindex at once, the next one is told to wait', async () => {
    const ids = Array.from({ length: MAX_REINDEXES + 1 }, (_, at) => `${SERVER.slice(0, -1)}${at}`);
    const stores = [];
    for (const id of ids) stores.push(await withOwn(id));
    for (const store of stores) store.hold();
    const running = ids.slice(0, -1).map((guildId) => all(desk.apply(of({ guildId }))));
    for (const store of stores.slice(0, -1)) await begun(store);
    const last = ids.at(-1)!;
    expect(await all(desk.apply(of({ guildId: last })))).toMatchObject([
      { type: 'error', error: { code: 'index-busy' } },
    ]);
    const closing = desk.close();
    for (const store of stores) store.letGo();
    await closing;
    for (const events of running) {
      expect((await events).at(-1)).toMatchObject({ error: { code: 'cancelled' } });
    }
  });
});
