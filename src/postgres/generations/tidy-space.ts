import { EVERY_SERVER, type PostgresDatabase, type Scope, type Sql } from '../database.ts';
import { dropGraph } from './graph.ts';

/**
 * How long a generation that nothing points at any more stays: other processes may answer from it
 * until they have heard of the next.
 */
export const RETIRED_STAYS_MINUTES = 10;

/** Tables whose rows are shared by the generations of a lineage. */
const SHARED = ['articles', 'passages', 'words'];

interface LineageRow {
  readonly id: number;
  /** Ordinals of its generations; null when it has none. */
  readonly first: number | null;
  readonly last: number | null;
}

/**
 * Removes the generations of a space that are not finished, or retired long enough, and all rows that
 * no generation has any more. Under the lock of the space.
 */
export async function tidySpace(database: PostgresDatabase, server: Scope): Promise<void> {
  const lineages = await database.run(EVERY_SERVER, async (sql) => {
    await sql.change(
      `DELETE FROM cria.generations WHERE server_id = $1 AND (record IS NULL
         OR retired_at < now() - make_interval(mins => $2))`,
      server,
      RETIRED_STAYS_MINUTES,
    );
    return sql.rows<LineageRow>(
      `SELECT lineages.id, min(ordinal) AS first, max(ordinal) AS last
       FROM cria.lineages LEFT JOIN cria.generations ON lineage = lineages.id
       WHERE lineages.server_id = $1 GROUP BY lineages.id`,
      server,
    );
  });
  for (const lineage of lineages) {
    await database.runAsOwner((sql) => tidyLineage(sql, lineage));
  }
}

async function tidyLineage(sql: Sql, { id, first, last }: LineageRow): Promise<void> {
  if (first === null || last === null) {
    await dropGraph(sql, id);
    await sql.change('DELETE FROM cria.lineages WHERE id = $1', id);
    return;
  }
  for (const table of SHARED) {
    await sql.change(
      `DELETE FROM cria.${table} WHERE lineage = $1 AND (born > $3 OR died <= $2)`,
      id,
      first,
      last,
    );
    await sql.change(
      `UPDATE cria.${table} SET died = NULL WHERE lineage = $1 AND died > $2`,
      id,
      last,
    );
  }
}
