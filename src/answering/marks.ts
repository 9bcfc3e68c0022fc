import { marksOf, numbersIn, rangeOf, toAscii } from './mark-numbers.ts';
import { withMarkedNouns } from './marked-nouns.ts';

/** Longest text between two brackets that may be a citation, in characters. */
const MAX_MARK_CHARS = 60;
/** Highest number of a passage that is cited without any word or square bracket: "(1)", "¹". */
const MAX_BARE_NUMBER = 20;
/** Longest address behind a mark that is written as a link, in characters. */
const MAX_ADDRESS_CHARS = 300;

/** What is a citation wherever it stands. */
const SQUARE: Readonly<Record<string, string>> = {
  ...{
    '[': ']',
    '［': '］',
    '【': '】',
    '〔': '〕',
    '⟦': '⟧',
    '⟨': '⟩',
    '〈': '〉',
    '《': '》',
    '「': '」',
  },
};
/** What is one only where one may stand. */
const ROUND: Readonly<Record<string, string>> = { '(': ')', '（': '）', '{': '}' };
const OPENING = /\\?[[［【〔⟦⟨〈《「(（{]|[①-⑳⑴-⒇⒈-⒛❶-❿]/gu;
const TAG =
  /<(sup|sub|cite|ref|a|citation|source|passage|quelle|doc)(?: [^<>]{1,40})?>([^<>]{1,60})<\/\1>/giu;
/** `<1>`, `<cite:1>`, `<ref name="1"/>`; `\cite{1}`. */
const BARE_TAG =
  /<(?:(?:cite|citation|ref|source|passage|quelle|doc)[ :_-]?)?(?:(?:id|name|n|index)=)?["']?(\d{1,2}(?:, ?\d{1,2}){0,5})["']?\s?\/?>|\\(?:cite|footnote|footnotemark|textsuperscript|ref)[{[](\d{1,2}(?:, ?\d{1,2}){0,5})[}\]]|<<(\d{1,2})>>|\[(?:ref|cite|sup|source|quelle)\](\d{1,2})\[\/(?:ref|cite|sup|source|quelle)\]/giu;
/** What is left of tags that held a number elsewhere, what some models write in front of a citation, and what nobody sees. */
const LEFT_OVER =
  /(?<=\[\d{1,3}\])<\/(?:cite|citation|ref|source|passage|quelle|doc)>|<(sup|sub|cite|ref|a)(?: [^<>=]{1,40})?><\/\1>|\[cite_(?:start|end)\] ?|[\u200B\u2060\uFEFF]/giu;
/** "#1" at the end of a sentence. */
const HASHED = /(?<= )#(\d{1,2})(?=[.,;!?]?(?:\n|$))/gu;
/** Before it stands a sentence, or a word that gives nothing a number: "the #1", "issue #1". */
const BEFORE_HASHED = /(?:[.!?]|\p{L}{5})$/u;
const NUMBERED_WORD = /(?<!\p{L})(?:platz|place|stelle|nummer|number|issue|ticket|request|rang)$/iu;
/** Behind a word that is no unit ("Meter²"), or a mark of punctuation. */
const BEHIND_WORD = String.raw`(?<=[.!?,;:)"“”»\]]|\p{L}{4})(?<!(?:met(?:er|ern|re|res)|fuß|feet))`;
const RAISED = new RegExp(
  String.raw`(?:${BEHIND_WORD}|(?<=[\p{L}.!?] ))[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}(?![\p{L}\p{N}⁰¹²³⁴⁵⁶⁷⁸⁹])`,
  'giu',
);
/** `^1`, `^{1, 2}`, `$^{1}$`. */
const POWER = new RegExp(
  String.raw`(?:${BEHIND_WORD}|(?<=[\p{L}.!?] ))(?:\$\^\{?(\d{1,2}(?:, ?\d{1,2}){0,5})\}?\$|\^\{?(\d{1,2}(?:, ?\d{1,2}){0,5})\}?)(?![\p{L}\p{N}^{$])`,
  'giu',
);
const CODE = /(```[^`]*(?:```|$)|`[^`\n]+`)/u;
const MARK = String.raw`\[\d{1,3}\]`;
const EMPHASISED = new RegExp(
  String.raw`(?<![*_^~])([*_]{1,3}|\^|~{1,2})((?:${MARK}){1,10})\1|<(b|strong|em|i|u|small|span|mark)>((?:${MARK}){1,10})</\3>|\^((?:${MARK}){1,10})`,
  'gu',
);
const NESTED = new RegExp(String.raw`[[(]((?:${MARK}[,;]? ?){1,10})[\])]`, 'gu');
/** `[[1]`, `[1]]`. */
const HALF_NESTED = new RegExp(String.raw`\[(?=${MARK}(?!\]))|(?<=${MARK})\]`, 'gu');
const BETWEEN = new RegExp(String.raw`\] ?(?:,|;|&|und|and|sowie) ?(?=${MARK})`, 'gu');
const SPAN = new RegExp(String.raw`\[(\d{1,3})\] ?(?:[-–—]|bis) ?\[(\d{1,3})\]`, 'gu');
/** What a footnote's number stands for, at the end of a text; its own mark is in the text above. */
const FOOTNOTE = /^[ \t]{0,3}(?:\[\^\d{1,3}\]:.*|\[\d{1,3}\]:[ \t]*<?https?:\S*)$/gmu;

/**
 * Rewrites every form in which models write citations into `[n]`, several into `[1][2]`: `[^1]`,
 * `(1)`, `[1 und 2]`, `[1-3]`, `[Passage: 1]`, `［1］`, `<sup>1</sup>`, `[[1]](address)`, "laut Passage
 * 1". Code stays as it is. Takes time in proportion to the text.
 */
export function normaliseMarks(text: string, language: string): string {
  return text
    .replace(FOOTNOTE, (line) => (isNoted(text, line) ? '' : line))
    .split(CODE)
    .map((part, at) => (at % 2 === 0 ? inProse(part, language) : inCode(part)))
    .join('');
}

function isNoted(text: string, line: string): boolean {
  const mark = line.slice(line.indexOf('['), line.indexOf(']') + 1);
  return text.indexOf(mark) < text.indexOf(line);
}

/** A mark alone in back-ticks is a mark. */
function inCode(code: string): string {
  const bare = code.replaceAll('`', '').trim();
  const isAlone = !code.startsWith('```') && bare.startsWith('[');
  return isAlone && bare.endsWith(']') && numbersIn(bare.slice(1, -1)) !== null
    ? readBrackets(bare)
    : code;
}

function inProse(text: string, language: string): string {
  const raised = text
    .replace(TAG, (whole, _tag, inner: string) => marksOf(numbersIn(inner)) ?? whole)
    .replace(BARE_TAG, asMarks)
    .replace(LEFT_OVER, '')
    .replace(HASHED, hashedMark)
    .replace(RAISED, (digits) => `[${toAscii(digits)}]`)
    .replace(POWER, asMarks);
  const marked = readBrackets(raised)
    .replace(NESTED, '$1')
    .replace(HALF_NESTED, '')
    .replace(EMPHASISED, '$2$4$5')
    .replace(BETWEEN, ']')
    .replace(SPAN, (whole, from: string, to: string) => marksOf(rangeOf(from, to)) ?? whole);
  return withMarkedNouns(marked, language);
}

function asMarks(whole: string, ...groups: readonly unknown[]): string {
  const numbers = groups.find((group) => typeof group === 'string');
  return marksOf(numbersIn(numbers ?? '')) ?? whole;
}

function hashedMark(whole: string, digits: string, at: number, text: string): string {
  const before = text.slice(Math.max(0, at - 20), at).trimEnd();
  const isMark = BEFORE_HASHED.test(before) && !NUMBERED_WORD.test(before);
  return isMark ? `[${digits}]` : whole;
}

/** Goes from bracket to bracket; what is no citation stays. */
function readBrackets(text: string): string {
  const out: string[] = [];
  let from = 0;
  for (const { index } of text.matchAll(OPENING)) {
    if (index < from) continue;
    const found = markAt(text, index);
    if (found === null) continue;
    out.push(text.slice(from, index), found.marks);
    from = found.end;
  }
  out.push(text.slice(from));
  return out.join('');
}

function markAt(text: string, start: number): { marks: string; end: number } | null {
  const open = text[start] === '\\' ? start + 1 : start;
  const sign = text.charAt(open);
  const isSquare = Object.hasOwn(SQUARE, sign);
  const close = SQUARE[sign] ?? ROUND[sign] ?? '';
  const piece = text.slice(open + 1, open + 1 + MAX_MARK_CHARS);
  const length = close === '' ? 0 : closingAt(piece, sign, close);
  if (length === -1) return null;
  const inner = close === '' ? sign : piece.slice(0, length).replace(/\\$/u, '');
  const end = open + 1 + length + close.length;
  const numbers = numbersIn(inner, isSquare);
  const marks = marksOf(numbers);
  if (numbers === null || marks === null) return null;
  if (isSquare) return { marks, end: linkEnd(text, end) };
  const isLabelled = /[\p{L}[]/u.test(inner) && sign !== '{';
  const isMark = isLabelled || isBareMark(text, { start, end, numbers });
  return isMark ? { marks, end } : null;
}

/** Where the bracket that stands before `piece` is closed; -1 when nowhere. */
function closingAt(piece: string, open: string, close: string): number {
  let depth = 1;
  for (let at = 0; at < piece.length; at += 1) {
    if (piece[at] === open) depth += 1;
    if (piece[at] === close) depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

/** `[1](address)`: the address is none of ours. */
function linkEnd(text: string, end: number): number {
  if (text[end] !== '(') return end;
  const address = /^\([^\s()]*\)/u.exec(text.slice(end, end + MAX_ADDRESS_CHARS))?.[0] ?? '';
  return end + (/^\([\d,;]*\)$/u.test(address) ? 0 : address.length);
}

/** "(1)" behind a statement; in front of words, as in "(1) load it", it counts something. */
function isBareMark(
  text: string,
  { start, end, numbers }: { start: number; end: number; numbers: readonly number[] },
): boolean {
  if (numbers.some((n) => n < 1 || n > MAX_BARE_NUMBER)) return false;
  const before = text.slice(Math.max(0, start - 2), start);
  const after = text.slice(end, end + 6);
  const isBehind = /(?:[\p{L}\p{N}%€$)"“”»\]] |[.!?)\]"“”»] ?)$/u.test(before);
  return isBehind && /^(?:\s?[.,;:!?([]|\s*$|[ \t]*\n|\s(?:und|and)\s)/u.test(after);
}

/** Numbers in brackets, each once, in their order. */
export function citedNumbers(text: string): number[] {
  return [...new Set([...text.matchAll(/\[(\d{1,3})\]/gu)].map((match) => Number(match[1])))];
}

export function withoutMarks(text: string): string {
  return text
    .replace(/(?<!\s)\s*\[\d{1,3}\]/gu, '')
    .replace(/(?<!\s)\s+(?:([,;:!?])|(\.)(?![\p{L}\p{N}]))/gu, '$1$2')
    .trim();
}

/** The marks before the full stop, as German and English put them. */
export function withMark(sentence: string, n: number): string {
  const end = /[.!?…:]["'”“»)*_]{0,8}$/u.exec(sentence)?.[0] ?? '';
  const head = sentence.slice(0, sentence.length - end.length);
  return `${head} [${n}]${end}`;
}
