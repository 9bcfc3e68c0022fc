import { AppError } from '../domain/errors.ts';
import type { RowStore } from '../domain/row-store.ts';
import { sqliteRows } from '../storage/sqlite-rows.ts';
import { compareRows, copyRows } from './copy-rows.ts';
import type { Runtime } from './runtime.ts';

/** Where what is remembered can be. */
export type StoreName = 'sqlite' | 'postgres';

export interface StoreOnceOptions {
  /** `check`: compares both, or only reads one. */
  readonly does: 'copy' | 'check';
  readonly from: StoreName;
  readonly to: StoreName;
  /** Removes from the target what the source does not have. */
  readonly prune: boolean;
}

/**
 * `store`: copies what is remembered from one store to the other, or compares both row by row; one
 * line a table. False when they differ.
 * @throws AppError `usage` | `config-invalid` | `storage-failed`
 */
export async function storeOnce(
  runtime: Pick<Runtime, 'config' | 'clock' | 'signal' | 'stdout' | 'stderr'>,
  { does, from, to, prune }: StoreOnceOptions,
): Promise<boolean> {
  const { signal, stdout, stderr } = runtime;
  if (from === to) {
    const problem = '--from and --to have to be two';
    throw new AppError('usage', `store: ${problem}.`, { details: { problem } });
  }
  const [source, target] = [await rowsOf(runtime, from), await rowsOf(runtime, to)];
  try {
    if (does === 'copy') {
      const onProgress = (table: string, rows: number): void =>
        void stderr.write(`${table}: ${rows}\n`);
      for (const copied of await copyRows(source, target, { prune, signal, onProgress })) {
        const { table, rows, written, extra } = copied;
        const rest = extra === 0 ? '' : `, ${extra} ${prune ? 'removed' : 'only in the target'}`;
        stdout.write(`${table}: ${rows} rows, ${written} written${rest}\n`);
      }
    }
    const compared = await compareRows(source, target, signal);
    for (const { table, rows, missing, different, extra, hash } of compared) {
      stdout.write(
        `${table}: ${rows} compared, ${missing} missing, ${different} different, ${extra} extra, ${hash.slice(0, 16)}\n`,
      );
    }
    return compared.every(({ missing, different, extra }) => missing + different + extra === 0);
  } finally {
    await source.close();
    await target.close();
  }
}

async function rowsOf(
  { config, clock }: Pick<Runtime, 'config' | 'clock'>,
  name: StoreName,
): Promise<RowStore> {
  const { dataDir, databaseUrl } = config;
  if (name === 'sqlite') return sqliteRows({ dataDir, clock });
  if (databaseUrl === null) {
    throw new AppError('config-invalid', 'DATABASE_URL is not set. See docs/scale.md.');
  }
  const { PostgresDatabase } = await import('../postgres/database.ts');
  const { postgresRows } = await import('../postgres/postgres-rows.ts');
  return postgresRows(new PostgresDatabase(databaseUrl));
}
