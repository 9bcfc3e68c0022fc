import { VERDICT } from './stance-words.ts';

/** Longest sentence that is quoted, in characters. */
const MAX_QUOTED_CHARS = 280;
/** Shortest sentence that says anything. */
const MIN_QUOTED_CHARS = 25;

/** Openings that point back to a sentence the reader does not see. */
const POINTS_BACK =
  /^(?:(?:die|der|das|the) (?:alternative|gegenteil|opposite|grund|gründe|reasons?|folge|consequence|ergebnis|result|motiv|motive)|damit|dadurch|deshalb|daher|zugleich|umgekehrt|außerdem|dies|diese[mnrs]?|this|that|these|those|it|they|therefore|moreover|conversely)(?!\p{L})/iu;

/** Whether a sentence is only understood after the one before it. */
export function needsContext(text: string): boolean {
  return POINTS_BACK.test(text);
}

/** Whether a sentence of an article can stand by itself in a debate. */
export function isQuotable(text: string): boolean {
  return (
    text.length >= MIN_QUOTED_CHARS &&
    text.length <= MAX_QUOTED_CHARS &&
    !text.endsWith(':') &&
    !VERDICT.test(text)
  );
}
