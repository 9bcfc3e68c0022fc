import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MAX_OPEN_SERVERS } from '../../../src/application/knowledge/knowledge-spaces.ts';
import { AppError } from '../../../src/domain/errors.ts';
import { FakeEmbedder } from '../../fakes/fake-embedder.ts';
import { rankedPassages } from '../../fakes/passages.ts';
import { spaceParts, type MemoryIndexStore, scopeSeen } from '../knowledge-parts.ts';

const SERVER = '123456789012345678';
const OTHER = '223456789012345678';
let parts: ReturnType<typeof spaceParts>;

beforeEach(async () => {
  parts = spaceParts();
  await parts.spaces.shared.open();
  await parts.spaces.shared.refresh();
});
afterEach(() => parts.spaces.close());

/** A server with one article whose index is on disk. */
async function withOwn(guildId = SERVER): Promise<MemoryIndexStore> {
  parts.withArticles.add(guildId);
  const store = parts.storeOf(guildId);
  store.passages = rankedPassages([{ articleId: 'added/x-1', title: guildId }]);
  await store.build({ embedder: parts.embedder });
  store.builds.length = 0;
  return store;
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await nextTurn();
}

const idOf = async (guildId: string | null): Promise<string | undefined> => {
  const lease = await parts.spaces.acquire(guildId);
  const id = lease?.index.describe().id;
  lease?.release();
  return id;
};

describe('without articles of its own', () => {
  test.each([null, SERVER, 'no-id'])('%s sees the shared generation', async (guildId) => {
    expect(await idOf(guildId)).toBe('generation-1');
    expect(await scopeSeen(parts.spaces, guildId)).toEqual({
      scope: 'all',
      generationId: 'generation-1',
    });
    expect([...parts.servers.keys()]).toEqual([]);
  });

  test('a server sees nothing where there is nothing', async () => {
    await parts.spaces.shared.close();
    expect(await parts.spaces.acquire(SERVER)).toBeNull();
    expect(await scopeSeen(parts.spaces, SERVER)).toEqual({ scope: 'all', generationId: null });
  });
});

describe('with articles of its own', () => {
  test('a server sees both, and no other server does', async () => {
    await withOwn();
    expect(await idOf(SERVER)).toBe(`generation-1+own-${SERVER}-1`);
    expect(await idOf(OTHER)).toBe('generation-1');
    expect(await idOf(null)).toBe('generation-1');
    expect(await scopeSeen(parts.spaces, SERVER)).toEqual({
      scope: SERVER,
      generationId: `generation-1+own-${SERVER}-1`,
    });
    const { generation } = await parts.spaces.stateOf(SERVER);
    expect(generation!.articles).toBe(6);
    expect((await parts.spaces.stateOf(OTHER)).generation!.articles).toBe(3);
  });

  test('its own are served where there are no shared ones', async () => {
    await withOwn();
    await parts.spaces.shared.close();
    expect(await idOf(SERVER)).toBe(`own-${SERVER}-1`);
    expect((await scopeSeen(parts.spaces, SERVER)).scope).toBe(SERVER);
  });

  test('its index is opened on the scale of the shared one, and again beside a new one', async () => {
    const store = await withOwn();
    await idOf(SERVER);
    await idOf(SERVER);
    expect(store.alignedTo).toEqual(['generation-1']);
    const held = (await parts.spaces.acquire(SERVER))!;
    await parts.spaces.shared.rebuild();
    expect(await idOf(SERVER)).toBe(`built-1+own-${SERVER}-1`);
    expect(store.alignedTo).toEqual(['generation-1', 'built-1']);
    expect(held.index.describe().id).toBe(`generation-1+own-${SERVER}-1`);
    expect(store.opened[0]!.closed).toBe(0);
    held.release();
    expect(store.opened[0]!.closed).toBe(1);
  });

  test('a swap between both leases is noticed: they belong together', async () => {
    const store = await withOwn();
    const open = store.openCurrent.bind(store);
    let swaps = 0;
    store.openCurrent = async (options) => {
      const opened = await open(options);
      if (swaps++ === 0) await parts.spaces.shared.rebuild();
      return opened;
    };
    expect(await idOf(SERVER)).toBe(`built-1+own-${SERVER}-1`);
    expect(store.alignedTo.at(-1)).toBe('built-1');
  });

  test('the embedder is used for both as the shared one allows', async () => {
    await withOwn();
    const lease = (await parts.spaces.acquire(SERVER))!;
    expect(lease.usableEmbedder()).toBe(parts.embedder);
    parts.health.state = { status: 'unreachable' };
    expect(lease.usableEmbedder()).toBeNull();
    lease.release();
  });
});

