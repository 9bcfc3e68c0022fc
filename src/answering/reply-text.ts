import { DISCARD } from '../domain/ports.ts';

/** A wrapped reply is held back whole; one that is longer is shown as it comes, in characters. */
const MAX_WRAPPED_CHARS = 24_000;
/** Keys under which models put their answer. */
const ANSWER_KEY =
  /^(?:answer|antwort|final_?answer|response|reply|text|content|output|result|statement|sentence|aussage|satz|claim|message)$/iu;
const ITEMS_KEY =
  /^(?:answers?|antworten|statements|sentences|aussagen|items|claims|points|punkte|liste?)$/iu;
const SOURCE_KEY =
  /^(?:citations?|sources?|passages?|quellen?|passagen?|refs?|references?|belege?)$/iu;
const FENCE =
  /^```[ \t]*(?:markdown|md|text|txt|plaintext|plain|json|answer|antwort)?[ \t]{0,3}\n/iu;
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
    yield held;
    held = null;
  }
  if (held !== null && held !== '') yield unwrap(held);
}

/** Of what has come so far. */
function mayBeWrapped(text: string): boolean {
  if (text.length > MAX_WRAPPED_CHARS) return false;
  const begun = text.trimStart();
  if (begun === '' || begun.startsWith('{') || begun.startsWith('[{')) return true;
  if (begun === '[') return true;
  if (begun.length < 3) return '```'.startsWith(begun);
  return begun.startsWith('```') && (!begun.includes('\n') || FENCE.test(begun));
}

/** A whole reply without a fence or JSON around all of it; what is no such thing stays as it is. */
export function unwrap(text: string): string {
  const bare = withoutFence(text.trim());
  if (!/^[{[]/u.test(bare)) return bare === text.trim() ? text : bare;
  return fromJson(bare) ?? text;
}

function withoutFence(text: string): string {
  const opening = FENCE.exec(text)?.[0];
  if (opening === undefined) return text;
  const inner = text.slice(opening.length).replace(/\n?```$/u, '');
  const isWhole = (inner.match(/^```/gmu) ?? []).length % 2 === 0;
  const isProse = opening.trim() !== '```' || /[.!?\]:] *$/mu.test(inner);
  return isWhole && isProse ? inner.trim() : text;
}

function fromJson(text: string): string | null {
  try {
    return textOf(JSON.parse(text), 0);
  } catch {
    return fromCutJson(text);
  }
}

/** `{"answer": "as far as it came`, where there was no room for the end. */
function fromCutJson(text: string): string | null {
  const [whole, key = ''] = /^\{\s{0,20}"([^"\\]{1,30})"\s{0,9}:\s{0,9}"/u.exec(text) ?? [];
  if (whole === undefined || !ANSWER_KEY.test(key)) return null;
  const [body = ''] = /^(?:[^"\\\n]|\\["\\/bfnrt])*/u.exec(text.slice(whole.length)) ?? [];
  try {
    return String(JSON.parse(`"${body}"`));
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
    const number = typeof one === 'string' ? Number(/^\D{0,12}(\d{1,2})\D?$/u.exec(one)?.[1]) : one;
    return typeof number === 'number' && Number.isInteger(number) && number > 0 ? [number] : [];
  });
}

function withMarks(text: string, marks: string): string {
  const end = /[.!?]$/u.exec(text)?.[0] ?? '';
  return marks === '' ? text : `${text.slice(0, text.length - end.length)} ${marks}${end}`;
}
