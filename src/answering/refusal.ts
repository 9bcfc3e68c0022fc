import { NO_ANSWER, NOT_STATED } from '../text/prompt-marks.ts';
import { foldText } from '../text/fold-word.ts';

const MARKS = [NO_ANSWER, ...Object.values(NOT_STATED)].map(foldText);
/** Refusals in other words than those that were asked for, as all of a sentence. */
const SAID_SHORT =
  /^(?:n ?a|noanswer|unbekannt|unknown|nicht (?:angegeben|erwahnt|genannt|bekannt|enthalten|bestimmbar)|not (?:mentioned|specified|given|provided|available|found)(?: in the \p{L}{4,12})?|keine? (?:information(?:en)?|antwort|angaben?|auskunft)|no (?:information|answer)|ich wei(?:ss|ß) (?:es )?nicht|i (?:do not|don t) know)$/u;
/** "The passages do not say that.", "Leider enthalten die Texte keine Angaben dazu." */
const SAID_OF_TEXT =
  /^(?:leider |unfortunately |there is |there are |es gibt |dazu |daruber |hierzu |das |i |ich )?(?:\p{L}{1,14} ){0,6}?(?:passagen?|passages?|quellen?|sources?|texte?n?|texts?|satzen?|statements?|context|information(?:en)?|angaben)(?: \p{L}{1,20}){0,8}$/u;
const DENIED = /(?<!\p{L})(?:nicht|nichts|keine[nr]?|not|no|nothing|cannot|doesn|don)(?!\p{L})/u;
const ABOUT_TEXT =
  /(?<!\p{L})(?:passagen?|passages?|quellen?|sources?|texte?n?|texts?|satzen?|statements?|context)(?!\p{L})/u;
const MAX_SAID_CHARS = 140;
/** A refusal may be said round its mark: "Keine Angabe in den Sätzen." */
const MAX_EXTRA_CHARS = 40;

/** Whether a sentence of a model is its refusal: it begins with the mark, or is little more than it. */
export function isRefusal(sentence: string): boolean {
  const folded = foldText(sentence);
  if (SAID_SHORT.test(wordsOf(folded)) || saysOfText(wordsOf(folded))) return true;
  return MARKS.some(
    (mark) =>
      folded.startsWith(mark) ||
      (folded.includes(mark) && folded.length <= mark.length + MAX_EXTRA_CHARS),
  );
}

/** Whether a short sentence denies that the texts hold something. */
function saysOfText(words: string): boolean {
  if (words.length > MAX_SAID_CHARS || !DENIED.test(words)) return false;
  return ABOUT_TEXT.test(words) && SAID_OF_TEXT.test(words);
}

function wordsOf(folded: string): string {
  return folded
    .replace(/\[\d{1,3}\]/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
