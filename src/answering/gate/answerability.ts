import { WITH_VECTORS, WORDS_ALONE, type GateWeights } from './gate-weights.ts';
import type { Signs } from './signs.ts';

/** Chance below which a question is declined before any model is asked. */
export const LEAST_CHANCE = 0.2;
/** Chance from which on sentences are worth showing when the model finds no answer in them. */
export const STRONG_CHANCE = 0.7;

/** Chance that the statements hold an answer, [0, 1], by logistic regression over the signs. */
export function chanceOfAnswer(signs: Signs, hasVectors: boolean): number {
  return logistic(signs, hasVectors ? WITH_VECTORS : WORDS_ALONE);
}

export function logistic(signs: Signs, weights: GateWeights): number {
  const names = Object.keys(signs) as (keyof Signs)[];
  const sum = names.reduce(
    (total, name) => total + signs[name] * (weights[name] ?? 0),
    weights.bias,
  );
  return 1 / (1 + Math.exp(-sum));
}
