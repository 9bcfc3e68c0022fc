import type { ColumnKind, Row, RowStore, RowTable, RowValue } from '../domain/row-store.ts';
import type { PostgresDatabase, Sql, SqlValue } from './database.ts';

/** Columns that rows of another store have no value for. */
const DEFAULTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  pending_replies: { owner: '' }, // of no process that lives
};

/** What is remembered in a database, as rows; closing them closes it. */
export function postgresRows(database: PostgresDatabase): RowStore {
  const run = <T>(work: (sql: Sql) => Promise<T>): Promise<T> => database.runAsOwner(work);
  return {
    read: (table, after, limit) =>
      run((sql) => {
        const order = table.order.map((column) => collated(table, column)).join(', ');
        const marks = table.order.map((_, at) => `$${at + 2}`).join(', ');
        const where = after === null ? '' : `WHERE (${order}) > (${marks})`;
        const values = after === null ? [] : table.order.map((column) => after[column] as SqlValue);
        return select(sql, table, `${where} ORDER BY ${order} LIMIT $1`, [limit, ...values]);
      }),
    find: (table, rows) =>
      run(async (sql) => {
        const found: Row[] = [];
        for (const row of rows)
          found.push(...(await select(sql, table, byKey(table), keyOf(table, row))));
        return found;
      }),
    write: (table, rows) =>
      run(async (sql) => {
        const fixed = DEFAULTS[table.name] ?? {};
        const columns = [...Object.keys(table.columns), ...Object.keys(fixed)];
        const marks = columns.map((_, at) => `$${at + 1}`).join(', ');
        const rest = columns.map((column) => `${column} = excluded.${column}`).join(', ');
        for (const row of rows) {
          await sql.change(
            `INSERT INTO cria.${table.name} (${columns.join(', ')})
             VALUES (${marks})
             ON CONFLICT (${table.key.join(', ')}) DO UPDATE SET ${rest}`,
            ...columns.map((column) =>
              toPostgres(table, column, row[column] ?? fixed[column] ?? null),
            ),
          );
        }
        await continueOrdinals(sql, table);
      }),
    remove: (table, rows) =>
      run(async (sql) => {
        for (const row of rows) {
          await sql.change(`DELETE FROM cria.${table.name} ${byKey(table)}`, ...keyOf(table, row));
        }
      }),
    close: () => database.close(),
  };
}

async function select(
  sql: Sql,
  table: RowTable,
  rest: string,
  values: readonly SqlValue[],
): Promise<Row[]> {
  const rows = await sql.rows<Record<string, unknown>>(
    `SELECT ${Object.keys(table.columns).join(', ')} FROM cria.${table.name} ${rest}`,
    ...values,
  );
  return rows.map(
    (row) =>
      Object.fromEntries(
        Object.entries(table.columns).map(([column, kind]) => [column, valueOf(kind, row[column])]),
      ) as Row,
  );
}

/** In the order of bytes, as every other store has it. */
function collated({ columns }: RowTable, column: string): string {
  return columns[column] === 'text' ? `${column} COLLATE "C"` : column;
}

function byKey({ key }: RowTable): string {
  return `WHERE ${key.map((column, at) => `${column} = $${at + 1}`).join(' AND ')}`;
}

function keyOf(table: RowTable, row: Row): SqlValue[] {
  return table.key.map((column) => toPostgres(table, column, row[column] ?? null));
}

/** What is added next comes behind what was written. */
async function continueOrdinals(sql: Sql, { name, ordinal }: RowTable): Promise<void> {
  if (ordinal === undefined) return;
  await sql.rows(
    `SELECT setval(pg_get_serial_sequence($1, $2), max(${ordinal})) FROM cria.${name}`,
    `cria.${name}`,
    ordinal,
  );
}

function toPostgres({ columns }: RowTable, column: string, value: RowValue): SqlValue {
  return columns[column] === 'bytes' ? Buffer.from(String(value), 'hex') : value;
}

function valueOf(kind: ColumnKind, value: unknown): RowValue {
  return kind === 'bytes' ? (value as Buffer).toString('hex') : (value as RowValue);
}
