import { CHAT_TEMPLATES } from './chat-templates.ts';
import { NO_ANSWER, PROMPT_LABELS } from './prompt-marks.ts';

/** Blanks kept at the beginning of a line: the indentation of code. */
const MAX_INDENT_CHARS = 16;
/** Marks and blanks in front of a role that still make it one, e.g. `> ### `. */
const MAX_LEAD_CHARS = 12;

const ANGLE_OPEN = '<＜〈⟨‹﹤';
const ANGLE_CLOSE = '>＞〉⟩›﹥';
const SQUARE_OPEN = '\\[［【〔';
const SQUARE_CLOSE = '\\]］】〕';
const BAR = '|｜¦│∣❘ǀ';
const SLASH = '/／';

/** One emoji with its variation or skin tone; joined ones stay whole, as do keycaps and flags. */
const PICTURE = String.raw`\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?`;
const REGION_FLAG = String.raw`\u{1F3F4}\u{E0067}\u{E0062}(?:\u{E0065}\u{E006E}\u{E0067}|\u{E0073}\u{E0063}\u{E0074}|\u{E0077}\u{E006C}\u{E0073})\u{E007F}`;
const KEPT_OR_INVISIBLE = new RegExp(
  String.raw`(${REGION_FLAG}|[0-9#*]\uFE0F\u20E3|${PICTURE}(?:\u200D${PICTURE}){0,9})|\p{Default_Ignorable_Code_Point}`,
  'gu',
);
// eslint-disable-next-line no-control-regex -- they are what goes
const CONTROL = /[\u0000-\u0008\u000B\u000E-\u001F\u007F-\u009F]/gu;

const LIST = (of: 'tags' | 'brackets' | 'roles'): string =>
  [...new Set(CHAT_TEMPLATES.flatMap((template) => template[of] ?? []))].join('|');
const LABELS = Object.values(PROMPT_LABELS).flatMap((labels) => Object.values(labels));

const BAR_OPEN = new RegExp(`[${ANGLE_OPEN}${SQUARE_OPEN}]\\s?[${BAR}]`, 'gu');
const TAG = new RegExp(
  `[${ANGLE_OPEN}]{1,2}\\s?([${SLASH}]?)\\s?(${LIST('tags')})\\s?[${SLASH}]?\\s?[${ANGLE_CLOSE}]{1,2}`,
  'giu',
);
const BRACKET = new RegExp(
  `[${SQUARE_OPEN}]\\s?([${SLASH}]?)\\s?(${LIST('brackets')})\\s?[${SQUARE_CLOSE}]`,
  'giu',
);
const NUMBER = new RegExp(`[${SQUARE_OPEN}]\\s?(\\d{1,9})\\s?[${SQUARE_CLOSE}]`, 'gu');
const ROLE_LINE = new RegExp(
  `^([\\s#>*_|-]{0,${MAX_LEAD_CHARS}}(?:${LIST('roles')}|${LABELS.join('|')})[*_]{0,3}) ?[:：]`,
  'gimu',
);

/**
 * Untrusted text as it may stand in a prompt: it reads the same, but holds no mark of a chat
 * template, no line that opens as a speaker's or as a part of our own prompts, no `[n]`, nothing
 * invisible, and no long run of blanks. Emoji stay whole. Applied twice it changes nothing more, and
 * takes time in proportion to the text.
 */
export function inertText(text: string): string {
  return withoutBlankRuns(withoutInvisible(text))
    .replace(BAR_OPEN, '(')
    .replace(TAG, '($1$2)')
    .replace(BRACKET, '($1$2)')
    .replace(NUMBER, '($1)')
    .replace(ROLE_LINE, '$1 –')
    .replaceAll(NO_ANSWER, 'no answer');
}

/** The same on one line, for what may not open a line of its own. */
export function inertLine(text: string): string {
  // A "next line" (U+0085) is no white space to a regex.
  return inertText(text.replace(/[\s\u0085]+/gu, ' ').trim()).trim();
}

function withoutInvisible(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085\f]/gu, '\n')
    .replace(KEPT_OR_INVISIBLE, (_, kept: string | undefined) => kept ?? '')
    .replace(CONTROL, '');
}

function withoutBlankRuns(text: string): string {
  return text
    .replace(/(?<=\S)[^\S\n]{2,}/gu, ' ')
    .replace(
      new RegExp(`^[^\\S\\n]{${MAX_INDENT_CHARS + 1},}`, 'gmu'),
      ' '.repeat(MAX_INDENT_CHARS),
    )
    .replace(/\n(?:[^\S\n]*\n){2,}/gu, '\n\n');
}
