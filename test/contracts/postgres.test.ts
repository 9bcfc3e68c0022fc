import { afterAll, beforeAll } from 'vitest';
import { PostgresDatabase } from '../../src/postgres/database.ts';
import { createPostgresStores } from '../../src/postgres/postgres-stores.ts';
import { startPostgres, type PostgresServer } from '../fakes/postgres-server.ts';
import { storesContract } from './stores.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.close());

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
