import type { Language } from '../domain/language.ts';

/** Longest text between two brackets that may be a citation, in characters. */
const MAX_MARK_CHARS = 60;
/** Highest number of a passage that is cited without any word or square bracket: "(1)", "¹". */
const MAX_BARE_NUMBER = 20;
/** Most passages of one range, `[1-4]`. */
const MAX_RANGE = 10;
/** Longest address behind a mark that is written as a link, in characters. */
const MAX_ADDRESS_CHARS = 300;

const CLOSING: Readonly<Record<string, string>> = {
  ...{ '[': ']', '(': ')', '［': '］', '（': '）', '【': '】', '〔': '〕', '⟦': '⟧' },
};
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const FULL_WIDTH = '０１２３４５６７８９';

/** What may stand beside the numbers of a citation, and nothing else. */
const LABEL =
  /^(?:passagen?|passages?|quellen?|sources?|src|docs?|dokument(?:e|en)?|documents?|auszug|auszüge|excerpts?|abschnitte?|sections?|chunks?|snippets?|kontext|context|fundstellen?|textstellen?|stellen?|treffer|hits?|ergebnisse?|ergebnis|results?|aussagen?|statements?|fn|cit|nr|no|nummern?|numbers?|refs?|references?|referenz(?:en)?|cite|cited|citations?|zitate?|belege?|fußnoten?|footnotes?|id|index|siehe|s|see|vgl|cf|laut|gemäß|nach|aus|in|from|according|to|per|via|der|die|den|the)$/u;
