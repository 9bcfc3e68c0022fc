import { guessEncoding, undoubled } from './guess-encoding.ts';

/** What is known about the encoding of some bytes besides their content. */
export interface EncodingHints {
  /** As the sender called it, e.g. `text/html; charset=iso-8859-1`. */
  readonly contentType?: string | null;
  /** Whether a declaration inside the text counts: an HTML `meta`, an XML declaration. */
  readonly isMarkup?: boolean;
}

const DECLARATION_BYTES = 4_096;
const HEADER_CHARSET = /charset\s*=\s*["']?([\w:.-]+)/iu;
const META_CHARSET = /<meta[^<>]{0,300}?charset\s*=\s*["']?([\w:.-]+)/iu;
const XML_ENCODING = /^\s*<\?xml[^<>]{0,200}?encoding\s*=\s*["']([\w:.-]+)["']/iu;
/** Share of 16-bit units with an empty high byte from which bytes without a mark are UTF-16. */
const MIN_UTF16_SHARE = 0.4;
const MIN_UTF16_UNITS = 4;

/** Node 20 decodes windows-1252 as Latin-1: what stands at 0x80-0x9F is put right here. */
const C1_CONTROL = /[\u0080-\u009F]/gu;
const WINDOWS_1252 =
  '\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178';

/**
 * Bytes as text with `\n` line ends. The encoding is that of the byte order mark, UTF-16 or UTF-8
 * where the bytes can be nothing else, then that of the header or of the declaration in the text, then what
 * the letters show, or else windows-1252. What was encoded twice is put right. Labels are often wrong, so none of them stands against the bytes. Never throws.
 */
export function decodeText(bytes: Uint8Array, hints: EncodingHints = {}): string {
  return decodeBytes(bytes, hints)
    .replace(/^\uFEFF/u, '')
    .replace(C1_CONTROL, westernMark)
    .replace(/\r\n?/gu, '\n');
}

function decodeBytes(bytes: Uint8Array, hints: EncodingHints): string {
  const mark = byteOrderMark(bytes) ?? unmarkedUtf16(bytes);
  if (mark !== null) return new TextDecoder(mark).decode(bytes);
  const utf8 = decodeUtf8(bytes);
  if (utf8 !== null && /[^\p{ASCII}]/u.test(utf8)) return undoubled(utf8, WINDOWS_1252);
  const label = declaredEncoding(bytes, hints);
  const damaged = utf8 === null ? damagedUtf8(bytes) : null;
  const declared = label === null || label === 'utf-8' ? null : decodeAs(bytes, label);
  return damaged ?? declared ?? utf8 ?? decodeAs(bytes, guessEncoding(bytes) ?? 'windows-1252');
}

/** Encoding that the first bytes name; null without a byte order mark. */
export function byteOrderMark(bytes: Uint8Array): string | null {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return null;
}

/** UTF-16 that its first bytes show without a mark: text has an empty byte in most units, on one side alone. */
export function unmarkedUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const head = bytes.subarray(0, DECLARATION_BYTES);
  const units = Math.floor(head.length / 2);
  if (units < MIN_UTF16_UNITS || bytes.length % 2 !== 0) return null;
  const zeros = [0, 0];
  for (const [at, byte] of head.entries()) {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  }
  const [high = 0, low = 0] = zeros;
  if (Math.min(high, low) > 0 || Math.max(high, low) < units * MIN_UTF16_SHARE) return null;
  return high > 0 ? 'utf-16be' : 'utf-16le';
}

/** Whether all bytes are UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  return decodeUtf8(bytes) !== null;
}

function declaredEncoding(bytes: Uint8Array, hints: EncodingHints): string | null {
  const named = HEADER_CHARSET.exec(hints.contentType ?? '')?.[1];
  const label = encodingOf(named) ?? encodingOf(hints.isMarkup === true ? labelIn(bytes) : null);
  // Whoever got here is not looking at UTF-16.
  return label?.startsWith('utf-16') === true ? 'utf-8' : label;
}

function labelIn(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, DECLARATION_BYTES)).toString('latin1');
  return XML_ENCODING.exec(head)?.[1] ?? META_CHARSET.exec(head)?.[1];
}

/** The name of an encoding as the decoder has it; null for one that nobody knows. */
function encodingOf(label: string | null | undefined): string | null {
  if (label === null || label === undefined) return null;
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return null;
  }
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function decodeAs(bytes: Uint8Array, encoding: string): string {
  return encoding === 'windows-1252'
    ? decodeWestern(bytes)
    : new TextDecoder(encoding).decode(bytes);
}

/** UTF-8 with a few broken characters stays UTF-8; null where most are broken, as it never was. */
function damagedUtf8(bytes: Uint8Array): string | null {
  const text = new TextDecoder('utf-8').decode(bytes);
  const broken = text.match(/\uFFFD/gu)?.length ?? 0;
  const whole = text.match(/[^\p{ASCII}\uFFFD]/gu)?.length ?? 0;
  return whole > broken ? text : null;
}

function decodeWestern(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1').replace(C1_CONTROL, westernMark);
}

/** What windows-1252 has where others have control characters, which no text holds on purpose. */
function westernMark(control: string): string {
  return WINDOWS_1252[control.charCodeAt(0) - 0x80] ?? control;
}
