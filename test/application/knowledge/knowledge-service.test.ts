import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/domain/errors.ts';
import type { BuildProgress } from '../../../src/domain/index-store.ts';
import type { GateResult } from '../../../src/application/knowledge/generation-trial.ts';
import { FakeEmbedder } from '../../fakes/fake-embedder.ts';
import { KnowledgeService } from '../../../src/application/knowledge/knowledge-service.ts';
import { GENERATION } from '../../fakes/fake-index.ts';
import { knowledgeParts } from '../knowledge-parts.ts';

let parts: ReturnType<typeof knowledgeParts>;
beforeEach(() => {
  parts = knowledgeParts();
});

const diskFull = new AppError('disk-full', 'No space left.');

describe('opening', () => {
  it('serves what is on disk', async () => {
    await parts.knowledge.open();
    expect(parts.knowledge.state()).toMatchObject({
      generation: { id: 'generation-1' },
      building: null,
      lastFault: null,
    });
  });

  it('serves nothing where there is nothing', async () => {
    parts.store.onDisk = null;
    await parts.knowledge.open();
    expect(parts.knowledge.state().generation).toBeNull();
    expect(parts.knowledge.acquire()).toBeNull();
  });

  it('tells of a damaged index, and leaves it to be built anew', async () => {
    parts.store.openFault = new AppError('index-corrupt', 'vectors.bin: wrong checksum');
    await parts.knowledge.open();
    expect(parts.knowledge.state()).toMatchObject({
      generation: null,
      lastFault: { code: 'index-corrupt' },
    });
    expect(parts.logger.warnings[0]!.fields).toMatchObject({
      reason: 'vectors.bin: wrong checksum',
    });
    await parts.knowledge.refresh();
    expect(parts.knowledge.state()).toMatchObject({
      generation: { id: 'built-1' },
      lastFault: null,
    });
  });
});

describe('leases', () => {
  it('keep a replaced generation open until the last one is given back', async () => {
    const { knowledge, store } = parts;
    await knowledge.open();
    const [first, second] = [knowledge.acquire()!, knowledge.acquire()!];
    await knowledge.rebuild();
    const old = store.opened[0]!;
    expect(knowledge.acquire()!.index).not.toBe(first.index);
    first.release();
    first.release();
    expect(old.closed).toBe(0);
    second.release();
    expect(old.closed).toBe(1);
  });

  it('do not hold up the one that is served now', async () => {
    const { knowledge, store } = parts;
    await knowledge.open();
    knowledge.acquire()!.release();
    expect(store.opened[0]!.closed).toBe(0);
    await knowledge.rebuild();
    expect(store.opened[0]!.closed).toBe(1);
  });

  it('outlive the close of the service', async () => {
    const { knowledge, store } = parts;
    await knowledge.open();
    const lease = knowledge.acquire()!;
    await knowledge.close();
    expect(knowledge.acquire()).toBeNull();
    expect(store.opened[0]!.closed).toBe(0);
    lease.release();
    expect(store.opened[0]!.closed).toBe(1);
  });
});

describe('a plan', () => {
  it('is what the store says, where something is served', async () => {
    await parts.knowledge.open();
    expect(await parts.knowledge.plan()).toMatchObject({ passagesToEmbed: 0, wholeBuild: null });
    parts.store.wholeBuild = 'version';
    expect(await parts.knowledge.plan()).toMatchObject({ wholeBuild: 'version' });
  });

  it('has something to do where nothing is served, even if the files look well', async () => {
    parts.store.openFault = new AppError('index-corrupt', 'damaged');
    await parts.knowledge.open();
    expect(await parts.knowledge.plan()).toMatchObject({ passagesToEmbed: 0, wholeBuild: 'first' });
  });
});

