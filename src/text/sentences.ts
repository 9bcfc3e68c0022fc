/**
 * Sentence boundaries that plain punctuation rules get wrong in German and English: abbreviations
 * and ordinals ("30. November") do not end a sentence.
 */
const ABBREVIATIONS = new Set(
  'z.b b u.a a u d.h h usw bzw ca vgl nr dr prof hr fr mr mrs ms st e.g g i.e e etc vs approx no fig inc ltd jan feb aug sept okt oct nov dez dec mio mrd s.o o s.u bspw evtl ggf inkl sog'.split(
    ' ',
  ),
);
/** The same before a number alone: "Art. 5", but "Sie ist von dieser Art." */
const BEFORE_NUMBERS = new Set(
  'art abs kap ziff bd rn anh abb tab lit sec sect para ch chap vol pp'.split(' '),
);
const MAX_ABBREVIATION_CHARS = 8;

/** A name that begins small may begin a sentence: `vLLM`, `node.js`, `e5`. */
const SMALL_NAME = /^\p{Ll}[\p{Ll}_-]{0,19}(?:\p{Lu}|\d|\.\p{Ll}{2})/u;
const MAX_NAME_CHARS = 24;

const END_MARK = /[.!?…]/u;
const CLOSING = /["'”“»«)\]*_]/u;
const SPACE = /\s/u;
const DIGIT = /\d/u;
const LETTER_OR_DOT = /[\p{L}.]/u;

/**
 * Splits one block of prose into sentences that join back to the very same text (trailing spaces
 * and citation marks stay with their sentence). Never returns an empty string. Takes time in
 * proportion to the text, whatever it is.
 */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (!is(END_MARK, text, at)) continue;
    const mark = at;
    const markEnd = runEnd(END_MARK, text, at);
    const { end, isCited } = tailEnd(text, markEnd);
    at = markEnd - 1;
    if (end === null) continue;
    const isFullStop = text[mark] === '.' && markEnd === mark + 1;
    if (isFullStop && !isCited && endsWithAbbreviation(text, { start, mark, end })) continue;
    const next = text.slice(end, end + MAX_NAME_CHARS);
    if (isFullStop && /^\p{Ll}/u.test(next) && !SMALL_NAME.test(next)) continue;
    sentences.push(text.slice(start, end));
    start = end;
    at = Math.max(at, end - 1);
  }
  if (start < text.length) sentences.push(text.slice(start));
  return sentences.filter((sentence) => sentence.trim() !== '');
}

function is(kind: RegExp, text: string, at: number): boolean {
  return at < text.length && kind.test(text.charAt(at));
}

function runEnd(kind: RegExp, text: string, from: number): number {
  let at = from;
  while (is(kind, text, at)) at += 1;
  return at;
}

/**
 * Where a sentence ends whose end mark is over at `from`: behind closing quotes, citation marks and
 * the white space after them. Null where something follows at once ("3.5", "a.b").
 */
function tailEnd(text: string, from: number): { end: number | null; isCited: boolean } {
  let at = runEnd(CLOSING, text, from);
  let isCited = false;
  let lastGap: { end: number; isCited: boolean } | null = null;
  for (;;) {
    const next = runEnd(SPACE, text, at);
    const after = citationEnd(text, next);
    if (next > at) lastGap = { end: next, isCited };
    if (after === null) break;
    at = after;
    isCited = true;
  }
  const end = runEnd(SPACE, text, at);
  if (end > at || end === text.length) return { end, isCited };
  return lastGap ?? { end: null, isCited };
}

/** End of a `[12]` that begins at `at`; null when there is none. */
function citationEnd(text: string, at: number): number | null {
  if (text[at] !== '[') return null;
  const end = runEnd(DIGIT, text, at + 1);
  return end > at + 1 && text[end] === ']' ? end + 1 : null;
}

function endsWithAbbreviation(
  text: string,
  { start, mark, end }: { start: number; mark: number; end: number },
): boolean {
  const digits = backwards(DIGIT, { text, start, mark });
  // An ordinal ("30. November"), no version ("Apache 2.0. Then").
  if (digits !== '') return digits.length <= 2 && !isDecimal(text, mark - digits.length);
  const word = backwards(LETTER_OR_DOT, { text, start, mark }).toLowerCase();
  if (BEFORE_NUMBERS.has(word) && is(DIGIT, text, end)) return true;
  return word.length === 1 || ABBREVIATIONS.has(word);
}

function isDecimal(text: string, at: number): boolean {
  return /[.,]/u.test(text.charAt(at - 1)) && is(DIGIT, text, at - 2);
}

/** What stands right before the mark, cut where it is longer than any abbreviation. */
function backwards(
  kind: RegExp,
  { text, start, mark }: { text: string; start: number; mark: number },
): string {
  const first = Math.max(start, mark - MAX_ABBREVIATION_CHARS - 1);
  let at = mark;
  while (at > first && kind.test(text.charAt(at - 1))) at -= 1;
  return text.slice(at, mark);
}
