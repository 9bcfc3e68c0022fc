/** Cleaning below Markdown: what may be in a text at all, in prose and in code alike. */

/** Put between two characters it breaks a mention apart and is not seen. */
export const ZERO_WIDTH_SPACE = '\u200B';

const LONE_SURROGATE = /\p{Surrogate}/gu;
// C0 and C1 controls but tab and newline.
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/gu;
// Interlinear annotations: not seen either, but no part of the class below.
const ANNOTATION = /[\uFFF9-\uFFFB]/gu;
/** What is not seen: marks of direction, joiners, fillers, selectors, tags. */
const HIDDEN = /\p{Default_Ignorable_Code_Point}/gu;
const ZERO_WIDTH_NON_JOINER = '\u200C';
const ZERO_WIDTH_JOINER = '\u200D';
const EMOJI_BASE = /(?![0-9#*])\p{Emoji}$/u;
const EMOJI_START = /^(?![0-9#*])\p{Emoji}/u;
const EMOJI_END = /(?:(?![0-9#*])\p{Emoji}|\uFE0F)$/u;
/** The tags behind a black flag that make it England's, Scotland's or Wales's. */
const REGION =
  /\u{E0067}\u{E0062}(?:\u{E0065}\u{E006E}\u{E0067}|\u{E0073}\u{E0063}\u{E0074}|\u{E0077}\u{E006C}\u{E0073})\u{E007F}/uy;
/** Letters of the scripts that write with joiners. */
const JOINED_START =
  /^[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const JOINED_END =
  /[\p{M}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}]$/u;

/** Unifies line ends and removes what is not seen but changes what is seen, or carries what is not shown. */
export function cleanCharacters(text: string): string {
  const lines = text
    .replace(/\r\n?|[\u2028\u2029\u0085]/gu, '\n')
    .replace(LONE_SURROGATE, '\uFFFD')
    .replace(CONTROL, '')
    .replace(ANNOTATION, '');
  return lines.search(HIDDEN) === -1 ? lines : withoutHidden(lines);
}

/** All that is hidden but where it belongs to what is seen. */
function withoutHidden(text: string): string {
  const shown: string[] = [];
  let end = 0;
  let before = ''; // the last character that is shown
  for (const { 0: hidden, index } of text.matchAll(HIDDEN)) {
    if (index < end) continue; // part of a flag
    const plain = text.slice(end, index);
    before = (before + plain.slice(-2)).slice(-2);
    const seen = seenAt(text, index, before);
    before = (before + seen).slice(-2);
    shown.push(plain, seen);
    end = index + Math.max(hidden.length, seen.length);
  }
  return shown.join('') + text.slice(end);
}

function isKeycap(before: string, behind: string): boolean {
  return /[0-9#*]$/u.test(before) && behind === '\uFE0F\u20E3';
}

function isJoined(before: string, next: string): boolean {
  return JOINED_END.test(before) && JOINED_START.test(next);
}

/** What is kept of the hidden characters at `index`: of a sequence of emoji, or between two letters. */
function seenAt(text: string, index: number, before: string): string {
  const hidden = text.charAt(index);
  const next = String.fromCodePoint(text.codePointAt(index + 1) ?? 0);
  if (hidden === ZERO_WIDTH_JOINER && EMOJI_END.test(before) && EMOJI_START.test(next)) {
    return hidden;
  }
  if (hidden === ZERO_WIDTH_JOINER || hidden === ZERO_WIDTH_NON_JOINER) {
    return isJoined(before, next) ? hidden : '';
  }
  if (hidden === '\uFE0E' || hidden === '\uFE0F') {
    return EMOJI_BASE.test(before) || isKeycap(before, hidden + next) ? hidden : '';
  }
  if (before !== '\u{1F3F4}') return '';
  REGION.lastIndex = index;
  return REGION.exec(text)?.[0] ?? '';
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u;

/** Columns the text takes in a fixed-width font; wide characters and emoji take two. */
export function columns(text: string): number {
  let total = 0;
  for (const { segment } of graphemes.segment(text)) total += WIDE.test(segment) ? 2 : 1;
  return total;
}

/**
 * Largest index up to `maxChars` (UTF-16 units) that does not cut a grapheme cluster, or, inside a
 * cluster longer than that, no surrogate pair. At least 1 for a non-empty text.
 */
export function graphemeCut(text: string, maxChars: number): number {
  if (text.length <= maxChars) return text.length;
  // A window is enough: clusters that reach further than this are cut inside anyway.
  const windowStart = Math.max(0, maxChars - 256);
  const base = isInsidePair(text, windowStart) ? windowStart + 1 : windowStart;
  let cut = 0;
  for (const { index } of graphemes.segment(text.slice(base, maxChars + 64))) {
    if (base + index > maxChars) break;
    cut = base + index;
  }
  if (cut > base) return cut;
  const hard = isInsidePair(text, maxChars) ? maxChars - 1 : maxChars;
  return Math.max(1, hard);
}

function isInsidePair(text: string, index: number): boolean {
  const before = text.charCodeAt(index - 1);
  const after = text.charCodeAt(index);
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}

/** At most `maxChars` UTF-16 units; a cut text ends with an ellipsis. */
export function clip(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  return `${text.slice(0, graphemeCut(text, maxChars - 1))}…`;
}
