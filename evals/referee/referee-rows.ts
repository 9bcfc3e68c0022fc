import { median } from '../scorers.ts';
import { isSaid, type RefereeRecord } from './referee-record.ts';

/** How one system did; counts, and milliseconds. */
export interface RefereeRow {
  readonly system: string;
  readonly answerable: number;
  /** Answered in words that hold every fact of the gold. */
  readonly right: number;
  /** Answered in words that do not. */
  readonly wrong: number;
  /** The right passages or sentences shown, without words of the model. */
  readonly shown: number;
  /** Told that the articles do not say, although they do. */
  readonly declined: number;
  readonly unanswerable: number;
  /** Of those: told so. */
  readonly told: number;
  /** Answered in words all the same. */
  readonly invented: number;
  readonly otherLanguage: number;
  readonly firstTokenMedianMs: number;
  readonly totalMedianMs: number;
}

export function refereeRows(records: readonly RefereeRecord[]): RefereeRow[] {
  const systems = [...new Set(records.map(({ system }) => system))];
  return systems.map((system) =>
    rowOf(
      system,
      records.filter((one) => one.system === system),
    ),
  );
}

function rowOf(system: string, records: readonly RefereeRecord[]): RefereeRow {
  const answerable = records.filter((one) => one.isAnswerable);
  const others = records.filter((one) => !one.isAnswerable);
  const inWords = (list: readonly RefereeRecord[]): RefereeRecord[] => list.filter(isSaid);
  return {
    system,
    answerable: answerable.length,
    right: answerable.filter(({ isRight }) => isRight).length,
    wrong: inWords(answerable).filter(({ isRight }) => !isRight).length,
    shown: answerable.filter(({ mode }) => mode === 'passages').length,
    declined: answerable.filter(({ isDeclined }) => isDeclined).length,
    unanswerable: others.length,
    told: others.filter(({ isDeclined }) => isDeclined).length,
    invented: inWords(others).length,
    otherLanguage: inWords(records).filter(({ isInLanguage }) => !isInLanguage).length,
    firstTokenMedianMs: Math.round(median(records.flatMap((one) => one.firstTokenMs ?? []))),
    totalMedianMs: Math.round(median(records.map((one) => one.totalMs))),
  };
}
