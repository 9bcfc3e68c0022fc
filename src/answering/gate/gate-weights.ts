import type { Signs } from './signs.ts';

/*
 * Made by `npm run eval -- --coverage FILE --signs SIGNS` and `npm run eval -- --fit SIGNS,SIGNS`, on
 * articles and questions of two corpora, with near misses (the passages with the answer taken away) and
 * questions of the other corpus; see docs/answers.md. Weights that came out with a sign that makes no sense
 * (an unknown word speaking for an answer) are left out.
 */

/** A logistic regression: `bias` and one weight a sign. */
export type GateWeights = Readonly<Partial<Record<keyof Signs, number>>> & {
  readonly bias: number;
};

/** Where the best statement is in the language of the question. */
export const SAME_LANGUAGE: GateWeights = {
  bias: -3.797,
  coverage: 1.464,
  around: 1.392,
  keyword: 2.468,
  unknownWords: -0.613,
  unknownNames: -0.26,
  brevity: -0.328,
  close: 4.24,
  standsOut: -3.104,
  passageClose: 1.366,
};
/** Where it is in another one. */
export const OTHER_LANGUAGE: GateWeights = {
  bias: -1.933,
  coverage: 0.863,
  keyword: 0.884,
  unknownNames: -0.872,
  brevity: -1.354,
  close: 0.727,
  standsOut: 1.037,
  passageClose: 2.309,
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
