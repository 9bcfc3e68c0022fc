import type { ColumnKind, Row, RowStore, RowTable, RowValue } from '../domain/row-store.ts';
import { SqliteStore, type DatabaseOptions, type SqlValue } from './database.ts';

/** Tables in which no server is told by null. */
const NULL_SERVER = new Set(['answers', 'pending_replies']);

/** What is remembered below a data folder, as rows. Opens itself at the first use. */
export function sqliteRows(options: DatabaseOptions): RowStore {
  const store = new SqliteStore(options);
  const select = (table: RowTable, rest: string, values: readonly SqlValue[]): Row[] =>
    store
      .rows<Record<string, unknown>>(
        `SELECT ${Object.keys(table.columns).map(columnOf).join(', ')} FROM ${table.name} ${rest}`,
        ...values,
      )
      .map((row) => fromSqlite(table, row));
  const byKey = ({ key }: RowTable): string =>
    `WHERE ${key.map((column) => `${columnOf(column)} = ?`).join(' AND ')}`;
  const keyOf = (table: RowTable, row: Row): SqlValue[] =>
    table.key.map((column) => toSqlite(table, column, row[column] ?? null));
  return {
    read: (table, after, limit) =>
      store.run(() => {
        const order = table.order.map(columnOf).join(', ');
        const marks = table.order.map(() => '?').join(', ');
        const where = after === null ? '' : `WHERE (${order}) > (${marks})`;
        const values = after === null ? [] : table.order.map((column) => after[column] as SqlValue);
        return select(table, `${where} ORDER BY ${order} LIMIT ?`, [...values, limit]);
      }),
    find: (table, rows) =>
      store.run(() => rows.flatMap((row) => select(table, byKey(table), keyOf(table, row)))),
    write: (table, rows) =>
      store.transact(() => {
        const columns = Object.keys(table.columns);
        const names = columns.map(columnOf);
        const marks = columns.map(() => '?').join(', ');
        const rest = names.map((name) => `${name} = excluded.${name}`).join(', ');
        for (const row of rows) {
          store.change(
            `INSERT INTO ${table.name} (${names.join(', ')}) VALUES (${marks})
             ON CONFLICT (${table.key.map(columnOf).join(', ')}) DO UPDATE SET ${rest}`,
            ...columns.map((column) => toSqlite(table, column, row[column] ?? null)),
          );
        }
      }),
    remove: (table, rows) =>
      store.transact(() => {
        for (const row of rows) {
          store.change(`DELETE FROM ${table.name} ${byKey(table)}`, ...keyOf(table, row));
        }
      }),
    close() {
      store.close();
      return Promise.resolve();
    },
  };
}

function columnOf(column: string): string {
  return column === 'server_id' ? 'guild_id' : column;
}

function toSqlite({ name, columns }: RowTable, column: string, value: RowValue): SqlValue {
  if (column === 'server_id' && value === '' && NULL_SERVER.has(name)) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (columns[column] === 'bytes') return Buffer.from(String(value), 'hex');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

function fromSqlite({ columns }: RowTable, row: Readonly<Record<string, unknown>>): Row {
  return Object.fromEntries(
    Object.entries(columns).map(([column, kind]) => [
      column,
      column === 'server_id' ? (row['guild_id'] ?? '') : valueOf(kind, row[column] ?? null),
    ]),
  ) as Row;
}

function valueOf(kind: ColumnKind, value: unknown): RowValue {
  if (kind === 'flag') return value === 1;
  if (kind === 'ids') return JSON.parse(String(value)) as string[];
  if (kind === 'bytes') return (value as Buffer).toString('hex');
  return value as string | number | null;
}
