import type { PostgresDatabase } from './database.ts';

/**
 * Takes the right to serve shards, held by a connection of its own: it goes when the process ends,
 * however it ends. Null: another process serves one of them.
 */
export async function takeShards(
  database: PostgresDatabase,
  shards: readonly number[],
): Promise<{ release(): Promise<void> } | null> {
  const client = await database.reserve();
  client.on('error', () => undefined);
  try {
    for (const shard of shards) {
      const { rows } = await client.query<{ taken: boolean }>(
        'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken',
        [`cria shard ${shard}`],
      );
      if (rows[0]?.taken === true) continue;
      client.release(true);
      return null;
    }
  } catch (thrown) {
    client.release(true);
    throw thrown;
  }
  return {
    async release() {
      await client.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
      client.release(true);
    },
  };
}