const JOINT = /^(?:und|and|sowie|oder|or|u|[,;/&+])$/u;
const RANGE = /^(?:[-–—‑]|bis|to)$/u;
const BESIDE = [LABEL, JOINT, /^[-:.#^_@[\]]$/u] as const;
const PIECE = /\p{L}+|\d+|[^\s]/gu;

const TAG = /<(sup|cite|ref|a)>([^<>]{1,60})<\/\1>/giu;
const RAISED = /(?<=[.!?,;:)"“”»\]]|\p{L}{4})[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}(?![\p{L}\p{N}⁰¹²³⁴⁵⁶⁷⁸⁹])/gu;
const CODE = /(```[^`]*(?:```|$)|`[^`\n]+`)/u;
const MARK = String.raw`\[\d{1,3}\]`;
const EMPHASISED = new RegExp(String.raw`(?<![*_^])([*_]{1,3}|\^)((?:${MARK}){1,10})\1`, 'gu');
const NESTED = new RegExp(String.raw`[[(]((?:${MARK}[,;]? ?){1,10})[\])]`, 'gu');
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
  const isAlone = !code.startsWith('```') && CLOSING[bare.charAt(0)] === ']';
  return isAlone && bare.endsWith(']') && numbersIn(bare.slice(1, -1)) !== null
    ? readBrackets(bare)
    : code;
}

function inProse(text: string, language: string): string {
  const raised = text
    .replace(TAG, (whole, _tag, inner: string) => marksOf(numbersIn(inner)) ?? whole)
    .replace(RAISED, (digits) => `[${toAscii(digits)}]`);
  const marked = readBrackets(raised)
    .replace(NESTED, '$1')
    .replace(EMPHASISED, '$2')
    .replace(BETWEEN, ']')
    .replace(SPAN, (whole, from: string, to: string) => marksOf(range(from, to)) ?? whole);
  return readPhrases(marked, language);
}

/** Goes from bracket to bracket; what is no citation stays. */
function readBrackets(text: string): string {
  const out: string[] = [];
  let from = 0;
  for (const { index } of text.matchAll(/\\?[[(［（【〔⟦]/gu)) {
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
  const close = CLOSING[text.charAt(open)] ?? '';
  const piece = text.slice(open + 1, open + 1 + MAX_MARK_CHARS);
  const length = closingAt(piece, text.charAt(open), close);
  if (length === -1) return null;
  const inner = piece.slice(0, length).replace(/\\$/u, '');
  const end = open + 1 + length + close.length;
  const numbers = numbersIn(inner);
  const marks = marksOf(numbers);
  if (numbers === null || marks === null) return null;
  if (close !== ')' && close !== '）') return { marks, end: linkEnd(text, end) };
  const isBare = !/[\p{L}[]/u.test(inner);
  const isMark = !isBare || isBareMark(text, { start: open, end, numbers });
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

/** The passages that the inside of a bracket names; null when it says anything else. */
function numbersIn(inner: string): readonly number[] | null {
  const text = toAscii(inner.split('†', 1)[0] ?? '').toLowerCase();
  const found: number[] = [];
  let isRange = false;
  for (const [piece] of text.matchAll(PIECE)) {
    if (/^\d+$/u.test(piece)) {
      if (piece.length > 3) return null;
      const first = found.at(-1);
      const span = isRange && first !== undefined ? range(String(first), piece) : [Number(piece)];
      if (span === null) return null;
      found.push(...span.slice(isRange ? 1 : 0));
      isRange = false;
    } else if (RANGE.test(piece) && found.length > 0) isRange = true;
    else if (!BESIDE.some((kind) => kind.test(piece))) return null;
  }
  return found.length === 0 || isRange ? null : found;
}

function range(from: string, to: string): readonly number[] | null {
  const width = Number(to) - Number(from);
  if (width < 0 || width > MAX_RANGE) return null;
  return Array.from({ length: width + 1 }, (_, at) => Number(from) + at);
}

function marksOf(numbers: readonly number[] | null): string | null {
  return numbers === null ? null : numbers.map((n) => `[${n}]`).join('');
}

function toAscii(text: string): string {
  return text.replace(/[⁰¹²³⁴-⁹０-９]/gu, (digit) =>
    String(Math.max(SUPERSCRIPTS.indexOf(digit), FULL_WIDTH.indexOf(digit))),
  );
}

interface Noun {
  readonly one: string;
  readonly many: string;
  /** German article behind a preposition, and otherwise. */
  readonly oblique: string;
  readonly plain: string;
}

const NOUNS: Readonly<Record<Language, Readonly<Record<string, Noun>>>> = {
  de: {
    passage: { one: 'Passage', many: 'Passagen', oblique: 'der', plain: 'die' },
    quelle: { one: 'Quelle', many: 'Quellen', oblique: 'der', plain: 'die' },
    dokument: { one: 'Dokument', many: 'Dokumenten', oblique: 'dem', plain: 'das' },
    auszug: { one: 'Auszug', many: 'Auszügen', oblique: 'dem', plain: 'der' },
  },
  en: {
    passage: { one: 'passage', many: 'passages', oblique: 'the', plain: 'the' },
    source: { one: 'source', many: 'sources', oblique: 'the', plain: 'the' },
    document: { one: 'document', many: 'documents', oblique: 'the', plain: 'the' },
    excerpt: { one: 'excerpt', many: 'excerpts', oblique: 'the', plain: 'the' },
  },
};
const NAMED =
  /(?<!\p{L})(passage|quelle|dokument|auszug|source|document|excerpt)(?:e|n|en|s)?(?=[ :#[])/giu;
const NUMBERS_BEHIND =
  /^ ?(?::|#|nr\.?|no\.?)? ?((?:\[\d{1,3}\]){1,9}|\d{1,2}(?:(?:, ?| und | and | & |-|–)\d{1,2}){0,5})(?!\p{N}|[.,:]\p{N}|\p{L})/iu;
/** Longest list of numbers behind a word, in characters. */
const MAX_NUMBERS_CHARS = 50;
const OBLIQUE = /(?:^|[\s("„“])(?:laut|gemäß|nach|in|aus|von|mit|zu|bei|entsprechend)\s$/iu;
const DETERMINED = /(?:^|\s)(?:der|die|das|dem|den|im|vom|zur|zum|beim|dieser|diese|the|this)\s$/iu;
/** Characters before a word that tell how it stands in its sentence. */
const LOOK_BEHIND_CHARS = 16;

/** "Laut Passage 1 …" becomes "Laut der Passage[1] …": it reads well also when the mark is moved. */
function readPhrases(text: string, language: string): string {
  const out: string[] = [];
  let from = 0;
  for (const match of text.matchAll(NAMED)) {
    const end = match.index + match[0].length;
    const numbers = NUMBERS_BEHIND.exec(text.slice(end, end + MAX_NUMBERS_CHARS));
    const noun = NOUNS[language === 'de' ? 'de' : 'en'][(match[1] ?? '').toLowerCase()];
    const marks = marksOf(numbersIn(numbers?.[1] ?? ''));
    if (match.index < from || numbers === null || noun === undefined || marks === null) continue;
    const before = text.slice(Math.max(0, match.index - LOOK_BEHIND_CHARS), match.index);
    const isList = text[end] === ':' && /(?:^|\n)[\s*_>-]{0,16}$/u.test(before);
    const shown = isList ? `${match[0]}: ` : nounAfter(before, noun, marks.length > '[12]'.length);
    out.push(text.slice(from, match.index), shown, marks);
    from = end + numbers[0].length;
  }
  out.push(text.slice(from));
  return out.join('');
}

function nounAfter(before: string, noun: Noun, isPlural: boolean): string {
  const word = isPlural ? noun.many : noun.one;
  if (DETERMINED.test(before)) return word;
  const isOblique = OBLIQUE.test(before);
  const singular = isOblique ? noun.oblique : noun.plain;
  const many = noun.plain === 'the' ? 'the' : isOblique ? 'den' : 'die';
  const article = isPlural ? many : singular;
  const isFirst = /(?:^|\n|[.!?:] )[\s*_>-]{0,16}$/u.test(before);
  return `${isFirst ? article.charAt(0).toUpperCase() + article.slice(1) : article} ${word}`;
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
