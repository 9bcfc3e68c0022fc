import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { IndexWorkerClient } from '../../src/indexing/index-worker-client.ts';
import { tempFolder } from './temp-folder.ts';

describe('IndexWorkerClient', () => {
  test('brings errors across with their code, and answers afterwards', async () => {
    const worker = IndexWorkerClient.startBuild();
    const corpus = {
      knowledgeDir: join(await tempFolder(), 'missing'),
      maxTokens: 400,
      base: null,
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
    const worker = IndexWorkerClient.startSearch();
    const waiting = worker.call('articles', null);
    const outcome = expect(waiting).rejects.toMatchObject({ code: 'internal' });
    await worker.close();
    await outcome;
    await expect(worker.call('articles', null)).rejects.toMatchObject({ code: 'internal' });
    await worker.whenIdle();
    await worker.close();
  });

  test('refuses requests out of order', async () => {
    const worker = IndexWorkerClient.startSearch();
    await expect(worker.call('articles', null)).rejects.toMatchObject({ code: 'internal' });
    await worker.close();
  });
});
