import type { DocumentFormat, DocumentSource } from '../../domain/documents.ts';
import { byteOrderMark, decodeText, unmarkedUtf16 } from '../corpus/decode-text.ts';
import { unreadable, unsupported } from './document-refusals.ts';
import { listZip, readZip, type ZipListing } from './office/read-zip.ts';

const SNIFF_BYTES = 4_096;
const MAX_UTF8_BYTES = 4;
const PDF_HEADER_BYTES = 1_024; // readers accept that much in front of it
const COMMENT = /<!--[\s\S]*?(?:-->|$)/gu;
const HTML_START = /^\s*(?:<\?xml[^>]*\?>\s*)?<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])/iu;
const XML_START = /^\s*(?:<\?xml|<!doctype|<(?:svg|rss|feed|opml|urlset)[\s>])/iu;
const HTML_BLOCK = /<(?:p|div|h[1-6]|article|section|table|ul|ol|main|body)[\s>]/giu;
const MIN_HTML_BLOCKS = 3;
/** The times of a cue at the start of its line. */
export const CUE_TIME =
  /^(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[,.]\d{1,3})?[ \t]*-{1,3}>[ \t]*(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[,.]\d{1,3})?(?!\d)/u;
const CUE_NUMBER = /^\d{1,9}[ \t]*\n/u;

const CONTENT_TYPES = '[Content_Types].xml';
const WORD_TYPE =
  /wordprocessingml\.(?:document|template)\.main\+xml|ms-word\.(?:document|template)\.macroEnabled/u;

const MARKDOWN_NAME = /\.(?:md|mdx|markdown|mkd)$/iu;
const TEXT_NAME = /\.(?:txt|text|log|srt|vtt)$/iu;
const HTML_NAME = /\.(?:html?|xhtml|xht)$/iu;

/**
 * The format of a document: by its content where that says, then by its name, then by the type its
 * sender gave. Where they disagree, the content is right.
 * @throws AppError `document-unsupported` | `document-unreadable` | `document-too-large`
 */
export function detectFormat(source: DocumentSource): DocumentFormat {
  const { bytes } = source;
  if (bytes.length === 0) throw unreadable('The document is empty.');
  const head = Buffer.from(bytes.subarray(0, SNIFF_BYTES));
  if (head.subarray(0, PDF_HEADER_BYTES).includes('%PDF-')) return 'pdf';
  if (/^504b0[35]0[46]/u.test(head.toString('hex', 0, 4))) return zipFormat(bytes);
  if (head.subarray(0, 4).toString('hex') === 'd0cf11e0') throw oldOffice(bytes);
  if (head.subarray(0, 5).toString('latin1') === '{\\rtf') {
    throw unsupported('RTF cannot be read. Save it as DOCX.');
  }
  const encoding = byteOrderMark(bytes) ?? unmarkedUtf16(bytes);
  if (encoding?.startsWith('utf-16') !== true && looksBinary(head)) {
    throw unsupported('This is no document: neither text nor PDF, DOCX or EPUB.');
  }
  const start = encoding === null ? startOf(bytes) : bytes.subarray(0, SNIFF_BYTES);
  return textFormat(source, decodeText(start, source));
}

/** The first bytes, not cut inside a character of UTF-8. */
function startOf(bytes: Uint8Array): Uint8Array {
  let end = Math.min(SNIFF_BYTES, bytes.length);
  while (end > SNIFF_BYTES - MAX_UTF8_BYTES && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end);
}

function textFormat(source: DocumentSource, start: string): DocumentFormat {
  if (HTML_START.test(start.replace(COMMENT, ''))) return 'html';
  if (/^WEBVTT(?:\s|$)/u.test(start) || startsWithCue(start)) return 'srt';
  if (XML_START.test(start)) {
    if (/<html[\s>]/iu.test(start)) return 'html';
    throw unsupported('XML of this kind cannot be read.');
  }
  if (isJson(start, source.bytes)) throw unsupported('JSON holds no article.');
  return (
    formatOfName(source.name) ??
    formatOfType(source.contentType) ??
    ((start.match(HTML_BLOCK)?.length ?? 0) >= MIN_HTML_BLOCKS ? 'html' : 'text')
  );
}

function startsWithCue(start: string): boolean {
  return CUE_TIME.test(start.trimStart().replace(CUE_NUMBER, '').trimStart());
}

function formatOfName(name: string): DocumentFormat | null {
  if (HTML_NAME.test(name)) return 'html';
  if (MARKDOWN_NAME.test(name)) return 'markdown';
  return TEXT_NAME.test(name) ? 'text' : null;
}

/** `text/plain` says nothing: servers call everything that. */
function formatOfType(contentType: string | null): DocumentFormat | null {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'text/html' || type === 'application/xhtml+xml') return 'html';
  return type === 'text/markdown' ? 'markdown' : null;
}

function zipFormat(bytes: Uint8Array): DocumentFormat {
  const listing = listZip(bytes);
  if (isEpub(listing)) return 'epub';
  if (isWord(bytes, listing)) return 'docx';
  throw unsupported('The archive is neither a DOCX nor an EPUB.');
}

function isEpub({ names, firstText }: ZipListing): boolean {
  return firstText.startsWith('application/epub+zip') || names.includes('META-INF/container.xml');
}

/** What the main part is called is up to the writer; its type is not. */
function isWord(bytes: Uint8Array, { names }: ZipListing): boolean {
  if (names.includes('word/document.xml')) return true;
  const types = readZip(bytes, (name) => name === CONTENT_TYPES).get(CONTENT_TYPES);
  return types !== undefined && WORD_TYPE.test(decodeText(types, { isMarkup: true }));
}

/** The container of Word before 2007, and of a DOCX behind a password. */
function oldOffice(bytes: Uint8Array): Error {
  const isEncrypted = Buffer.from(bytes).includes(Buffer.from('EncryptedPackage', 'utf16le'));
  return isEncrypted
    ? unreadable('The document is protected by a password.')
    : unsupported('Documents of Word before 2007 cannot be read. Save it as DOCX.');
}

/** PNG, GIF, JPEG, gzip, RAR, 7z: short ones may lack a zero byte. */
const BINARY_STARTS = ['89504e47', '47494638', 'ffd8ff', '1f8b', '52617221', '377abcaf'];

function looksBinary(head: Buffer): boolean {
  const start = head.toString('hex', 0, 4);
  return head.includes(0) || BINARY_STARTS.some((each) => start.startsWith(each));
}

function isJson(start: string, bytes: Uint8Array): boolean {
  if (!/^\s*[[{]/u.test(start)) return false;
  try {
    JSON.parse(Buffer.from(bytes).toString('utf8'));
    return true;
  } catch {
    return false;
  }
}
