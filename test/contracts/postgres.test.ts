import { afterAll, beforeAll } from 'vitest';
import { PostgresDatabase } from '../../src/postgres/database.ts';
import { createPostgresStores } from '../../src/postgres/postgres-stores.ts';
import { FakeEmbedder } from '../fakes/fake-embedder.ts';
import { startPostgres, type PostgresServer } from '../fakes/postgres-server.ts';
import { writeFiles } from '../indexing/temp-folder.ts';
import { postgresBench } from '../postgres/postgres-bench.ts';
import { indexStoreContract } from './index-store.ts';
import { storesContract } from './stores.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.close());

indexStoreContract('generations in PostgreSQL', async () => {
  const { store, knowledgeDir, keeping } = await postgresBench(server.url, {
    'a.md': 'Ein llama.',
    'b.md': 'Noch ein llama.',
  });
  let articles = 0;
  return {
    store,
    embedder: new FakeEmbedder(),
    async change() {
      articles += 1;
      await writeFiles(knowledgeDir, { [`c${articles}.md`]: `Das llama ${articles}.` });
    },
    async end() {
      await keeping.stores.close();
      await server.clear();
    },
  };
});

storesContract('PostgreSQL', () => {
  const stores = createPostgresStores(new PostgresDatabase(server.url));
  return {
    stores,
    async close() {
      await stores.close();
      await server.clear();
    },
  };
});
