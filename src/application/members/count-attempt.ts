import type { AnswerMode } from '../../domain/answer.ts';

/** What an attempt came to, of a question or a debate; null: it was refused, e.g. the queue was full. */
export type AttemptEnd = {
  readonly mode: AnswerMode;
  readonly reason: string | null;
  /** What was written; absent where a mode tells enough. */
  readonly answer?: string;
} | null;

/**
 * The one rule of what counts for the daily limits, for questions and debates alike: an attempt
 * counts when a model wrote an answer, and when it was stopped after something of it was shown.
 * It costs nothing when no model was needed, when it was refused, when nothing was answered (`abstained`: no evidence, the
 * model declined), when a fault kept the model from answering (passages instead, a store or a search
 * that failed), and when it was stopped before anything was shown.
 */
export function isCounted(end: AttemptEnd): boolean {
  if (end === null || end.mode === 'abstained') return false;
  if (end.mode === 'passages' || end.mode === 'quoted') return end.reason === 'stopped';
  return end.answer?.trim() !== '';
}

/** Tells how an attempt ended; called before that is shown, so that the next one finds the place free. */
export type SettleAttempt = (end: AttemptEnd) => Promise<void>;

/**
 * Makes an attempt that was counted beforehand, and gives its place back unless it counts; one that
 * never settles, because it throws, does not. `giveBack` must not throw.
 */
export async function countAttempt(
  giveBack: () => Promise<void>,
  attempt: (settle: SettleAttempt) => Promise<void>,
): Promise<void> {
  const place = { isOpen: true };
  const settle: SettleAttempt = async (end) => {
    place.isOpen = false;
    if (!isCounted(end)) await giveBack();
  };
  try {
    await attempt(settle);
  } finally {
    if (place.isOpen) await giveBack();
  }
}