describe('a fault of a server’s own index', () => {
  test('leaves the shared one', async () => {
    const store = await withOwn();
    store.openFault = new AppError('index-corrupt', 'damaged');
    store.buildFault = new AppError('disk-full', 'no space');
    expect(await idOf(SERVER)).toBe('generation-1');
    await settle();
    const told = parts.logger.warnings.map(({ fields }) => fields['code']);
    expect(told).toEqual(expect.arrayContaining(['index-corrupt', 'disk-full']));
    const opened = store.opened.length;
    await idOf(SERVER);
    expect(store.opened).toHaveLength(opened);
  });

  test('in the middle of a question leaves the shared one as well', async () => {
    await withOwn();
    const lease = (await parts.spaces.acquire(SERVER))!;
    const store = parts.storeOf(SERVER);
    store.opened[0]!.search = () => Promise.reject(new AppError('internal', 'the worker ended'));
    expect((await lease.index.search({ text: 'x', limit: 5 })).candidates).toHaveLength(1);
    expect(parts.logger.warnings.at(-1)!.fields).toMatchObject({ reason: 'the worker ended' });
    lease.release();
  });

  test('that cannot even be looked for leaves the shared one', async () => {
    parts.withArticles.has = () => {
      throw new AppError('storage-failed', 'EIO');
    };
    expect(await idOf(SERVER)).toBe('generation-1');
  });
});

describe('an index that is missing or out of date', () => {
  test('is built in the background, while the shared one answers', async () => {
    parts.withArticles.add(SERVER);
    const store = parts.storeOf(SERVER);
    expect(await idOf(SERVER)).toBe('generation-1');
    await settle();
    expect(store.builds).toHaveLength(1);
    expect(await idOf(SERVER)).toBe(`generation-1+own-${SERVER}-1`);
  });

  test('is completed once the embedder is there', async () => {
    const store = await withOwn();
    store.onDisk = { ...store.onDisk!, embedder: null };
    parts.health.state = { status: 'unreachable' };
    await idOf(SERVER);
    await settle();
    expect(store.builds).toEqual([]);
    parts.health.state = { status: 'ready' };
    await parts.spaces.refreshServers(new AbortController().signal);
    expect(store.builds).toHaveLength(1);
    await parts.spaces.refreshServers(new AbortController().signal);
    expect(store.builds).toHaveLength(1);
  });

  test('of another embedder counts by its words alone', async () => {
    const store = await withOwn();
    store.buildFault = new AppError('disk-full', 'no space');
    const other = await new FakeEmbedder({ digest: 'another' }).describe();
    store.onDisk = { ...store.onDisk!, embedder: other };
    const lease = (await parts.spaces.acquire(SERVER))!;
    const embedding = new Float32Array([1, 0]);
    const { candidates } = await lease.index.search({ text: 'x', limit: 5, embedding });
    expect(candidates.map(({ dense }) => dense === null)).toEqual([false, true]);
    lease.release();
  });
});

describe('changes', () => {
  test('of one server run one after another, of two at the same time', async () => {
    await withOwn();
    await withOwn(OTHER);
    const seen: string[] = [];
    let finish = (): void => undefined;
    const first = parts.spaces.change(SERVER, async () => {
      seen.push('first begins');
      await new Promise<void>((resolve) => (finish = resolve));
      seen.push('first ends');
      throw new AppError('disk-full', 'x');
    });
    const second = parts.spaces.change(SERVER, async () => void seen.push('second'));
    const other = parts.spaces.change(OTHER, async () => void seen.push('other'));
    await other;
    finish();
    await expect(first).rejects.toMatchObject({ code: 'disk-full' });
    await second;
    expect(seen).toEqual(['first begins', 'other', 'first ends', 'second']);
  });
});

describe('open indexes', () => {
  const idAt = (at: number): string => String(100_000_000_000_000_000n + BigInt(at));

  test('are bounded: the least recently used closes, held ones do not', async () => {
    for (let at = 0; at <= MAX_OPEN_SERVERS; at += 1) await withOwn(idAt(at));
    const held = (await parts.spaces.acquire(idAt(1)))!;
    for (let at = 0; at <= MAX_OPEN_SERVERS; at += 1) {
      await idOf(idAt(at));
      await settle();
    }
    const open = [...parts.servers.values()].filter((store) =>
      store.opened.some(({ closed }) => closed === 0),
    );
    expect(open.length).toBeLessThanOrEqual(MAX_OPEN_SERVERS + 1);
    expect(parts.storeOf(idAt(0)).opened[0]!.closed).toBe(1);
    expect((await held.index.search({ text: 'x', limit: 5 })).candidates).toHaveLength(2);
    held.release();
    expect(await idOf(idAt(0))).toBe(`generation-1+own-${idAt(0)}-1`);
  });

  test('are dropped before their files go, and opened anew by the next use', async () => {
    const store = await withOwn();
    await idOf(SERVER);
    await settle();
    await parts.spaces.drop(SERVER);
    expect(store.opened.every(({ closed }) => closed === 1)).toBe(true);
    expect(await idOf(SERVER)).toBe(`generation-1+own-${SERVER}-1`);
  });

  test('all close with the spaces', async () => {
    const store = await withOwn();
    await idOf(SERVER);
    await parts.spaces.close();
    expect(store.opened.map(({ closed }) => closed)).toEqual([1]);
    expect(parts.store.opened.map(({ closed }) => closed)).toEqual([1]);
  });
});
