import type pg from 'pg';
import type { Sql } from '../database.ts';

/** As hnswlib's in the store of files; https://github.com/pgvector/pgvector#index-options */
const LINKS_PER_ELEMENT = 16;
const EF_CONSTRUCTION = 200;

/** Name of the HNSW index over the vectors of one lineage, below the schema. */
function graphName(lineage: number): string {
  return `graph_of_${lineage}`;
}

/** Whether the lineage has a graph that is whole. */
export async function hasGraph(sql: Sql, lineage: number): Promise<boolean> {
  const row = await sql.row(
    'SELECT 1 FROM pg_index WHERE indexrelid = to_regclass($1) AND indisvalid',
    `cria.${graphName(lineage)}`,
  );
  return row !== undefined;
}

/**
 * Builds the graph of a lineage without keeping others from writing; outside of any transaction.
 * Half-precision values: the nearest of what they find are compared with whole ones.
 */
export async function buildGraph(
  client: pg.ClientBase,
  lineage: number,
  dimensions: number,
): Promise<void> {
  const name = graphName(lineage);
  await client.query('SET statement_timeout = 0');
  await client.query(`DROP INDEX IF EXISTS cria.${name}`);
  await client.query(
    `CREATE INDEX CONCURRENTLY ${name} ON cria.passages
     USING hnsw ((embedding::halfvec(${dimensions})) halfvec_ip_ops)
     WITH (m = ${LINKS_PER_ELEMENT}, ef_construction = ${EF_CONSTRUCTION})
     WHERE lineage = ${lineage} AND embedding IS NOT NULL`,
  );
}

export async function dropGraph(sql: Sql, lineage: number): Promise<void> {
  await sql.change(`DROP INDEX IF EXISTS cria.${graphName(lineage)}`);
}
