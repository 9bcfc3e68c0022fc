import { deflateSync } from 'node:zlib';
import { zipSync, type Zippable } from 'fflate';
import type { DocumentSource } from '../../../src/domain/documents.ts';

/** Documents of every format, made in code. */

export function sourceOf(
  content: string | Uint8Array,
  name: string,
  rest: Partial<DocumentSource> = {},
): DocumentSource {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { bytes, name, contentType: null, url: null, ...rest };
}

export interface PdfText {
  readonly text: string;
  readonly x?: number;
  readonly y: number;
  readonly size?: number;
  /** F1: Helvetica, F2: Courier. */
  readonly font?: 'F1' | 'F2';
}

export interface PdfOptions {
  readonly info?: Readonly<Record<string, string>>;
  /** Content of each page instead of texts; compressed by the caller or not. */
  readonly streams?: readonly string[];
  readonly extra?: readonly string[];
}

/** A PDF of one content stream a page, in WinAnsi. */
export function makePdf(
  pages: readonly (readonly PdfText[])[],
  options: PdfOptions = {},
): Uint8Array {
  const streams = options.streams ?? pages.map(pageStream);
  const first = 6; // 1 catalog, 2 pages, 3 and 4 fonts, 5 info
  const kids = streams.map((_, index) => `${first + 2 * index} 0 R`);
  const info = Object.entries(options.info ?? {}).map(
    ([key, value]) => `/${key} (${escapePdf(value)})`,
  );
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids.join(' ')}] /Count ${kids.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>',
    `<< ${info.join(' ')} >>`,
    ...streams.flatMap((stream, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents ${first + 2 * index + 1} 0 R >>`,
      `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    ]),
    ...(options.extra ?? []),
  ];
  return assemblePdf(objects);
}

/** Objects by number, from 1; the first is the catalog, the fifth the information. */
export function assemblePdf(objects: readonly string[], trailer = ''): Uint8Array {
  let text = '%PDF-1.7\n';
  const offsets: number[] = [];
  for (const [index, object] of objects.entries()) {
    offsets.push(text.length);
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
  }
  const at = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  text += offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 5 0 R ${trailer} >>\nstartxref\n${at}\n%%EOF`;
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

/** A stream that unpacks to `bytes` spaces. */
export function pdfBomb(bytes: number): Uint8Array {
  const packed = deflateSync(Buffer.alloc(bytes, ' ')).toString('latin1');
  return assemblePdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>',
    `<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n${packed}\nendstream`,
    '<< >>',
  ]);
}

function pageStream(texts: readonly PdfText[]): string {
  const lines = texts.map(
    ({ text, x = 72, y, size = 11, font = 'F1' }) =>
      `/${font} ${size} Tf 1 0 0 1 ${x} ${y} Tm (${escapePdf(text)}) Tj`,
  );
  return `BT\n${lines.join('\n')}\nET`;
}

const WIN_ANSI: Readonly<Record<string, string>> = {
  '•': '\x95',
  '–': '\x96',
  '„': '\x84',
  '“': '\x93',
  '”': '\x94',
};

function escapePdf(text: string): string {
  return text.replace(/[\\()]/gu, '\\$&').replace(/[•–„“”]/gu, (mark) => WIN_ANSI[mark] ?? mark);
}

/** Lines of text from the top of a page down. */
/** A PDF whose forms draw each other 2^60 times. */
export function endlessPdf(): Uint8Array {
  const form = (next: number): string =>
    `<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 3 0 R >> /XObject << /X ${next} 0 R >> >> /Length 60 >>\nstream\n${'/X Do /X Do'.padEnd(60)}\nendstream`;
  const first = 8; // page and stream of `makePdf` are 6 and 7
  const forms = Array.from({ length: 60 }, (_, index) => form(first + index + 1));
  const pdf = makePdf([], { streams: ['/X Do'], extra: forms });
  return Uint8Array.from(
    Buffer.from(
      Buffer.from(pdf)
        .toString('latin1')
        .replace('/Resources << /Font', `/Resources << /XObject << /X ${first} 0 R >> /Font`),
      'latin1',
    ),
  );
}

export function pdfLines(lines: readonly string[], top = 700): PdfText[] {
  return lines.map((text, index) => ({ text, y: top - 14 * index }));
}

export function makeZip(files: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const entries: Zippable = {};
  for (const [name, content] of Object.entries(files)) {
    const data = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    entries[name] = name === 'mimetype' ? [data, { level: 0 }] : data;
  }
  return zipSync(entries);
}

const WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

/** A paragraph of a Word document; `style` is an id such as `Heading1`. */
export function wordParagraph(text: string, style?: string): string {
  const properties = style === undefined ? '' : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`;
  return `<w:p>${properties}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
}

export function docxFiles(body: string, core = ''): Record<string, string> {
  const styles = [1, 2, 3].map(
    (level) =>
      `<w:style w:type="paragraph" w:styleId="Heading${level}"><w:name w:val="heading ${level}"/></w:style>`,
  );
  return {
    '[Content_Types].xml': `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    '_rels/.rels': `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `${XML}<w:document ${WORD}><w:body>${body}</w:body></w:document>`,
    'word/styles.xml': `${XML}<w:styles ${WORD}>${styles.join('')}<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style></w:styles>`,
    'docProps/core.xml': `${XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">${core}</cp:coreProperties>`,
  };
}

export function makeDocx(body: string, core = ''): Uint8Array {
  return makeZip(docxFiles(body, core));
}

/** A book of chapters by file name; each is the inside of a `body`. */
export function epubFiles(
  chapters: Readonly<Record<string, string>>,
  metadata = '',
): Record<string, string> {
  const names = Object.keys(chapters);
  const items = names.map(
    (name) => `<item id="${name}" href="text/${name}" media-type="application/xhtml+xml"/>`,
  );
  const spine = names.map((name) => `<itemref idref="${name}"/>`);
  const files: Record<string, string> = {
    mimetype: 'application/epub+zip',
    'META-INF/container.xml': `${XML}<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`,
    'OEBPS/book.opf': `${XML}<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">${metadata}</metadata><manifest><item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>${items.join('')}</manifest><spine><itemref idref="nav"/>${spine.join('')}</spine></package>`,
    'OEBPS/nav.xhtml': '<html><body><nav><ol><li>Table of contents</li></ol></nav></body></html>',
  };
  for (const [name, body] of Object.entries(chapters)) {
    files[`OEBPS/text/${name}`] =
      `${XML}<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>${body}</body></html>`;
  }
  return files;
}

export function makeEpub(chapters: Readonly<Record<string, string>>, metadata = ''): Uint8Array {
  return makeZip(epubFiles(chapters, metadata));
}
