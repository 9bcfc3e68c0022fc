import type { DropReason } from '../../domain/debate.ts';
import type { Language } from '../../domain/language.ts';
import type { NumberedPassage } from './extract-points.ts';
import type { Voice } from './leaning.ts';

/** Counts what fails. */
export type Drop = (reason: DropReason) => void;

/** What the statements of one reply are held to. */
export interface CheckInput {
  readonly side: 'a' | 'b';
  readonly sides: readonly [string, string];
  readonly language: Language;
  /** The side's passages by number: the order that decides which of several is cited. */
  readonly passages: readonly NumberedPassage[];
  /** The same in the order of the prompt, which the model's numbers mean. */
  readonly prompt: readonly NumberedPassage[];
  /** Everybody, whatever the side; their statements in the side's passages. */
  readonly voices: readonly Voice[];
}