describe('what a refresh builds for', () => {
  it('nothing while all is well', async () => {
    await parts.knowledge.open();
    expect(await parts.knowledge.buildCause()).toBeNull();
    expect(await parts.knowledge.refresh()).toBeNull();
    expect(parts.store.builds).toEqual([]);
  });

  it('no index', async () => {
    parts.store.onDisk = null;
    await parts.knowledge.open();
    expect(await parts.knowledge.buildCause()).toBe('none-yet');
  });

  it('another corpus', async () => {
    await parts.knowledge.open();
    parts.store.hash = 'corpus-2';
    expect(await parts.knowledge.buildCause()).toBe('corpus-changed');
  });

  it('another embedder', async () => {
    const { store, health, logger } = parts;
    const embedder = new FakeEmbedder({ digest: 'fake-digest-2' });
    const knowledge = new KnowledgeService({ store, health, logger, embedder });
    await knowledge.open();
    expect(await knowledge.buildCause()).toBe('embedder-changed');
    expect(knowledge.usableEmbedder()).toBeNull();
    await knowledge.refresh();
    expect(knowledge.usableEmbedder()).toBe(embedder);
  });

  it('vectors that are missing, once there is an embedder', async () => {
    const { knowledge, store, health } = parts;
    store.onDisk = { ...store.onDisk!, embedder: null };
    health.state = { status: 'unreachable' };
    await knowledge.open();
    expect(await knowledge.buildCause()).toBeNull();
    health.state = { status: 'ready' };
    expect(await knowledge.buildCause()).toBe('vectors-missing');
  });

  it('not a server that is down: vectors on disk are kept', async () => {
    parts.health.state = { status: 'unreachable' };
    await parts.knowledge.open();
    expect(await parts.knowledge.refresh()).toBeNull();
  });
});

describe('building', () => {
  it('uses the embedder only where its server is there', async () => {
    const { knowledge, store, health, embedder } = parts;
    await knowledge.rebuild();
    health.state = { status: 'embedder-missing', model: 'bge-m3' };
    await knowledge.rebuild();
    expect(store.builds.map((build) => build.embedder)).toEqual([embedder, undefined]);
  });

  it('goes on without vectors when the embedder does not answer', async () => {
    const { knowledge, store, embedder, logger } = parts;
    embedder.describe = () => Promise.reject(new AppError('model-failed', 'HTTP 500'));
    await knowledge.rebuild();
    expect(store.builds[0]!.embedder).toBeUndefined();
    expect(logger.warnings[0]!.fields).toMatchObject({ reason: 'HTTP 500' });
  });

  it('shows how far it is, and nothing afterwards', async () => {
    const { knowledge, store } = parts;
    const seen: BuildProgress[] = [];
    store.hold();
    const building = knowledge.rebuild({ onProgress: (progress) => seen.push(progress) });
    while (store.builds.length === 0) await Promise.resolve();
    expect(knowledge.state().building).toEqual({ phase: 'embedding', done: 1, total: 3 });
    store.letGo();
    await building;
    expect(knowledge.state().building).toBeNull();
    expect(seen).toHaveLength(1);
  });

  it('is shared by callers at the same time', async () => {
    const { knowledge, store } = parts;
    const reports = await Promise.all([knowledge.rebuild(), knowledge.rebuild()]);
    expect(store.builds).toHaveLength(1);
    expect(reports[0]).toBe(reports[1]);
    await knowledge.rebuild();
    expect(store.builds).toHaveLength(2);
  });

  it('leaves the old index serving when it fails, and says why', async () => {
    const { knowledge, store } = parts;
    await knowledge.open();
    store.buildFault = diskFull;
    await expect(knowledge.rebuild()).rejects.toBe(diskFull);
    expect(knowledge.state()).toMatchObject({
      generation: { id: 'generation-1' },
      building: null,
      lastFault: diskFull,
    });
    const lease = knowledge.acquire()!;
    expect(lease.index.describe().id).toBe('generation-1');
    expect(store.opened[0]!.closed).toBe(0);
    store.buildFault = null;
    await knowledge.rebuild();
    expect(knowledge.state().lastFault).toBeNull();
  });

  it('does not count being cancelled as a fault', async () => {
    const { knowledge, store } = parts;
    await knowledge.open();
    const abort = new AbortController();
    store.hold();
    const building = knowledge.rebuild({ signal: abort.signal });
    while (store.builds.length === 0) await Promise.resolve();
    abort.abort();
    store.letGo();
    await expect(building).rejects.toMatchObject({ code: 'cancelled' });
    expect(knowledge.state().lastFault).toBeNull();
  });

  it('logs every article that was left out, by file and line', async () => {
    await parts.knowledge.rebuild();
    expect(parts.logger.warnings.map(({ fields }) => fields)).toEqual([
      { file: 'schlecht.md', line: 3, message: 'The file is not UTF-8 text.' },
    ]);
  });

  it('is waited for by close', async () => {
    const { knowledge, store } = parts;
    store.hold();
    const building = knowledge.rebuild();
    while (store.builds.length === 0) await Promise.resolve();
    const closing = knowledge.close();
    store.letGo();
    await Promise.all([building, closing]);
    expect(store.opened.map(({ closed }) => closed)).toEqual([1]);
  });
});

