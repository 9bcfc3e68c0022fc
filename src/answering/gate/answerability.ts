import { OTHER_LANGUAGE, SAME_LANGUAGE, WORDS_ALONE, type GateWeights } from './gate-weights.ts';
import type { Signs, SignsFound } from './signs.ts';

/** Chance below which a question is declined before any model is asked. */
export const LEAST_CHANCE = 0.33;
/** Chance below which the model is offered to refuse: small ones take the offer with the answer in view. */
export const REFUSAL_CHANCE = 0.36;
/** Chance from which on a sentence is worth showing when nothing the model wrote stands. */
export const STRONG_CHANCE = 0.45;

/** Chance that the statements hold an answer, [0, 1], by logistic regression over the signs. */
export function chanceOfAnswer(found: SignsFound): number {
  const { signs, isForeign, hasVectors, isElsewhere } = found;
  if (!hasVectors) return isElsewhere ? 0 : logistic(signs, WORDS_ALONE);
  return logistic(signs, isForeign ? OTHER_LANGUAGE : SAME_LANGUAGE);
}

export function logistic(signs: Signs, weights: GateWeights): number {
  const names = Object.keys(signs) as (keyof Signs)[];
  const sum = names.reduce(
    (total, name) => total + signs[name] * (weights[name] ?? 0),
    weights.bias,
  );
  return 1 / (1 + Math.exp(-sum));
}
