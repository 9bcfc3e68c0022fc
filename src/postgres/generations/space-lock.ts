import { AppError } from '../../domain/errors.ts';
import type { PostgresDatabase, Scope } from '../database.ts';

/** The right to change the generations of one space, which one process at a time has. */
export interface SpaceLock {
  /** @throws what the driver throws when the right was lost with its connection */
  touch(): Promise<void>;
  release(): Promise<void>;
}

/** A build may take an hour; what moves the pointer alone is waited for. */
type Change = 'build' | 'pointer';

interface Holder {
  readonly change: Change;
  readonly over: Promise<void>;
}

/** Who changes a space here: the connections of a process may share a session, as behind a pooler. */
const holders = new Map<string, Holder>();

/**
 * Takes the right, held by a connection of its own: the server lets go of it when that ends, however
 * it ends. @throws AppError `index-busy` while another one has it
 */
export async function takeSpaceLock(
  database: PostgresDatabase,
  server: Scope,
  change: Change,
): Promise<SpaceLock> {
  const own = `${database.place} ${server}`;
  for (let holder = holders.get(own); holder !== undefined; holder = holders.get(own)) {
    if (holder.change === 'build') throw busy();
    await holder.over;
  }
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => (end = resolve));
  holders.set(own, { change, over });
  const leave = (): void => {
    holders.delete(own);
    end();
  };
  try {
    return await lockOf(database, server, leave);
  } catch (thrown) {
    leave();
    throw thrown;
  }
}

async function lockOf(
  database: PostgresDatabase,
  server: Scope,
  leave: () => void,
): Promise<SpaceLock> {
  const client = await database.reserve();
  const name = `cria build ${server}`;
  client.on('error', () => undefined); // `touch` will tell
  try {
    const { rows } = await client.query<{ taken: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken',
      [name],
    );
    if (rows[0]?.taken !== true) throw busy();
  } catch (thrown) {
    client.release(true);
    throw thrown;
  }
  return {
    async touch() {
      await client.query('SELECT 1');
    },
    async release() {
      // At once: the server notices the end of a session a little later. It ends all the same.
      await client
        .query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [name])
        .catch(() => undefined);
      client.release(true);
      leave();
    },
  };
}

function busy(): AppError {
  return new AppError(
    'index-busy',
    'Another process is changing this index. Wait until it is done, then try again.',
    { isRetryable: true },
  );
}
