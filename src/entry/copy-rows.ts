import { createHash } from 'node:crypto';
import { throwIfAborted } from '../domain/errors.ts';
import { ROW_TABLES, type Row, type RowStore, type RowTable } from '../domain/row-store.ts';

/** Rows that are read and written at once. */
const PAGE_ROWS = 500;

/** What came of one table. */
export interface CopiedTable {
  readonly table: string;
  /** Rows of the source. */
  readonly rows: number;
  /** Of these, written because the target had none or another. */
  readonly written: number;
  /** Rows of the target that the source does not have; removed where that was wished. */
  readonly extra: number;
}

/** How two stores compare in one table. */
export interface ComparedTable {
  readonly table: string;
  readonly rows: number;
  readonly missing: number;
  readonly different: number;
  readonly extra: number;
  /** SHA-256 (hex) over the hashes of the source's rows, in their order. */
  readonly hash: string;
}

export interface CopyOptions {
  /** Removes what the source does not have. */
  readonly prune: boolean;
  readonly signal: AbortSignal;
  /** Called after each page. */
  readonly onProgress: (table: string, rows: number) => void;
}

/**
 * Makes the target hold what the source holds. Rows that are the same already are left alone, so what
 * was interrupted goes on where it was, and a second run while a bot writes takes what is new.
 */
export async function copyRows(
  from: RowStore,
  to: RowStore,
  { prune, signal, onProgress }: CopyOptions,
): Promise<readonly CopiedTable[]> {
  const copied: CopiedTable[] = [];
  for (const table of ROW_TABLES) {
    let [rows, written] = [0, 0];
    for await (const page of pagesOf(from, table, signal)) {
      const there = hashesByKey(table, await to.find(table, page));
      const news = page.filter((row) => there.get(keyOf(table, row)) !== hashOf(table, row));
      if (news.length > 0) await to.write(table, news);
      rows += page.length;
      written += news.length;
      onProgress(table.name, rows);
    }
    const extra = await extraRows(from, to, { table, prune, signal });
    copied.push({ table: table.name, rows, written, extra });
  }
  return copied;
}

/** Compares every row of both stores by its hash. */
export async function compareRows(
  from: RowStore,
  to: RowStore,
  signal: AbortSignal,
): Promise<readonly ComparedTable[]> {
  const compared: ComparedTable[] = [];
  for (const table of ROW_TABLES) {
    const all = createHash('sha256');
    let [rows, missing, different] = [0, 0, 0];
    for await (const page of pagesOf(from, table, signal)) {
      const there = hashesByKey(table, await to.find(table, page));
      for (const row of page) {
        const hash = hashOf(table, row);
        const other = there.get(keyOf(table, row));
        all.update(hash);
        if (other === undefined) missing += 1;
        else if (other !== hash) different += 1;
      }
      rows += page.length;
    }
    const extra = await extraRows(from, to, { table, prune: false, signal });
    compared.push({ table: table.name, rows, missing, different, extra, hash: all.digest('hex') });
  }
  return compared;
}

interface Extra {
  readonly table: RowTable;
  readonly prune: boolean;
  readonly signal: AbortSignal;
}

async function extraRows(
  from: RowStore,
  to: RowStore,
  { table, prune, signal }: Extra,
): Promise<number> {
  let extra = 0;
  for await (const page of pagesOf(to, table, signal)) {
    const known = hashesByKey(table, await from.find(table, page));
    const strange = page.filter((row) => !known.has(keyOf(table, row)));
    if (prune && strange.length > 0) await to.remove(table, strange);
    extra += strange.length;
  }
  return extra;
}

async function* pagesOf(
  store: RowStore,
  table: RowTable,
  signal: AbortSignal,
): AsyncGenerator<readonly Row[]> {
  let last: Row | null = null;
  for (;;) {
    throwIfAborted(signal);
    const page: readonly Row[] = await store.read(table, last, PAGE_ROWS);
    if (page.length === 0) return;
    yield page;
    last = page.at(-1) ?? null;
  }
}

function hashesByKey(table: RowTable, rows: readonly Row[]): ReadonlyMap<string, string> {
  return new Map(rows.map((row) => [keyOf(table, row), hashOf(table, row)]));
}

function keyOf({ key }: RowTable, row: Row): string {
  return JSON.stringify(key.map((column) => row[column]));
}

function hashOf({ columns }: RowTable, row: Row): string {
  const values = Object.keys(columns).map((column) => row[column] ?? null);
  return createHash('sha256').update(JSON.stringify(values)).digest('hex');
}
