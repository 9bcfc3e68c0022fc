import { readFile } from 'node:fs/promises';
import { logistic } from '../../src/answering/gate/answerability.ts';
import type { GateWeights } from '../../src/answering/gate/gate-weights.ts';
import type { Signs } from '../../src/answering/gate/signs.ts';
import type { SignsRecord } from './collect-signs.ts';

const STEPS = 20_000;
const RATE = 1;
/** Ridge penalty: signs overlap, and no weight should live on a few questions. */
const RIDGE = 0.001;
/** Share of answerable questions that may be declined. */
const WRONG_DECLINES = 0.05;

export async function readSigns(files: readonly string[]): Promise<SignsRecord[][]> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return texts.map((text) =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as SignsRecord),
  );
}

/** Logistic regression by gradient descent; each file weighs the same, as do both of its outcomes. */
export function fitGate(
  groups: readonly (readonly SignsRecord[])[],
  names: readonly (keyof Signs)[],
): GateWeights {
  const samples = groups.flatMap((group) => {
    const answerable = group.filter(({ kind }) => kind === 'answerable').length;
    return group.map(({ kind, signs }) => ({
      signs,
      wanted: kind === 'answerable' ? 1 : 0,
      weight: 1 / (kind === 'answerable' ? answerable : group.length - answerable),
    }));
  });
  const total = samples.reduce((sum, { weight }) => sum + weight, 0);
  const weights: Record<string, number> & { bias: number } = { bias: 0 };
  for (const name of names) weights[name] = 0;
  for (let step = 0; step < STEPS; step += 1) {
    const slope: Record<string, number> & { bias: number } = { bias: 0 };
    for (const { signs, wanted, weight } of samples) {
      const error = ((logistic(signs, weights) - wanted) * weight) / total;
      slope.bias += error;
      for (const name of names) slope[name] = (slope[name] ?? 0) + error * signs[name];
    }
    weights.bias -= RATE * slope.bias;
    for (const name of names) {
      const value = weights[name] ?? 0;
      weights[name] = value - RATE * ((slope[name] ?? 0) + RIDGE * value);
    }
  }
  return Object.fromEntries(
    Object.entries(weights).map(([name, value]) => [name, Math.round(value * 1_000) / 1_000]),
  ) as unknown as GateWeights;
}

export interface GateRow {
  readonly set: string;
  readonly questions: number;
  /** Area under the ROC curve, answerable against all others. */
  readonly auc: number;
  /** Chance at which 5 % of the answerable questions are declined. */
  readonly threshold: number;
  /** Shares declined at that chance. */
  readonly near: number;
  readonly far: number;
  /** Shares at the chance the product uses. */
  readonly wrong: number;
  readonly nearThere: number;
  readonly farThere: number;
}

export function reportGate(
  set: string,
  records: readonly SignsRecord[],
  weights: GateWeights,
  used: number,
): GateRow {
  const chances = (kind: SignsRecord['kind']): number[] =>
    records
      .filter((record) => record.kind === kind)
      .map(({ signs }) => logistic(signs, weights))
      .sort((a, b) => a - b);
  const [right, near, far] = [chances('answerable'), chances('near'), chances('far')];
  const threshold = right[Math.floor(right.length * WRONG_DECLINES)] ?? 0;
  const below = (list: readonly number[], limit: number): number =>
    round(list.filter((chance) => chance < limit).length / Math.max(1, list.length));
  return {
    set,
    questions: records.length,
    auc: round(areaUnder(right, [...near, ...far])),
    threshold: round(threshold),
    near: below(near, threshold),
    far: below(far, threshold),
    wrong: below(right, used),
    nearThere: below(near, used),
    farThere: below(far, used),
  };
}

function areaUnder(right: readonly number[], wrong: readonly number[]): number {
  let sum = 0;
  for (const a of right) for (const b of wrong) sum += a > b ? 1 : a === b ? 0.5 : 0;
  return sum / Math.max(1, right.length * wrong.length);
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
