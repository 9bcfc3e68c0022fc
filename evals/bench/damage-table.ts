import type { Damage } from './damage-plan.ts';
import type { DamageVerdict } from './damage-trial.ts';
import { aimText, figure, type Aim, type BenchTable } from './table.ts';

/** One damage and what came of it. */
export interface DamageRecord {
  readonly file: string;
  readonly damage: Damage;
  readonly verdict: DamageVerdict;
  /** Code of the refusal or the fault; null when there was none. */
  readonly code: string | null;
}

const VERDICTS = ['fell back', 'refused', 'no effect', 'wrong', 'failed', 'crashed'] as const;

/** Whether nothing damaged was served; `no effect` counts as served unless the file is CURRENT. */
export function damageAims(records: readonly DamageRecord[]): Record<'unnoticed' | 'crashed', Aim> {
  const count = (belongs: (record: DamageRecord) => boolean): number =>
    records.filter(belongs).length;
  const unnoticed = count(
    ({ verdict, file }) =>
      verdict === 'wrong' || verdict === 'failed' || (verdict === 'no effect' && !isPointer(file)),
  );
  const crashed = count(({ verdict }) => verdict === 'crashed');
  return {
    unnoticed: { text: '0 used unnoticed', isMet: unnoticed === 0 },
    crashed: { text: '0 crashes', isMet: crashed === 0 },
  };
}

/** CURRENT only points: where it still names the right generation, no damaged byte was used. */
function isPointer(file: string): boolean {
  return file === 'CURRENT';
}

export function damageTable(records: readonly DamageRecord[]): BenchTable {
  const files = [...new Set(records.map(({ file }) => file))].sort();
  const row = (label: string, of: readonly DamageRecord[]): string[] => [
    label,
    figure(of.length),
    ...VERDICTS.map((name) => figure(of.filter(({ verdict }) => verdict === name).length)),
  ];
  const aims = damageAims(records);
  return {
    title: 'Damaged index files',
    headers: ['file', 'damages', ...VERDICTS],
    rows: [
      ...files.map((file) =>
        row(
          file,
          records.filter((record) => record.file === file),
        ),
      ),
      row('all', records),
    ],
    notes: [
      `Aims: ${aimText(aims.unnoticed)}; ${aimText(aims.crashed)}.`,
      'Each time one file of the current generation, or CURRENT, is cut at a random place or has one byte changed; another generation is before it. Then the index is opened and asked, in a process that may die.',
      'Fell back: the generation before serves, every answer as it should be. Refused: an error before use. No effect: the current one serves, and every answer, title and fact of the generation is as before the damage (a damaged CURRENT only points: the newest generation is found without it).',
      'Wrong: something is answered that was not before. Failed: an error while asking.',
    ],
  };
}
