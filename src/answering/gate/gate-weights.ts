import type { Signs } from './signs.ts';

/** A logistic regression: `bias` and one weight a sign. */
export type GateWeights = Readonly<Partial<Record<keyof Signs, number>>> & {
  readonly bias: number;
};

export const WITH_VECTORS: GateWeights = { bias: -2, bestAround: 3, bestClose: 1 };
export const WORDS_ALONE: GateWeights = { bias: -2, bestAround: 3 };
