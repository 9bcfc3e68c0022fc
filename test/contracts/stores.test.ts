import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSqliteStores } from '../../src/storage/sqlite-stores.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { MemoryStores } from '../fakes/memory-stores.ts';
import { storesContract } from './stores.ts';

storesContract('the fake in memory', () => ({
  stores: new MemoryStores(),
  close: () => Promise.resolve(),
}));

storesContract('SQLite', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'cria-stores-'));
  const stores = createSqliteStores({ dataDir, clock: new ManualClock() });
  return {
    stores,
    async close() {
      await stores.close();
      rmSync(dataDir, { recursive: true });
    },
  };
});
