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

/** Node 20 decodes windows-1252 as Latin-1: what stands at 0x80-0x9F is put right here. */
const WINDOWS_1252 =
  '\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178';

/**
 * Bytes as text with `\n` line ends. The encoding is that of the byte order mark, of the header, of
 * the declaration in the text, UTF-8 where the bytes are that, or else windows-1252. Never throws.
 */
export function decodeText(bytes: Uint8Array, hints: EncodingHints = {}): string {
  const label = declaredEncoding(bytes, hints);
  const text =
    label === null ? decodeUndeclared(bytes) : (decodeAs(bytes, label) ?? decodeUndeclared(bytes));
  return text.replace(/^\uFEFF/u, '').replace(/\r\n?/gu, '\n');
}

/** Encoding that the first bytes name; null without a byte order mark. */
export function byteOrderMark(bytes: Uint8Array): string | null {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return null;
}

function declaredEncoding(bytes: Uint8Array, hints: EncodingHints): string | null {
  const named =
    byteOrderMark(bytes) ?? HEADER_CHARSET.exec(hints.contentType ?? '')?.[1]?.toLowerCase();
  if (named !== undefined) return named;
  if (hints.isMarkup !== true) return null;
  const head = Buffer.from(bytes.subarray(0, DECLARATION_BYTES)).toString('latin1');
  const label = (XML_ENCODING.exec(head)?.[1] ?? META_CHARSET.exec(head)?.[1])?.toLowerCase();
  // Whoever can read the declaration byte by byte is not looking at UTF-16.
  return label?.startsWith('utf-16') === true ? 'utf-8' : (label ?? null);
}

function decodeUndeclared(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decodeWestern(bytes);
  }
}

/** Null for an encoding that nobody knows. */
function decodeAs(bytes: Uint8Array, label: string): string | null {
  try {
    const decoder = new TextDecoder(label);
    return decoder.encoding === 'windows-1252' ? decodeWestern(bytes) : decoder.decode(bytes);
  } catch {
    return null;
  }
}

function decodeWestern(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/[\u0080-\u009F]/gu, (mark) => WINDOWS_1252[mark.charCodeAt(0) - 0x80] ?? mark);
}
