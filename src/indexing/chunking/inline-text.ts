const MARKS = /`+/gu;
const IMAGE = /!\[([^[\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+"[^"]*")?\)/gu;
/** Where a link leads, with its title, behind its label; a longer one is none. */
const ANGLED_TARGET = /^\(<[^<>\n]*>(?: "[^"\n]*")?\)/u;
const TARGET = /^\((?:[^()\s]|\([^()]*\))*(?:\s+(?:"[^"]*"|'[^']*'))?\)/u;
const MAX_TARGET_CHARS = 2_000;
const REFERENCE = /\[([^[\]]+)\]\[[^[\]]*\]/gu;
/** Links, pictures, notes to oneself and marks of programs that keep notes: `[[Page|label]]`, `![[a.png]]`. */
const NOTE_PICTURE = /!\[\[[^[\]\n]{1,200}\]\]/gu;
const NOTE_LINK = /\[\[(?:[^[\]|\n]{1,200}\|)?(?=[^[\]|\n]{0,99}\p{L})([^[\]|\n]{1,200})\]\]/gu;
const NOTE_COMMENT = /%%[^%\n]{1,400}%%/gu;
const NOTE_HIGHLIGHT = /==(?![\s=])([^=\n]{1,200})(?<!\s)==/gu;
/** What another note points to, at the end of a paragraph. */
const NOTE_ANCHOR = /(?<=\S) {1,4}\^[\w-]{4,40}$/u;
const AUTOLINK = /<((?:https?:\/\/|mailto:)[^<>\s]+)>/gu;

/**
 * Reduces links and images of one Markdown paragraph to their text; inline code stays as it is, inside a
 * link, too, and is no part of one by itself.
 */
export function reduceLinks(text: string): string {
  const codes: string[] = [];
  let prose = '';
  let at = 0;
  for (const { start, end } of codeSpans(text)) {
    codes.push(text.slice(start, end));
    prose += `${withoutTokens(text.slice(at, start))}\uE000${codes.length - 1}\uE001`;
    at = end;
  }
  prose += withoutTokens(text.slice(at));
  const reduced = reduceProse(prose, codes.length === 0);
  return reduced.replace(
    /\uE000(\d{1,9})\uE001/gu,
    (_, index: string) => codes[Number(index)] ?? '',
  );
}

/** What stands for a code span meanwhile stands for nothing else. */
function withoutTokens(text: string): string {
  return text.replace(/[\uE000\uE001]/gu, '');
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Inline code: from a run of backticks to the next one of the same length, each looked at once. */
function codeSpans(text: string): Span[] {
  const runs = [...text.matchAll(MARKS)].map(({ index, 0: marks }) => ({
    start: index,
    end: index + marks.length,
  }));
  const next = new Array<number>(runs.length);
  const lastOf = new Map<number, number>(); // by length
  for (let at = runs.length - 1; at >= 0; at -= 1) {
    const length = (runs[at]?.end ?? 0) - (runs[at]?.start ?? 0);
    next[at] = lastOf.get(length) ?? -1;
    lastOf.set(length, at);
  }
  const spans: Span[] = [];
  for (let at = 0; at < runs.length; at += 1) {
    const close = next[at] ?? -1;
    if (close === -1) continue;
    spans.push({ start: runs[at]?.start ?? 0, end: runs[close]?.end ?? 0 });
    at = close;
  }
  return spans;
}

/** Inline code without its backticks. */
function withoutCodeMarks(text: string): string {
  let plain = '';
  let at = 0;
  for (const { start, end } of codeSpans(text)) {
    const marks = /^`*/u.exec(text.slice(start, end))?.[0].length ?? 0;
    plain += text.slice(at, start) + text.slice(start + marks, end - marks);
    at = end;
  }
  return plain + text.slice(at);
}

function withoutNoteMarks(text: string): string {
  return text
    .replace(NOTE_PICTURE, '')
    .replace(NOTE_LINK, '$1')
    .replace(NOTE_COMMENT, '')
    .replace(NOTE_HIGHLIGHT, '$1')
    .replace(NOTE_ANCHOR, '');
}

function reduceProse(text: string, isWhole: boolean): string {
  const reduced = withoutTargets(withoutNoteMarks(text).replace(IMAGE, '$1'))
    .replace(REFERENCE, '$1')
    .replace(AUTOLINK, '$1');
  return isWhole ? reduced.trim() : reduced;
}

/** Labels of links without their brackets and without where they lead. */
function withoutTargets(text: string): string {
  const dropped: Span[] = [];
  const open: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '[') open.push(at);
    if (text[at] !== ']') continue;
    const start = open.pop();
    if (start === undefined || text[at + 1] !== '(') continue;
    const behind = text.slice(at + 1, at + 1 + MAX_TARGET_CHARS);
    const [target] = ANGLED_TARGET.exec(behind) ?? TARGET.exec(behind) ?? [];
    if (target === undefined) continue;
    dropped.push({ start, end: start + 1 }, { start: at, end: at + 1 + target.length });
    at += target.length;
  }
  let kept = '';
  let from = 0;
  for (const { start, end } of dropped.sort((one, other) => one.start - other.start)) {
    kept += text.slice(from, start);
    from = end;
  }
  return kept + text.slice(from);
}

/** A longer heading with its marks is none: what takes them off is made for short texts. */
export const MAX_INLINE_CHARS = 2_000;

/**
 * A heading or title as plain text: links, emphasis and code marks gone, one line; empty for one of
 * more than `MAX_INLINE_CHARS`.
 */
export function plainInline(text: string): string {
  if (text.length > MAX_INLINE_CHARS) return '';
  return withoutCodeMarks(reduceLinks(text))
    .replace(/(\*{1,3}|~~)(?=\S)([^*~]*\S)\1/gu, '$2')
    .replace(/(?<![\p{L}\p{N}])(_{1,3})(?=\S)([^_]*\S)\1(?![\p{L}\p{N}])/gu, '$2')
    .replace(/\\([!-/:-@[-`{-~])/gu, '$1')
    .replace(/\s+/gu, ' ')
    .trim();
}
