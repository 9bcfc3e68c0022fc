import { graphemeCut } from '../markup/plain-text.ts';

const CITATION = /\[\d{1,4}(?:\s?,\s?\d{1,4}){0,20}\]/uy;
const MARK = /\*{1,3}|__?|~~/uy;
const CODE_FENCE = /`+/uy;
/** A citation or the warning mark never starts a message away from the words it stands for. */
const CLINGING = /\s?(?:\[\d|⚠)/uy;
/** A full stop behind these ends no sentence. */
const ABBREVIATION = /\b(?:z|d|u|e|i|g|B|h|a|bzw|ca|vgl|Dr|Nr|Mr|Mrs|St|vs|etc|\d)$/u;
const MAX_ABBREVIATION_CHARS = 4;
/** The end of a sentence with what belongs to it: closing quotes, citation marks, the warning mark. */
const SENTENCE_END = /[.!?…。！？]["'”’»)\]*_]*(?:\s?\[[\d\s,]+\])*(?:\s?⚠\uFE0F?)*(?=\s|$)/gu;

/** A first part shorter than this share of the room is not worth a sentence's end. */
const MIN_SENTENCE_SHARE = 0.3;
/** Longest marked span that is kept in one message. */
const MAX_MARKED_CHARS = 1_000;

/**
 * Where to cut cleaned `text` so that the first part has at most `maxChars`: behind a line, a sentence
 * or a word, never inside code, an address, a citation mark or a marked span, or, where one of them is
 * too long for that, never inside code or an address. 0 when there is no such place.
 */
export function findCut(text: string, maxChars: number): number {
  if (maxChars <= 0) return 0;
  const window = text.slice(0, maxChars + MAX_MARKED_CHARS);
  const atoms = readAtoms(window);
  return cutBetween(window, maxChars, atoms.all) || cutBetween(window, maxChars, atoms.unbreakable);
}

/**
 * The last resort for one unbroken run: between two grapheme clusters, and not inside code, an
 * address or an escaped character. At least 1.
 */
export function hardCut(text: string, maxChars: number): number {
  const { unbreakable } = readAtoms(text.slice(0, maxChars + MAX_MARKED_CHARS));
  let cut = graphemeCut(text, maxChars);
  while (cut > 0 && unbreakable[cut] === 1) cut -= 1;
  return cut > 0 ? cut : graphemeCut(text, maxChars);
}

/** 1 at every place that is inside something, 0 where a cut is free. */
type Inside = Uint8Array;

function cutBetween(window: string, maxChars: number, inside: Inside): number {
  const isFree = (index: number): boolean => {
    if (index > maxChars || inside[index] === 1) return false;
    CLINGING.lastIndex = index;
    return !CLINGING.test(window);
  };
  let sentence = 0;
  for (const match of window.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length;
    const before = window.slice(Math.max(0, match.index - MAX_ABBREVIATION_CHARS), match.index);
    if (!ABBREVIATION.test(before) && isFree(end)) sentence = end;
  }
  if (sentence >= maxChars * MIN_SENTENCE_SHARE) return sentence;
  for (let end = Math.min(maxChars, window.length - 1); end > sentence; end -= 1) {
    const isWordEnd = /\s/u.test(window.charAt(end)) && /\S/u.test(window.charAt(end - 1));
    if (isWordEnd && isFree(end)) return end;
  }
  return sentence;
}

function readAtoms(text: string): { readonly all: Inside; readonly unbreakable: Inside } {
  const all = new Uint8Array(text.length + 1);
  const unbreakable = new Uint8Array(text.length + 1);
  const open: { readonly mark: string; readonly at: number }[] = [];
  let at = 0;
  while (at < text.length) {
    const atom = atomEnd(text, at);
    if (atom > at + 1) {
      all.fill(1, at + 1, atom);
      unbreakable.fill(1, at + 1, atom);
      at = atom;
      continue;
    }
    const mark = matchAt(MARK, text, at);
    const last = open.findLast((each) => each.mark === mark);
    if (mark !== '' && last !== undefined) {
      const end = at + mark.length;
      if (end - last.at <= MAX_MARKED_CHARS) all.fill(1, last.at + 1, end);
      open.length = open.indexOf(last);
    } else if (mark !== '') open.push({ mark, at });
    at += Math.max(1, mark.length);
  }
  return { all, unbreakable };
}

/** Where code, an address, a citation mark or an escaped character that begins here ends. */
function atomEnd(text: string, at: number): number {
  switch (text.charAt(at)) {
    case '\\':
      return at + 1 + String.fromCodePoint(text.codePointAt(at + 1) ?? 0x20).length;
    case '`': {
      const run = matchAt(CODE_FENCE, text, at);
      const end = text.indexOf(run, at + run.length);
      return end === -1 ? at : end + run.length;
    }
    case '<':
    case '(': {
      const start = text.charAt(at) === '(' ? at + 1 : at;
      if (!text.startsWith('<http', start)) return at;
      const end = text.indexOf('>', start) + 1;
      return end === 0 ? text.length : text.charAt(end) === ')' ? end + 1 : end;
    }
    default:
      return at + matchAt(CITATION, text, at).length;
  }
}

function matchAt(sticky: RegExp, text: string, at: number): string {
  sticky.lastIndex = at;
  return sticky.exec(text)?.[0] ?? '';
}
