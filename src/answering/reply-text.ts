import { DISCARD } from '../domain/ports.ts';

/** A wrapped reply is held back whole; one that is longer is shown as it comes, in characters. */
const MAX_WRAPPED_CHARS = 24_000;
/** Keys under which models put their answer. */
const ANSWER_KEY =
  /^(?:answer|antwort|final_?answer|response|reply|text|content|output|result|data|final|summary|zusammenfassung|translation|statement|sentence|aussage|satz|claim|message)$/iu;
const ITEMS_KEY =
  /^(?:answers?|antworten|statements|sentences|aussagen|items|claims|points|punkte|liste?)$/iu;
const SOURCE_KEY =
  /^(?:citations?|sources?|passages?|quellen?|passagen?|refs?|references?|belege?)(?:_?(?:ids?|numbers?|nr))?$/iu;
const FENCE =
  /^(?<marks>`{3,5}|~{3,5})[ \t]*(?:markdown|md|text|txt|plaintext|plain|json|html|xml|yaml|answer|antwort)?[ \t]{0,3}\n/iu;
/** Tags that models put around a whole answer. */
const WRAPPER =
  /^<(?<tag>answer|antwort|final|final_answer|response|reply|output|result|xml|root|p)>/iu;
const WRAPPERS = [
  'answer',
  'antwort',
  'final',
  'response',
  'reply',
  'output',
  'result',
  'xml',
  'root',
  'p',
].map((tag) => `<${tag}>`);
/** What a reply is announced with in front of it: the speaker, "Answer:", "### Response:". */
const HEAD =
  /^(?:#{1,4} )?\*{0,2}(?:assistant|answer|final answer|antwort|response|reply)(?:\*{0,2}:\*{0,2}\s+|\*{0,2}\s{0,3}\n\s*)(?=\S)/iu;
const HEADS = ['assistant', 'answer', 'final answer', 'antwort', 'response', 'reply'];
/** A template that lost its marks: "analysisWe need ...assistantfinalLlama". */
const LOST_START = /^analysis(?=\p{Lu})/u;
const LOST_END = 'assistantfinal';
const MAX_HEAD_CHARS = 24;
const DOUBLE_QUOTED = /^(?:[^"\\\n]|\\["\\/bfnrt])*/u;
/** Up to a quote that is no apostrophe. */
const SINGLE_QUOTED = /^(?:[^'\\\n]|'(?=\p{L})|\\['"\\/bfnrt])*/u;
const MAX_DEPTH = 4;

/** What models say before a translation: "Here is the translation:", "Übersetzung ins Deutsche:". */
const ANNOUNCED = /^[^:\n.]{0,60}(?:translat|übersetz)[^:\n.]{0,60}:\s{0,9}/iu;
const QUOTED = /^["„“»](?<inner>[^"„“”«»]+)["”“«]$/u;

/** A translation by itself, on one line: without what announces it and marks around all of it, unless the original has them. */
export function bareTranslation(reply: string, original: string): string {
  const said = reply.replace(/\s+/gu, ' ').trim();
  const line = ANNOUNCED.test(original) ? said : said.replace(ANNOUNCED, '');
  return (QUOTED.test(original) ? null : QUOTED.exec(line))?.groups?.['inner'] ?? line;
}

/**
 * A model's stream without what is wrapped around the whole of it: a code fence, or JSON with the
 * answer under some key. `DISCARD` comes as a piece of its own.
 */
export async function* unwrapped(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let held: string | null = '';
  for await (const piece of pieces) {
    const last = piece.lastIndexOf(DISCARD);
    if (last !== -1) {
      held = '';
      yield DISCARD;
    }
    const text = piece.slice(last + 1);
    if (held === null) {
      if (text !== '') yield text;
      continue;
    }
    held += text;
    if (mayBeWrapped(held)) continue;
    yield withoutHead(held);
    held = null;
  }
  if (held !== null && held !== '') yield unwrap(held);
}

/** Of what has come so far. */
function mayBeWrapped(text: string): boolean {
  if (text.length > MAX_WRAPPED_CHARS) return false;
  const begun = text.trimStart();
  if (begun === '' || begun.startsWith('{') || begun.startsWith('[{')) return true;
  if (begun === '[' || mayBeHeaded(begun) || isTagBegun(begun)) return true;
  if ('analysis'.startsWith(begun)) return true;
  if (LOST_START.test(begun)) return !begun.includes(LOST_END);
  const [mark = ''] = begun;
  if (begun.length < 3) return mark.repeat(3).startsWith(begun) && /[`~]/u.test(mark);
  return /^(?:`{3}|~{3})/u.test(begun) && (!begun.includes('\n') || FENCE.test(begun));
}

function isTagBegun(begun: string): boolean {
  return WRAPPERS.some((tag) => tag.startsWith(begun.toLowerCase().slice(0, tag.length)));
}

/** Whether a few characters may become "Answer:", until more has come. */
function mayBeHeaded(begun: string): boolean {
  if (begun.length > MAX_HEAD_CHARS) return false;
  const word = begun.replace(/^(?:#{1,4} ?)?\*{0,2}/u, '').toLowerCase();
  if (word === '') return true;
  return HEADS.some(
    (head) =>
      head.startsWith(word) ||
      (word.startsWith(head) && /^[*:\s]*$/u.test(word.slice(head.length))),
  );
}

/** A whole reply without a fence or JSON around all of it; what is no such thing stays as it is. */
export function unwrap(text: string): string {
  const bare = bareOf(text.trim(), 0);
  if (!/^[{["]/u.test(bare)) return bare === text.trim() ? text : bare;
  return fromJson(bare) ?? (bare === text.trim() ? text : bare);
}

/** Without head, fence and tags, one in the other. */
function bareOf(text: string, depth: number): string {
  const bare = withoutTag(withoutFence(withoutHead(text))).trim();
  return bare === text || depth > MAX_DEPTH ? bare : bareOf(bare, depth + 1);
}

function withoutHead(text: string): string {
  const whole = text.trimStart();
  const end = LOST_START.test(whole) ? whole.indexOf(LOST_END) : -1;
  const begun = (end === -1 ? whole : whole.slice(end + LOST_END.length)).replace(HEAD, '');
  return begun.length < text.trimStart().length ? begun : text;
}

/** One that is never closed goes as well: there was no room for its end. */
function withoutTag(text: string): string {
  const [open, tag = ''] = WRAPPER.exec(text) ?? [];
  if (open === undefined) return text;
  const inner = text.slice(open.length);
  const close = `</${tag.toLowerCase()}>`;
  const end = inner.toLowerCase().lastIndexOf(close);
  if (end === -1) return inner;
  return inner.slice(end + close.length).trim() === '' ? inner.slice(0, end) : text;
}

function withoutFence(text: string): string {
  const found = FENCE.exec(text);
  const opening = found?.[0];
  if (opening === undefined) return text;
  const marks = found?.groups?.['marks'] ?? '';
  const rest = text.slice(opening.length);
  const closing = rest.lastIndexOf(`\n${marks}`);
  const isClosed = closing !== -1 && rest.slice(closing + 1 + marks.length).trim() === '';
  const inner = isClosed ? rest.slice(0, closing) : rest;
  const [json = ''] = /json/iu.test(opening)
    ? (/^\s*\{[^`]*\}\s*(?=\n`{3})/u.exec(rest) ?? [])
    : [];
  if (json !== '') return json.trim();
  const isWhole = inner.split('\n').filter((line) => line.startsWith(marks)).length % 2 === 0;
  const isProse = opening.trim() !== marks || /[.!?\]:] *$/mu.test(inner);
  return isWhole && isProse ? inner.trim() : text;
}

function fromJson(text: string): string | null {
  try {
    return textOf(JSON.parse(text), 0);
  } catch {
    return fromCutJson(text);
  }
}

/** `{"answer": "as far as it came`, where there was no room for the end; and what is JSON but for its quotes. */
function fromCutJson(text: string): string | null {
  const { key = '', quote } =
    /^\{\s{0,20}["']?(?<key>[\p{L}\w-]{1,30})["']?\s{0,9}:\s{0,9}(?<quote>["'])/u.exec(text)
      ?.groups ?? {};
  if (quote === undefined || !ANSWER_KEY.test(key)) return null;
  const rest = text.slice(text.indexOf(quote, text.indexOf(':')) + 1);
  const body = quote === '"' ? DOUBLE_QUOTED : SINGLE_QUOTED;
  const [said = ''] = body.exec(rest) ?? [];
  try {
    return String(JSON.parse(`"${said.replace(/(?<!\\)"/gu, '\\"').replaceAll("\\'", "'")}"`));
  } catch {
    return null;
  }
}

function textOf(value: unknown, depth: number): string | null {
  if (typeof value === 'string') return value.trim();
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) {
    const texts = value.map((item: unknown) => textOf(item, depth + 1));
    const known = texts.filter((text) => text !== null);
    return known.length === 0 ? null : known.join('\n');
  }
  const entries = Object.entries(value as Record<string, unknown>);
  const answer =
    entries.find(([key]) => ANSWER_KEY.test(key)) ?? entries.find(([key]) => ITEMS_KEY.test(key));
  const text = answer === undefined ? null : textOf(answer[1], depth + 1);
  if (text === null || /\[\d/u.test(text)) return text;
  const sources = entries
    .filter(([key]) => SOURCE_KEY.test(key))
    .flatMap(([, of]) => numbersOf(of));
  return withMarks(text, sources.map((n) => `[${n}]`).join(''));
}

function numbersOf(value: unknown): number[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.flatMap((one) => {
    if (typeof one === 'object' && one !== null)
      return Object.values(one).flatMap(numbersOf).slice(0, 1);
    const number = typeof one === 'string' ? Number(/^\D{0,12}(\d{1,2})\D?$/u.exec(one)?.[1]) : one;
    return typeof number === 'number' && Number.isInteger(number) && number > 0 ? [number] : [];
  });
}

function withMarks(text: string, marks: string): string {
  const end = /[.!?]$/u.exec(text)?.[0] ?? '';
  return marks === '' ? text : `${text.slice(0, text.length - end.length)} ${marks}${end}`;
}
