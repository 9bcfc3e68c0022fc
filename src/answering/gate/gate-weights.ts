import type { Signs } from './signs.ts';

/*
 * Made by `npm run eval -- --coverage FILE --signs SIGNS` and `npm run eval -- --fit SIGNS,SIGNS`, on
 * articles and questions of two corpora, with near misses (the passages with the answer taken away) and
 * questions of the other corpus; see docs/answers.md. Weights that came out with a sign that makes no sense
 * (an unknown word speaking for an answer) are left out. The biases are moved so that below `LEAST_CHANCE` 5 to 7 %
 * of the answerable questions fall that the weights were fitted on.
 */

/** A logistic regression: `bias` and one weight a sign. */
export type GateWeights = Readonly<Partial<Record<keyof Signs, number>>> & {
  readonly bias: number;
};

/** Where the best statement is in the language of the question. */
export const SAME_LANGUAGE: GateWeights = {
  bias: -3.18,
  coverage: 0.896,
  around: 0.968,
  keyword: 2.577,
  unknownNames: -0.987,
  close: 3.095,
  standsOut: -1.609,
  passageClose: 0.264,
};
/** Where it is in another one. */
export const OTHER_LANGUAGE: GateWeights = {
  bias: -1.473,
  coverage: 1.559,
  keyword: 1.18,
  unknownNames: -0.083,
  close: 3.223,
  standsOut: -0.843,
  passageClose: 0.36,
};
/** Without vectors, in one language. */
export const WORDS_ALONE: GateWeights = {
  bias: -3.119,
  coverage: 1.88,
  around: 2.269,
  keyword: 3.258,
  unknownWords: -0.295,
  unknownNames: -1.637,
  brevity: -2.221,
};
