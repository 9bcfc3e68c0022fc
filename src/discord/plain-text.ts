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
/**
 * Where such characters belong to what is seen: flags of regions, keycaps, emoji in sequence or with
 * a selector, joiners between letters of the scripts that write with them.
 */
const SEEN =
  /\u{1F3F4}\u{E0067}\u{E0062}(?:\u{E0065}\u{E006E}\u{E0067}|\u{E0073}\u{E0063}\u{E0074}|\u{E0077}\u{E006C}\u{E0073})\u{E007F}|[0-9#*]\uFE0F\u20E3|(?![0-9#*])\p{Emoji}(?:[\uFE0E\uFE0F]|\p{Emoji_Modifier})?(?:\u200D(?![0-9#*])\p{Emoji}(?:\uFE0F|\p{Emoji_Modifier})?)*|(?<=[\p{M}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}])[\u200C\u200D](?=[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}])/gu;

/** Unifies line ends and removes what is not seen but changes what is seen, or carries what is not shown. */
export function cleanCharacters(text: string): string {
  const lines = text
    .replace(/\r\n?|[\u2028\u2029\u0085]/gu, '\n')
    .replace(LONE_SURROGATE, '\uFFFD')
    .replace(CONTROL, '')
    .replace(ANNOTATION, '');
  return lines.search(HIDDEN) === -1 ? lines : withoutHidden(lines);
}

function withoutHidden(text: string): string {
  let shown = '';
  let end = 0;
  for (const { 0: seen, index } of text.matchAll(SEEN)) {
    shown += text.slice(end, index).replace(HIDDEN, '') + seen;
    end = index + seen.length;
  }
  return shown + text.slice(end).replace(HIDDEN, '');
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
