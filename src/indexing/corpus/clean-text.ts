/** Control characters but tab and line feed. */
const CONTROLS = /(?![\t\n])\p{Cc}/gu;
/**
 * Characters nobody sees: zero-width ones, soft hyphens, marks and overrides of direction, language
 * tags, selectors that can hide data, halves of pairs, private ones.
 */
const HIDDEN =
  /(?!\u200C|\u200D|\uFE0F)[\p{Default_Ignorable_Code_Point}\p{Cs}\p{Co}\uFFF9-\uFFFB\uFFFE\uFFFF]/gu;
/** Joiners (U+200C, U+200D) and the emoji selector stay where a script or an emoji needs them. */
const STRAY_JOINER =
  /(?<![\p{Extended_Pictographic}\p{M}\uFE0F\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}])[\u200C\u200D]|(?<![\p{Extended_Pictographic}0-9#*])\uFE0F/gu;
/** Symbol fonts put their bullets here. */
const SYMBOL_BULLET = /[\uF0B7\uF0A7\uF076\uF0D8\uF0FC\uF0E0]/gu;
/** Dots that word processors write for the mark of an item; a letter or a dash only before a tab or a gap. */
const ITEM_DOT =
  /^([ \t]{0,24})(?:[•·∙▪▫■□●○◦‣⁃➢➤✓✔][ \t]{0,24}|[o–—](?:\t| {3,24})|(?:\\?-)\t)(?=\S)/gmu;
/** Letters that are set as one. */
const LIGATURE = /[\uFB00-\uFB06]/gu;

/**
 * Text as Cria keeps it: NFC, no control characters, nothing invisible, no-break spaces as plain ones,
 * no white space at line ends, at most one empty line in a row, none at the ends.
 */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085]|\v|\f/gu, '\n')
    .replace(SYMBOL_BULLET, '•')
    .replace(ITEM_DOT, '$1- ')
    .replace(LIGATURE, (letters) => letters.normalize('NFKC'))
    .replace(CONTROLS, '')
    .replace(HIDDEN, '')
    .replace(STRAY_JOINER, '')
    .normalize('NFC')
    .replace(/[\u00A0\u2007\u202F]/gu, ' ')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/gu, '\n\n')
    .replace(/^\n+|(?<!\n)\n+$/gu, '');
}

/** The same for a title or a name: one line. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/gu, ' ').trim();
}