describe('the usable embedder', () => {
  it('is none before its digest is known, and none while its server is gone', async () => {
    const { knowledge, health, embedder } = parts;
    await knowledge.open();
    expect(knowledge.usableEmbedder()).toBeNull();
    await knowledge.refresh();
    expect(knowledge.usableEmbedder()).toBe(embedder);
    health.state = { status: 'unreachable' };
    expect(knowledge.usableEmbedder()).toBeNull();
    health.state = { status: 'chat-model-missing', model: 'llama3.2' };
    expect(knowledge.usableEmbedder()).toBe(embedder);
  });
});

describe('a declined corpus', () => {
  beforeEach(async () => {
    await parts.knowledge.open();
    parts.store.hash = parts.store.declined = 'corpus-2';
  });

  it('is not built by itself, but when somebody asks', async () => {
    const { knowledge, store } = parts;
    expect(await knowledge.refreshCause()).toBeNull();
    expect(await knowledge.refresh()).toBeNull();
    expect(store.builds).toEqual([]);
    expect(await knowledge.buildCause()).toBe('corpus-changed');
    await knowledge.rebuild();
    expect(knowledge.state().generation!.id).toBe('built-1');
  });

  it('is built once it is another one', async () => {
    parts.store.hash = 'corpus-3';
    expect(await parts.knowledge.refreshCause()).toBe('corpus-changed');
  });

  it('does not keep vectors from being completed', async () => {
    const { store, knowledge } = parts;
    store.onDisk = { ...store.onDisk!, corpusHash: 'corpus-2', embedder: null };
    await knowledge.open();
    expect(await knowledge.refreshCause()).toBe('vectors-missing');
  });
});

describe('a generation that does not pass its trial', () => {
  const seen: string[] = [];
  const FAILED = { isPassed: false, maxDrop: 0.05 } as GateResult;
  beforeEach(() => {
    seen.length = 0;
    parts = knowledgeParts(async (served, candidate) => {
      seen.push(candidate.describe().id, served.index.describe().id);
      return FAILED;
    });
  });

  it('is kept aside while the old one serves, whoever had it built, and serves when it is confirmed', async () => {
    const { knowledge, store, logger } = parts;
    store.hash = 'corpus-2';
    await knowledge.open();
    expect(await knowledge.refresh()).toMatchObject({ outcome: 'aside', gate: FAILED });
    expect(seen).toEqual(['built-1', 'generation-1']);
    expect(logger.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', fields: { id: 'built-1' } }),
    );
    expect(knowledge.state().waiting!.id).toBe('built-1');
    expect(knowledge.state().generation!.id).toBe('generation-1');
    expect(store.opened).toHaveLength(1);
    expect((await knowledge.versions()).aside!.id).toBe('built-1');
    expect((await knowledge.promoteAside()).id).toBe('built-1');
    expect(knowledge.state().generation!.id).toBe('built-1');
    expect(knowledge.state().waiting).toBeNull();
  });

  it('serves all the same where nothing serves yet', async () => {
    parts.store.onDisk = null;
    expect(await parts.knowledge.refresh()).toMatchObject({ outcome: 'current', gate: null });
    expect(seen).toEqual([]);
  });

  it('is told of again after a restart', async () => {
    const { knowledge, store } = parts;
    store.aside = { ...GENERATION, id: 'waits' };
    await knowledge.open();
    expect(knowledge.state().waiting!.id).toBe('waits');
  });

  it('can be discarded', async () => {
    await parts.knowledge.open();
    await parts.knowledge.rebuild();
    expect(parts.knowledge.state().waiting).not.toBeNull();
    await parts.knowledge.discardAside();
    expect((await parts.knowledge.versions()).aside).toBeNull();
    expect(parts.knowledge.state().waiting).toBeNull();
  });
});

