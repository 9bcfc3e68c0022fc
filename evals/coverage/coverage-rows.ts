import { COVERAGE_PASSAGES, type CoverageRecord } from './coverage-record.ts';

/** Coverage of one group of questions; counts. */
export interface CoverageRow {
  readonly group: string;
  /** Questions that want an answer. */
  readonly answerable: number;
  /** With an answering passage among the first five. */
  readonly found: number;
  /** With enough evidence, or with an answer where a model was asked. */
  readonly answered: number;
  /** With an answer that holds every fact; null where no model was asked. */
  readonly right: number | null;
  /** Questions that want none. */
  readonly unanswerable: number;
  /** Of those, declined. */
  readonly declined: number;
}

/** One row for each value of `groupOf`, what is missed most first. */
export function coverageRows(
  records: readonly CoverageRecord[],
  groupOf: (record: CoverageRecord) => string,
): CoverageRow[] {
  const groups = new Map<string, CoverageRecord[]>();
  for (const record of records) {
    const those = groups.get(groupOf(record)) ?? [];
    if (those.length === 0) groups.set(groupOf(record), those);
    those.push(record);
  }
  return [...groups]
    .map(([group, those]) => rowOf(group, those))
    .sort((a, b) => missedOf(b) - missedOf(a) || a.group.localeCompare(b.group));
}

/** Answerable questions without their passage, and others that were not declined. */
export function missedOf(row: CoverageRow): number {
  return row.answerable - row.found + row.unanswerable - row.declined;
}

/** Whether an answering passage is among the first five. */
export function isFound({ rank }: CoverageRecord): boolean {
  return rank !== null && rank <= COVERAGE_PASSAGES;
}

function rowOf(group: string, records: readonly CoverageRecord[]): CoverageRow {
  const answerable = records.filter((record) => record.isAnswerable);
  const others = records.filter((record) => !record.isAnswerable);
  const wasAsked = records.some(({ isRight }) => isRight !== null);
  return {
    group,
    answerable: answerable.length,
    found: answerable.filter(isFound).length,
    answered: answerable.filter(({ isAnswered }) => isAnswered).length,
    right: wasAsked ? answerable.filter(({ isRight }) => isRight === true).length : null,
    unanswerable: others.length,
    declined: others.filter(({ isAnswered }) => !isAnswered).length,
  };
}
