/** Cleaning below Markdown: what may be in a text at all, in prose and in code alike. */

/** Put between two characters it breaks a mention apart and is not seen. */
export const ZERO_WIDTH_SPACE = '\u200B';

const LONE_SURROGATE = /\p{Surrogate}/gu;
// C0 and C1 controls but tab and newline.
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/gu;
// Embeddings, overrides, isolates and marks that turn the direction of what follows.
const BIDI = /[\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]/gu;
// Zero-width space, word joiner and kin, BOM, soft hyphen, Mongolian separator, fillers.
const INVISIBLE =
  /[\u00AD\u115F\u1160\u180E\u200B\u2060-\u2065\u206A-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB]/gu;
// Tag characters are part of a flag (after the black flag) and a hiding place elsewhere.
const TAGS = /(?<![\u{1F3F4}\u{E0020}-\u{E007F}])[\u{E0000}-\u{E007F}]+/gu;
// Joiners belong between letters of some scripts and between emoji, never next to ASCII or each other.
const STRAY_JOINER =
  /(?<=^|[\p{ASCII}\u200C\u200D])[\u200C\u200D]+|[\u200C\u200D]+(?=$|[\p{ASCII}])/gmu;

/** Unifies line ends and removes what is not seen but changes what is seen. */
export function cleanCharacters(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085]/gu, '\n')
    .replace(LONE_SURROGATE, '\uFFFD')
    .replace(CONTROL, '')
    .replace(BIDI, '')
    .replace(INVISIBLE, '')
    .replace(TAGS, '')
    .replace(STRAY_JOINER, '');
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
