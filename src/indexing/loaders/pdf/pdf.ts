import { getDocumentProxy } from 'unpdf';
import type { DocumentSource } from '../../../domain/documents.ts';
import { MAX_PAGES } from '../document-limits.ts';
import { tooLarge, unreadable } from '../document-refusals.ts';
import { refuseTooLong, type Draft } from '../finish-document.ts';
import { chosenTitle } from '../placeholders.ts';
import { linesOfPage, type PdfItem, type PdfLine } from './pdf-lines.ts';
import { markdownOfBlocks } from './pdf-markdown.ts';
import { blocksOf, type PdfBlock } from './pdf-paragraphs.ts';
import { dropRunningHeads } from './pdf-running-heads.ts';
import { showSoftHyphens } from './show-soft-hyphens.ts';

const MIN_LETTERS = 40;
const MIN_LETTERS_A_PAGE = 5;
const QUIET = 0;
/** Sizes of fonts nearer than this, in points, are one. */
const SAME_SIZE = 0.5;

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;

/** Takes the text out of a PDF. @throws AppError `document-unreadable` | `document-too-large` */
export async function readPdf(source: DocumentSource): Promise<Draft> {
  const pdf = await open(source.bytes);
  if (pdf.numPages > MAX_PAGES) {
    throw tooLarge('pages', `The PDF has ${pdf.numPages} pages; at most ${MAX_PAGES} are read.`);
  }
  const pages = await readPages(pdf);
  const letters = pages
    .flat()
    .reduce((sum, line) => sum + (line.text.match(/\p{L}/gu)?.length ?? 0), 0);
  if (letters < MIN_LETTERS && letters < MIN_LETTERS_A_PAGE * pdf.numPages) {
    throw unreadable('The PDF holds pictures of text, or none: there is no text to read.');
  }
  const info = await infoOf(pdf);
  const blocks = blocksOf(dropRunningHeads(pages));
  const title = chosenTitle(textOf(info['Title'])) ?? largestOfFirstPage(blocks);
  return {
    format: 'pdf',
    title,
    language: textOf(info['Language']),
    published: pdfDate(info['CreationDate']),
    author: textOf(info['Author']),
    markdown: markdownOfBlocks(withoutTitle(blocks, title)),
  };
}

async function open(bytes: Uint8Array): Promise<Pdf> {
  try {
    return await getDocumentProxy(showSoftHyphens(bytes), {
      isEvalSupported: false,
      disableFontFace: true,
      useSystemFonts: false,
      stopAtErrors: false,
      verbosity: QUIET,
    });
  } catch (error) {
    const isLocked = error instanceof Error && error.name === 'PasswordException';
    throw unreadable(
      isLocked ? 'The PDF is protected by a password.' : 'The PDF is damaged or not complete.',
      error,
    );
  }
}

async function readPages(pdf: Pdf): Promise<PdfLine[][]> {
  const pages: PdfLine[][] = [];
  const damaged: unknown[] = [];
  let chars = 0;
  for (let number = 1; number <= pdf.numPages; number += 1) {
    try {
      const page = await pdf.getPage(number);
      const { items, styles } = await page.getTextContent();
      const texts = items.filter((item): item is PdfItem & typeof item => 'str' in item);
      const lines = linesOfPage(
        texts,
        number - 1,
        (font) => styles[font]?.fontFamily === 'monospace',
      );
      pages.push(lines);
      chars += lines.reduce((sum, line) => sum + line.text.length, 0);
      page.cleanup();
    } catch (error) {
      damaged.push(error); // the other pages are worth reading
    }
    refuseTooLong(chars);
  }
  if (pages.length === 0 && damaged.length > 0) {
    throw unreadable('Every page of the PDF is damaged.', damaged[0]);
  }
  return pages;
}

async function infoOf(pdf: Pdf): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await pdf.getMetadata()).info as Readonly<Record<string, unknown>>;
  } catch {
    return {}; // a text without metadata is still a text
  }
}

/** The largest heading of the first page; one of several as large is that of its part, unless nothing stands below it. */
function largestOfFirstPage(blocks: readonly PdfBlock[]): string | null {
  const headings = blocks.filter((block) => block.kind === 'heading');
  const first = headings.filter((block) => block.page === 0);
  const largest = Math.max(...first.map((block) => block.size));
  const [title] = first.filter((block) => block.size === largest);
  if (title === undefined) return null;
  const isAlone =
    headings.filter((block) => Math.abs(block.size - largest) < SAME_SIZE).length === 1;
  const next = blocks[blocks.indexOf(title) + 1];
  return isAlone || next?.kind === 'heading' ? title.text : null;
}

function withoutTitle(blocks: readonly PdfBlock[], title: string | null): PdfBlock[] {
  const key = title?.toLowerCase().replace(/\W+/gu, ' ').trim();
  const at = blocks.findIndex(
    (block) => block.page === 0 && block.text.toLowerCase().replace(/\W+/gu, ' ').trim() === key,
  );
  return blocks.filter((block, index) => index !== at || block.text.length > 200);
}

/** `D:20260304101500+01'00'` */
function pdfDate(value: unknown): string | null {
  return /^(?:D:)?(\d{8})/u.exec(textOf(value) ?? '')?.[1] ?? null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}
