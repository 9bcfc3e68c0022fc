import type { Signs } from './signs.ts';

/** A logistic regression: `bias` and one weight a sign. */
export type GateWeights = Readonly<Partial<Record<keyof Signs, number>>> & {
  readonly bias: number;
};

/** Where the best statement is in the language of the question. */
export const SAME_LANGUAGE: GateWeights = {
  bias: -4.655,
  coverage: 1.41,
  around: 2.43,
  keyword: 4.97,
  brevity: -3.1,
  close: 4.43,
  standsOut: -2.03,
  passageClose: -0.99,
};
/** Where it is in another one. */
export const OTHER_LANGUAGE: GateWeights = {
  bias: -2.379,
  keyword: 1.55,
  close: 1.31,
  standsOut: 1.66,
  passageClose: 0.81,
};
/** Without vectors, in one language. */
export const WORDS_ALONE: GateWeights = {
  bias: -2.92,
  coverage: 2.17,
  around: 1.71,
  keyword: 3.57,
  brevity: -4.14,
};
