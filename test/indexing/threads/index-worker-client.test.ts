import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src/domain/errors.ts';
import type { BuildCalls } from '../../../src/indexing/building/build-calls.ts';
import { IndexWorkerClient } from '../../../src/indexing/threads/index-worker-client.ts';
import type { SearchCalls } from '../../../src/indexing/worker/search-calls.ts';
import { INDEX_WORKER } from '../../../src/indexing/worker/worker-entry.ts';
import { tempFolder, writeFiles } from '../temp-folder.ts';

describe('IndexWorkerClient', () => {
  test('brings errors across with their code, and answers afterwards', async () => {
    const worker = IndexWorkerClient.start<BuildCalls>(INDEX_WORKER, 'build');
    const corpus = {
      knowledgeDir: join(await tempFolder(), 'missing'),
      maxTokens: 400,
      base: null,
      stuck: [],
    };
    const plan = { ...corpus, cache: null };
    await expect(worker.call('plan', plan)).rejects.toMatchObject({
      code: 'corpus-unreadable',
      details: { folder: plan.knowledgeDir },
    });
    await expect(
      worker.call('plan', { ...plan, knowledgeDir: await tempFolder() }),
    ).resolves.toMatchObject({ articles: [], stagedPassages: 0 });
    await worker.close();
  });

  test('rejects what waits when it is closed, and whatever comes later', async () => {
    const worker = IndexWorkerClient.start<SearchCalls>(INDEX_WORKER, 'search');
    const waiting = worker.call('articles', null);
    const outcome = expect(waiting).rejects.toMatchObject({ code: 'internal' });
    await worker.close();
    await outcome;
    await expect(worker.call('articles', null)).rejects.toMatchObject({ code: 'internal' });
    await worker.whenIdle();
    await worker.close();
  });

  test('ends at the next step of what it does, never inside it', async () => {
    const knowledgeDir = await tempFolder();
    const sentence = 'Offene Gewichte lassen sich auf eigenen Rechnern betreiben. ';
    await writeFiles(
      knowledgeDir,
      Object.fromEntries(
        Array.from({ length: 400 }, (_, at) => [`a${at}.md`, sentence.repeat(20 + (at % 7))]),
      ),
    );
    const worker = IndexWorkerClient.start<BuildCalls>(INDEX_WORKER, 'build');
    const plan = { knowledgeDir, maxTokens: 400, base: null, cache: null, stuck: [] };
    let reports = 0;
    const closings: Promise<void>[] = [];
    const planning = worker.call('plan', plan, {
      onProgress: () => {
        reports += 1;
        closings.push(worker.close());
      },
    });
    await expect(planning).rejects.toMatchObject({
      code: 'internal',
      message: 'The index worker has been closed.',
    });
    await Promise.all(closings);
    expect(reports).toBe(1);
  });

  test('ends a worker that gives no sign, and closes soon after', async () => {
    const worker = IndexWorkerClient.start<BuildCalls>(INDEX_WORKER, 'build');
    const knowledgeDir = await tempFolder();
    const plan = { knowledgeDir, maxTokens: 400, base: null, cache: null, stuck: [] };
    const fault = new AppError('corpus-invalid', 'It hangs.');
    await expect(
      worker.call('plan', plan, { stallMs: 1, onStall: () => fault }), // it takes longer to start
    ).rejects.toBe(fault);
    await worker.close();
    await expect(worker.call('plan', plan)).rejects.toMatchObject({ code: 'internal' });
  });

  test('refuses requests out of order', async () => {
    const worker = IndexWorkerClient.start<SearchCalls>(INDEX_WORKER, 'search');
    await expect(worker.call('articles', null)).rejects.toMatchObject({ code: 'internal' });
    await worker.close();
  });
});
