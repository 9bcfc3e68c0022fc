import { zipSync, type Zippable } from 'fflate';
import mammoth from 'mammoth';
import type { DocumentSource } from '../../../domain/documents.ts';
import { AppError } from '../../../domain/errors.ts';
import { decodeText, isUtf8 } from '../../corpus/decode-text.ts';
import { isStackOverflow, tooLarge, unreadable } from '../document-refusals.ts';
import { parsePage, parseXml, refuseEntities, type DomDocument } from '../page/dom.ts';
import type { Draft } from '../finish-document.ts';
import { levelHeadings, markBoldHeadings } from '../page/level-headings.ts';
import { chosenTitle } from '../placeholders.ts';
import { formulasAsText } from './formula-text.ts';
import { OUTLINE_STYLE, withOutlineStyles, withoutHiddenRuns } from './word-runs.ts';
import { CONTENTS, withKnownNames } from './word-styles.ts';
import { listTypedItems } from '../page/text-lists.ts';
import { readZip } from './read-zip.ts';
import { toMarkdown } from '../page/to-markdown.ts';

const CORE_PROPERTIES = 'docProps/core.xml';
const PART = /^[\w ./[\]-]+\.(?:xml|rels)$/u;
const NO_TEXT = /(?:^|\/)(?:media|embeddings|fonts|vba|customXml|glossary)\//u;
const MAX_XML_NESTING = 500;

/** Beside the styles that mammoth knows by itself. */
const STYLES = [
  `p[style-name='${CONTENTS}'] => !`,
  ...['TOC', 'Verzeichnis'].flatMap((id) => [1, 2, 3].map((level) => `p.${id}${level} => !`)),
  'p.TOCHeading => !',
  ...[1, 2, 3, 4, 5, 6].map((level) => `p.${OUTLINE_STYLE}${level} => h${level}:fresh`),
  "p[style-name='Title'] => h1:fresh",
  "p[style-name='Quote'] => blockquote > p:fresh",
  "p[style-name='Intense Quote'] => blockquote > p:fresh",
  "p[style-name='HTML Preformatted'] => pre:separator('\\n')",
  "p[style-name='Source Code'] => pre:separator('\\n')",
  "p[style-name='Preformatted Text'] => pre:separator('\\n')",
  "p[style-name='Code'] => pre:separator('\\n')",
  "p[style-name='Subtitle'] => p > em:fresh",
];

/** Takes the text out of a Word document. @throws AppError `document-unreadable` | `document-too-large` */
export async function readDocx(source: DocumentSource): Promise<Draft> {
  const parts = readZip(source.bytes, (name) => PART.test(name) && !NO_TEXT.test(name));
  const html = await convert(readParts(parts));
  const document = parsePage(html);
  const core = readCore(parts.get(CORE_PROPERTIES));
  const first = document.querySelector('h1');
  const heading = first?.textContent.trim() ?? '';
  const title = core.title ?? (heading === '' ? null : heading);
  dropNotes(document);
  // A heading that is all there is stays as text.
  if (heading !== '' && document.body.textContent.trim() === heading) {
    const line = document.createElement('p');
    line.textContent = heading;
    first?.replaceWith(line);
  }
  listTypedItems(document.body);
  markBoldHeadings(document.body, title);
  levelHeadings(document.body, title);
  return {
    format: 'docx',
    title,
    language: core.language,
    published: core.created,
    author: core.author,
    markdown: toMarkdown(document.body, { baseUrl: null }),
  };
}

/** The parts as mammoth can read them. */
function readParts(parts: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> {
  const ready = new Map(parts);
  for (const [name, data] of parts) {
    const text = decodeText(data, { isMarkup: true });
    refuseHostileXml(name, text);
    const isStyles = name.endsWith('styles.xml');
    const readable = isStyles
      ? withKnownNames(text)
      : withOutlineStyles(withoutHiddenRuns(formulasAsText(text)));
    if (readable !== text || !isUtf8(data)) ready.set(name, new TextEncoder().encode(readable));
  }
  return ready;
}

/** Mammoth gets what was unpacked within the limits, packed again without compression: no header can lie to it. */
async function convert(parts: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const files: Zippable = {};
  for (const [name, data] of parts) files[name] = [data, { level: 0 }];
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer: Buffer.from(zipSync(files)) },
      {
        styleMap: STYLES,
        includeEmbeddedStyleMap: false,
        externalFileAccess: false,
        // Pictures were not unpacked: none is ever read.
        convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })),
      },
    );
    return value;
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (isStackOverflow(error)) throw tooLarge('nesting', 'The DOCX is nested too deep.');
    throw unreadable('The DOCX is damaged or not complete.', error);
  }
}

/** Depth and entities are checked on the text: the parser behind mammoth has no limits. */
function refuseHostileXml(name: string, text: string): void {
  refuseEntities(text);
  let depth = 0;
  for (const match of text.matchAll(/<(\/?)[\w:][^<>]*?(\/?)>/gu)) {
    if (match[1] === '/') depth -= 1;
    else if (match[2] !== '/') depth += 1;
    if (depth > MAX_XML_NESTING) {
      throw tooLarge('nesting', `${name} is nested more than ${MAX_XML_NESTING} deep.`);
    }
  }
}

interface Core {
  readonly title: string | null;
  readonly author: string | null;
  readonly created: string | null;
  readonly language: string | null;
}

function readCore(data: Uint8Array | undefined): Core {
  if (data === undefined) return { title: null, author: null, created: null, language: null };
  const xml = parseXml(decodeText(data, { isMarkup: true }));
  const text = (name: string): string | null => {
    const value = xml.getElementsByTagName(name)[0]?.textContent.trim() ?? '';
    return value === '' ? null : value;
  };
  return {
    title: chosenTitle(text('dc:title')),
    author: text('dc:creator'),
    created: text('dcterms:created'),
    language: text('dc:language'),
  };
}

/** Marks of notes go; the notes themselves stay at the end. */
function dropNotes(document: DomDocument): void {
  for (const link of [...document.querySelectorAll('a[href^="#footnote"], a[href^="#endnote"]')]) {
    const mark = link.closest('sup') ?? link;
    mark.remove();
  }
}
