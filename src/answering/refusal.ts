import { NO_ANSWER, NOT_STATED } from '../text/prompt-marks.ts';
import { foldText } from '../text/fold-word.ts';

const MARKS = [NO_ANSWER, ...Object.values(NOT_STATED)].map(foldText);
/** A refusal may be said round its mark: "Keine Angabe in den Sätzen." */
const MAX_EXTRA_CHARS = 40;

/** Whether a sentence of a model is its refusal: it begins with the mark, or is little more than it. */
export function isRefusal(sentence: string): boolean {
  const folded = foldText(sentence);
  return MARKS.some(
    (mark) =>
      folded.startsWith(mark) ||
      (folded.includes(mark) && folded.length <= mark.length + MAX_EXTRA_CHARS),
  );
}
