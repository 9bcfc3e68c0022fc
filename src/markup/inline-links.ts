import { MAX_LINK_CHARS } from './markup-limits.ts';
import { ZERO_WIDTH_SPACE } from './plain-text.ts';

const MAX_NOTE_CHARS = 300;
/** Most blanks on either side of an address in brackets. */
const MAX_BLANKS = 10;
const HTTP = /https?:\/\//iuy;
const SCHEME = /[a-z][a-z0-9+.-]{0,30}:/iuy;
const BARE_END = /[\s<>`\\]|\]\(|\*\*|\|\||~~/gu;
const INVITE_HOST =
  /discord\.(?:gg|me|io|li|link)(?=[\\/]{1,9}[^\s\\/])|dsc\.gg(?=[\\/]{1,9}[^\s\\/])|discord(?:app)?\.com(?=[\\/]{1,9}invite\b)/giu;

/** `discord.gg/abc` becomes `discord[.]gg/abc`: readable, but neither a link nor a card. */
export function defuseInvites(text: string): string {
  return text.replace(INVITE_HOST, (host) => host.replace('.', '[.]'));
}

/** The address in `<https://…>` at `at`, without its brackets. */
export function readWrappedAddress(source: string, at: number): string | null {
  if (!startsAt(HTTP, source, at + 1)) return null;
  const found = source.slice(at + 1, at + 2 + MAX_LINK_CHARS);
  const end = found.search(/[\s<>]/u);
  return found.charAt(end) === '>' ? found.slice(0, end) : null;
}

/** The address that begins at `at`; punctuation and an unpaired bracket at its end are not part of it. */
export function readBareAddress(source: string, at: number): string | null {
  if (!startsAt(HTTP, source, at)) return null;
  BARE_END.lastIndex = at;
  const end = BARE_END.exec(source)?.index ?? source.length;
  const address = withoutTail(source.slice(at, end));
  return /:\/\/./u.test(address) ? address : null;
}

function withoutTail(address: string): string {
  let unpaired = 0;
  for (const character of address) {
    unpaired += character === ')' ? 1 : character === '(' ? -1 : 0;
  }
  let end = address.length;
  for (;;) {
    const last = address.charAt(end - 1);
    if (last === ')' && unpaired > 0) unpaired -= 1;
    else if (!/[.,;:!?'"*_~|\]\\…”’»]/u.test(last)) return address.slice(0, end);
    end -= 1;
  }
}

/** What stands in round brackets behind a label, and where it ends. */
export interface LinkTarget {
  readonly address: string;
  /** The title with a blank before it, harmless; empty when there is none. */
  readonly note: string;
  readonly end: number;
}

/** Reads `(address "title")` at `at`. */
export function readLinkTarget(source: string, at: number): LinkTarget | null {
  if (source.charAt(at) !== '(') return null;
  let end = skipBlanks(source, at + 1);
  if (source.charAt(end) === '<') end += 1;
  if (!startsAt(SCHEME, source, end)) return null;
  const address = readTarget(source.slice(end, end + MAX_LINK_CHARS));
  end += address.length;
  if (source.charAt(end) === '>') end += 1;
  end = skipBlanks(source, end);
  const note = readNote(source.slice(end, end + MAX_NOTE_CHARS));
  end = skipBlanks(source, end + note.length);
  if (source.charAt(end) !== ')') return null;
  return { address, note: note === '' ? '' : ` ${inertText(note)}`, end: end + 1 };
}

/** Up to a blank, an angle bracket, a bracket that closes what it did not open, or the next link. */
function readTarget(text: string): string {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (/[\s<>]/u.test(character) || text.startsWith('](', at)) return text.slice(0, at);
    if (character === ')' && depth === 0) return text.slice(0, at);
    depth += character === '(' ? 1 : character === ')' ? -1 : 0;
  }
  return text;
}

function readNote(text: string): string {
  const quote = text.charAt(0);
  if (quote !== '"' && quote !== "'") return '';
  const end = text.indexOf(quote, 1);
  const note = text.slice(0, end + 1);
  return note.includes('\n') ? '' : note;
}

function skipBlanks(source: string, at: number): number {
  let end = at;
  while (end < at + MAX_BLANKS && /\s/u.test(source.charAt(end))) end += 1;
  return end;
}

function startsAt(sticky: RegExp, source: string, at: number): boolean {
  sticky.lastIndex = at;
  return sticky.test(source);
}

/**
 * The address in angle brackets, which keep Discord from embedding it; null when it is none a reader
 * should be sent to: no host, with a user name, an invite, too long.
 */
export function toLink(address: string): string | null {
  if (address.length > MAX_LINK_CHARS || /[\s\\]|\[\.\]/u.test(address)) return null;
  // To a browser these are the same, and to Discord no marks.
  const inert = address
    .replace(/[*|`"[\]<>]/gu, encodeURIComponent)
    .replaceAll('*', '%2A')
    .replace(/__/gu, '_%5F')
    .replace(/~~/gu, '~%7E')
    .replace(/@(?=everyone|here)/giu, '%40');
  if (!startsAt(HTTP, inert, 0) || !URL.canParse(inert)) return null;
  const [, authority = ''] = /^[^/]*\/\/([^/?#]*)/u.exec(inert) ?? [];
  return authority === '' || /@|%40/u.test(authority) ? null : `<${inert}>`;
}

/** Text in which nothing means anything to Discord, an address among it leads nowhere. */
export function inertText(text: string): string {
  return text
    .replace(/[*_~`|\\<>]/gu, '\\$&')
    .replace(/@(?=everyone|here)/giu, `@${ZERO_WIDTH_SPACE}`)
    .replace(/:(?=\/)/gu, `:${ZERO_WIDTH_SPACE}`);
}