it('rolls back to the generation before; answers under way keep theirs', async () => {
  const { knowledge, store } = parts;
  await expect(knowledge.rollBack()).rejects.toMatchObject({ code: 'index-missing' });
  await knowledge.open();
  await knowledge.rebuild();
  const lease = knowledge.acquire()!;
  expect((await knowledge.rollBack()).id).toBe('generation-1');
  expect(knowledge.state().generation!.id).toBe('generation-1');
  expect(lease.index.describe().id).toBe('built-1');
  expect(store.opened[1]!.closed).toBe(0);
  lease.release();
  expect(store.opened[1]!.closed).toBe(1);
});

describe('a build after a change', () => {
  it('does not join one that may have read the corpus before', async () => {
    const { knowledge, store } = parts;
    store.hold();
    const first = knowledge.rebuild();
    while (store.builds.length === 0) await Promise.resolve();
    const second = knowledge.rebuildChanged();
    store.nextFaults.push(diskFull);
    store.letGo();
    await expect(first).rejects.toBe(diskFull);
    await second;
    expect(store.builds).toHaveLength(2);
  });

  it('is not begun when it was called off while it waited', async () => {
    const { knowledge, store } = parts;
    store.hold();
    const first = knowledge.rebuild();
    while (store.builds.length === 0) await Promise.resolve();
    const abort = new AbortController();
    const second = knowledge.rebuildChanged({ signal: abort.signal });
    abort.abort('whatever reason');
    store.letGo();
    await first;
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    expect(store.builds).toHaveLength(1);
  });
});

it('plans with the embedder where it is there', async () => {
  const { knowledge, health, store } = parts;
  const asked: unknown[] = [];
  const plan = store.plan.bind(store);
  store.plan = (options) => {
    asked.push(options.embedder);
    return plan(options);
  };
  await knowledge.plan();
  health.state = { status: 'unreachable' };
  await knowledge.plan();
  expect(asked).toEqual([parts.embedder, undefined]);
});

it('knows when a build would lose the vectors that are served', async () => {
  const { knowledge, health, store } = parts;
  expect(await knowledge.losesVectors()).toBe(false);
  await knowledge.open();
  expect(await knowledge.losesVectors()).toBe(false);
  health.state = { status: 'unreachable' };
  expect(await knowledge.losesVectors()).toBe(true);
  store.onDisk = { ...store.onDisk!, embedder: null };
  await knowledge.open();
  expect(await knowledge.losesVectors()).toBe(false);
});

it('gives an answer under way the embedder of its own generation', async () => {
  const { store, health, logger } = parts;
  store.onDisk = { ...store.onDisk!, embedder: { ...store.onDisk!.embedder!, digest: 'old' } };
  const knowledge = new KnowledgeService({ store, health, logger, embedder: parts.embedder });
  await knowledge.open();
  const old = knowledge.acquire()!;
  await knowledge.rebuild();
  expect(old.usableEmbedder()).toBeNull();
  expect(knowledge.acquire()!.usableEmbedder()).toBe(parts.embedder);
});
