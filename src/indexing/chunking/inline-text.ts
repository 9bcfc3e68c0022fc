const MARKS = /`+/gu;
const IMAGE = /!\[([^[\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+"[^"]*")?\)/gu;
const LINK =
  /\[((?:[^[\]]|\[[^[\]]*\])*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+(?:"[^"]*"|'[^']*'))?\)/gu;
const REFERENCE = /\[([^[\]]+)\]\[[^[\]]*\]/gu;
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

function reduceProse(text: string, isWhole: boolean): string {
  const reduced = text
    .replace(IMAGE, '$1')
    .replace(LINK, '$1')
    .replace(REFERENCE, '$1')
    .replace(AUTOLINK, '$1');
  return isWhole ? reduced.trim() : reduced;
}

/** A longer heading with its marks is none: what takes them off is made for short texts. */
export const MAX_INLINE_CHARS = 2_000;

/**
 * A heading or title as plain text: links, emphasis and code marks gone, one line; empty for one of
 * more than `MAX_INLINE_CHARS`.
 */
export function plainInline(text: string): string {
  if (text.length > MAX_INLINE_CHARS) return '';
  return reduceLinks(text)
    .replace(/(`+)([^`]+)\1/gu, '$2')
    .replace(/(\*{1,3}|~~)(?=\S)([^*~]*\S)\1/gu, '$2')
    .replace(/(?<![\p{L}\p{N}])(_{1,3})(?=\S)([^_]*\S)\1(?![\p{L}\p{N}])/gu, '$2')
    .replace(/\\([!-/:-@[-`{-~])/gu, '$1')
    .replace(/\s+/gu, ' ')
    .trim();
}
