import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createArticleShelf } from '../../src/indexing/corpus/article-shelf.ts';
import { MemoryShelf } from '../fakes/memory-shelf.ts';
import { articleShelfContract } from './article-shelf.ts';

articleShelfContract('articles in memory', async () => {
  const shelf = new MemoryShelf();
  return { shelf, reopened: shelf, end: async () => undefined };
});

articleShelfContract('articles in files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cria-shelf-'));
  const options = { knowledgeDir: join(folder, 'knowledge'), dataDir: join(folder, 'data') };
  return {
    shelf: createArticleShelf(options),
    reopened: createArticleShelf(options),
    end: () => rm(folder, { recursive: true, force: true }),
  };
});
