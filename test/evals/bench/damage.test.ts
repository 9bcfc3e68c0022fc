import { describe, expect, test } from 'vitest';
import { damaged, drawDamage } from '../../../evals/bench/damage-plan.ts';
import { damageAims, damageTable, type DamageRecord } from '../../../evals/bench/damage-table.ts';
import { judgeOutcome } from '../../../evals/bench/damage-trial.ts';
import { createRandom } from '../../../evals/bench/random.ts';

describe('damage to a file', () => {
  test('always changes it, and leaves the given bytes alone', () => {
    const bytes = Buffer.from(Array.from({ length: 40 }, (_, at) => at));
    const before = Uint8Array.from(bytes);
    const random = createRandom(9);
    const kinds = new Set<string>();
    for (let time = 0; time < 500; time += 1) {
      const damage = drawDamage(random, bytes.length);
      kinds.add(damage.kind);
      expect([...damaged(bytes, damage)]).not.toEqual([...before]);
      expect(Uint8Array.from(bytes)).toEqual(before);
    }
    expect(kinds).toEqual(new Set(['cut', 'flip']));
  });
});

describe('the verdict on an opened index', () => {
  const undamaged = {
    current: 'new',
    previous: 'old',
    answers: new Map([
      ['new', 'A'],
      ['old', 'B'],
    ]),
  };

  test('tells falling back, no effect and wrong answers apart', () => {
    const opened = (generation: string, answers: string) =>
      judgeOutcome({ kind: 'opened', generation, answers }, undamaged);
    expect(opened('old', 'B')).toBe('fell back');
    expect(opened('new', 'A')).toBe('no effect');
    expect(opened('new', 'B')).toBe('wrong');
    expect(opened('old', 'A')).toBe('wrong');
    expect(opened('third', 'A')).toBe('wrong');
    expect(judgeOutcome({ kind: 'refused', code: 'index-corrupt' }, undamaged)).toBe('refused');
    expect(judgeOutcome({ kind: 'crashed' }, undamaged)).toBe('crashed');
  });
});

describe('the aims of the damage part', () => {
  const record = (file: string, verdict: DamageRecord['verdict']): DamageRecord => ({
    file,
    verdict,
    damage: { kind: 'cut', keepBytes: 0 },
    code: null,
  });
  const met = (...records: DamageRecord[]): (boolean | null)[] => {
    const { unnoticed, crashed } = damageAims(records);
    return [unnoticed.isMet, crashed.isMet];
  };

  test('are met while everything damaged is left alone', () => {
    expect(met(record('a', 'fell back'), record('a', 'refused'))).toEqual([true, true]);
    expect(met(record('CURRENT', 'no effect'))).toEqual([true, true]);
  });

  test('are missed by one use of a damaged file, or one crash', () => {
    expect(met(record('a', 'fell back'), record('a', 'wrong'))).toEqual([false, true]);
    expect(met(record('manifest.json', 'no effect'))).toEqual([false, true]);
    expect(met(record('a', 'failed'))).toEqual([false, true]);
    expect(met(record('a', 'crashed'))).toEqual([true, false]);
  });

  test('stand under a table that counts by file', () => {
    const { rows, notes } = damageTable([
      record('b', 'fell back'),
      record('a', 'crashed'),
      record('b', 'fell back'),
    ]);
    expect(rows).toEqual([
      ['a', '1', '0', '0', '0', '0', '0', '1'],
      ['b', '2', '2', '0', '0', '0', '0', '0'],
      ['all', '3', '2', '0', '0', '0', '0', '1'],
    ]);
    expect(notes[0]).toBe('Aims: 0 used unnoticed ✓; 0 crashes ✗.');
  });
});
